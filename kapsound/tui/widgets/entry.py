"""The line in which notes, vitals and levels are written, and answers are read."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

LIMIT = 2000


class Writing(Input):
    """The field itself; escape leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def action_leave(self) -> None:
        """Stop writing; what was written stays for the next time."""
        self.post_message(Entry.Left())


class Entry(Horizontal):
    """Shows the last answer, or a field to write a command's words in."""

    class Written(Message):
        """A command is complete."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    class Left(Message):
        """Nothing more is written for now."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._command = ""
        self._drafts: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Lay out the label, the field and the answer in its place."""
        yield Static("", id="entry-label", markup=False)
        yield Writing(id="entry-field", compact=True, max_length=LIMIT, select_on_focus=False)
        yield Static("", id="answer", markup=False)

    def on_mount(self) -> None:
        """Begin with nothing to write."""
        self.query_one(Writing).cursor_blink = False  # nothing blinks in the dark
        self._show(writing=False)

    def write(self, command: str, label: str, hint: str) -> None:
        """Open the field for the words of a command."""
        self._keep()
        self._command = command
        field = self.query_one(Writing)
        field.value, field.placeholder = self._drafts.pop(command, ""), hint
        field.cursor_position = len(field.value)
        self.query_one("#entry-label", Static).update(f" {label} ")
        self._show(writing=True)
        field.focus()

    def type(self, character: str) -> None:
        """Write a character where the cursor stands."""
        self.query_one(Writing).insert_text_at_cursor(character)

    def answer(self, text: str, tone: str = "") -> None:
        """Show what became of a command."""
        shown = self.query_one("#answer", Static)
        shown.set_classes(f"-{tone}" if tone else "")
        shown.update(text)

    @property
    def writing(self) -> bool:
        """Whether the field is open."""
        return bool(self._command)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the command over; nothing written is nothing done."""
        event.stop()
        text, command = event.value.strip(), self._command
        self.query_one(Writing).value = ""
        self._close()
        if text:
            self.post_message(self.Written(f"{command} {text}"))

    def on_entry_left(self, event: Left) -> None:
        """Close the field."""
        event.stop()
        self._close()

    def _close(self) -> None:
        self._keep()
        self._command = ""
        self._show(writing=False)
        self.screen.set_focus(None)

    def _keep(self) -> None:
        value = self.query_one(Writing).value
        if self._command and value:
            self._drafts[self._command] = value

    def _show(self, *, writing: bool) -> None:
        self.query_one("#entry-label").display = writing
        self.query_one(Writing).display = writing
        self.query_one("#answer").display = not writing
