"""A line takes notes, vitals and levels as they are written, and shows the answers."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.widgets import Input, Static

from kapsound.tui.keys import DO
from kapsound.tui.messages import Act

LIMIT = 2000


class CommandLine(Horizontal):
    """Shows the last answer, or a field to write a command's words in."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._command = ""
        self._drafts: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Lay out the label, the field and the answer in its place."""
        yield Static("", id="command-label", markup=False)
        yield Input(id="command-field", compact=True, max_length=LIMIT, select_on_focus=False)
        yield Static("", id="answer", markup=False)

    def on_mount(self) -> None:
        """Begin with nothing to write."""
        self.query_one(Input).cursor_blink = False  # nothing blinks in the dark
        self._show(writing=False)

    def write(self, command: str, label: str, hint: str) -> None:
        """Open the field for the words of a command."""
        self._keep()
        self._command = command
        field = self.query_one(Input)
        field.value, field.placeholder = self._drafts.pop(command, ""), hint
        field.cursor_position = len(field.value)
        self.query_one("#command-label", Static).update(f" {label} ")
        self._show(writing=True)
        field.focus()

    def insert(self, character: str) -> None:
        """Write a character where the cursor stands."""
        self.query_one(Input).insert_text_at_cursor(character)

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
        text, command = event.value.strip(), self._command
        self.query_one(Input).value = ""
        self._close()
        if text:
            self.post_message(Act(f"{DO}{command} {text}"))

    def on_key(self, event: Key) -> None:
        """Close the field on escape; what was written stays for the next time."""
        if event.key == "escape" and self.writing:
            event.stop()
            self._close()

    def _close(self) -> None:
        self._keep()
        self._command = ""
        self._show(writing=False)
        self.screen.set_focus(None)

    def _keep(self) -> None:
        value = self.query_one(Input).value
        if self._command and value:
            self._drafts[self._command] = value

    def _show(self, *, writing: bool) -> None:
        self.query_one("#command-label").display = writing
        self.query_one(Input).display = writing
        self.query_one("#answer").display = not writing
