"""The close screen shows what ran against the plan, and that the record is whole."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from kapsound.errors import KapsoundError
from kapsound.tui import tasks
from kapsound.tui.application import application
from kapsound.tui.close import summary
from kapsound.tui.dialogs.forms import Write
from kapsound.tui.keys import HELP_BINDING
from kapsound.tui.rows import Row, Span, hints, indented, wrapped
from kapsound.tui.widgets.row_static import RowStatic

LOOK_S = 1.0


class CloseScreen(Screen[None]):
    """Reads the record until it is closed; as long as it is open, a note can still be added."""

    BINDINGS: ClassVar[list[BindingType]] = [
        HELP_BINDING,
        Binding("n", "note", "write a note, while the record is open", show=False),
        Binding("h,enter,escape", "home", "go home", show=False),
        Binding("q", "app.leave", "leave kapsound", show=False),
    ]

    @dataclass
    class Read(Message):
        """The record was read, or what kept it from being read."""

        found: tasks.RecordRead | None
        fault: str = ""

    @dataclass
    class Noted(Message):
        """A note was taken, or the reason why not."""

        fault: str

    def __init__(
        self,
        record_id: str,
        *,
        read: Callable[[str], tasks.RecordRead] = tasks.record,
        note: Callable[[str], str] = tasks.note,
    ) -> None:
        super().__init__()
        self._record_id, self._read, self._note = record_id, read, note
        self._found: tasks.RecordRead | None = None
        self._fault = self._said = ""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the record."""
        yield RowStatic(self._head, id="head")
        with VerticalScroll(id="body"):
            yield RowStatic(lambda width: summary.body(self._found, width) if self._found else [])
        yield RowStatic(self._foot, id="foot")

    def on_mount(self) -> None:
        """Read the record, again and again until it is closed."""
        self.query_one("#body").focus()
        self.look()
        self._timer = self.set_interval(LOOK_S, self.look)

    @work(thread=True, exclusive=True, group="look")
    def look(self) -> None:
        """Read and verify the record."""
        try:
            self.post_message(self.Read(self._read(self._record_id)))
        except KapsoundError as error:
            self.post_message(self.Read(None, str(error)))

    @work(thread=True, group="note")
    def take_note(self, text: str) -> None:
        """Hand a note to the player."""
        self.post_message(self.Noted(self._note(text)))

    def on_close_screen_read(self, event: Read) -> None:
        """Show the record as it is now."""
        self._fault = event.fault
        if event.found:
            self._found = event.found
            if event.found.verified.closed and self._timer:
                self._timer.stop()
        self._show()

    def on_close_screen_noted(self, event: Noted) -> None:
        """Say what became of a note."""
        self._said = event.fault or "The note is in the record."
        self.look()

    def action_note(self) -> None:
        """Ask for a note, as long as the record takes one."""
        if self._open:
            dialog = Write("Note", "", "into the record, while it is open")
            dialog.ask(self.app, lambda text: self.take_note(text) if text else None)

    def action_home(self) -> None:
        """Go to the home screen."""
        application(self.app).open_home()

    @property
    def _open(self) -> bool:
        return bool(self._found and not self._found.verified.closed)

    def _show(self) -> None:
        for part in self.query(RowStatic):
            part.lay_out()

    def _head(self, width: int) -> list[Row]:
        if self._fault:
            return [*indented(wrapped(self._fault, width - 2, "bad")), ()]
        if (found := self._found) is None:
            return [(Span(" reading the record", "quiet"),), ()]
        verified = summary.verified(found.verified, found.folder, width)
        return [*summary.head(found.history, width), *verified]

    def _foot(self, width: int) -> list[Row]:
        note = [("n", "note", "screen.note")] if self._open else []
        keys = [
            *note,
            ("h", "home", "screen.home"),
            ("↑↓", "scroll", ""),
            ("?", "keys", "app.show_help"),
            ("q", "leave", "app.leave"),
        ]
        said = [(Span(f" {self._said}", "accent"),)] if self._said else []
        return [(), *said, *hints(keys, width)]
