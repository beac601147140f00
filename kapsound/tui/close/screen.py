"""Shows what ran against the plan, where the record lies, and that it is whole."""

from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer

from kapsound.errors import KapsoundError
from kapsound.tui import tasks
from kapsound.tui.close import summary
from kapsound.tui.dialogs.forms import Write
from kapsound.tui.dialogs.screen import AroundScreen
from kapsound.tui.host import host
from kapsound.tui.rows import Row, Span
from kapsound.tui.widgets.laid import Laid, hints, wrapped
from kapsound.tui.widgets.lines import Lines

LOOK_S = 1.0
_STEPS = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10, "home": -10_000, "end": 10_000}


class CloseScreen(AroundScreen):
    """Reads the record until it is closed; as long as it is open, a note can still be added."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"scroll_by({step})", show=False) for key, step in _STEPS.items()),
        Binding("n", "note", "note", show=False),
        Binding("h,enter,escape", "home", "home", show=False),
        Binding("q", "app.leave", "leave", show=False),
    ]

    class Read(Message):
        """The record was read, or what kept it from being read."""

        def __init__(self, found: tasks.RecordRead | None, fault: str = "") -> None:
            super().__init__()
            self.found, self.fault = found, fault

    class Noted(Message):
        """A note was taken, or the reason why not."""

        def __init__(self, fault: str) -> None:
            super().__init__()
            self.fault = fault

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
        yield Laid(self._head, id="head")
        yield Lines(classes="-scrolls")
        yield Laid(self._foot, id="foot")

    def on_mount(self) -> None:
        """Read the record, again and again until it is closed."""
        self.look()
        self._timer = self.set_interval(LOOK_S, self.look)

    def on_resize(self) -> None:
        """Lay the record out for the new size."""
        self.call_after_refresh(self._lay)

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
        self._lay()

    def on_close_screen_noted(self, event: Noted) -> None:
        """Say what became of a note."""
        self._said = event.fault or "The note is in the record."
        self.look()

    def action_note(self) -> None:
        """Ask for a note, as long as the record takes one."""
        if self._open:
            dialog = Write("Note", "", "into the record, while it is open")
            self.app.push_screen(dialog, self._take)

    def action_home(self) -> None:
        """Go to the home screen."""
        host(self.app).open_home()

    def action_scroll_by(self, lines: int) -> None:
        """Look further down or up."""
        self.query_one(Lines).move(lines)

    @property
    def _open(self) -> bool:
        return bool(self._found and not self._found.verified.closed)

    def _take(self, answer: str | None) -> None:
        if answer and answer != "=":
            self.take_note(answer[1:])

    def _lay(self) -> None:
        if self.is_mounted:
            lines = self.query_one(Lines)
            if self._found and (width := lines.content_size.width):
                lines.put(summary.body(self._found, width))
            self.again()

    def _head(self, width: int) -> list[Row]:
        if self._fault:
            return [*((Span(" "), *row) for row in wrapped(self._fault, width - 2, "bad")), ()]
        if (found := self._found) is None:
            return [(Span(" reading the record", "quiet"),), ()]
        verified = summary.verified(found.verified, found.folder, width)
        return [*summary.head(found.history, width), *verified]

    def _foot(self, width: int) -> list[Row]:
        note = [("n", "note", "action:note")] if self._open else []
        keys = [
            *note,
            ("h", "home", "action:home"),
            ("↑↓", "scroll", ""),
            ("?", "keys", "action:app.show_help"),
            ("q", "leave", "action:app.leave"),
        ]
        said = [(Span(f" {self._said}", "accent"),)] if self._said else []
        return [(), *said, *((Span(" "), *row) for row in hints(keys, width - 1))]
