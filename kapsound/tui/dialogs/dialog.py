"""A dialog is a box over the screen; escape leaves it undone."""

from collections.abc import Callable, Mapping

from textual.app import App
from textual.events import Click, Key
from textual.screen import ModalScreen
from textual.widgets import Input

from kapsound.tui.application import application
from kapsound.tui.dismissal import DismissOnce
from kapsound.tui.rows import Hint, hints
from kapsound.tui.widgets.choices import Choices
from kapsound.tui.widgets.row_static import RowStatic

_MOVES: Mapping[str, Callable[[Choices], None]] = {
    "up": Choices.action_cursor_up,
    "down": Choices.action_cursor_down,
    "pageup": Choices.action_page_up,
    "pagedown": Choices.action_page_down,
    "home": Choices.action_first,
    "end": Choices.action_last,
    "enter": Choices.action_select,
}
_HELP = ("question_mark", "f1")
MOVE: Hint = ("↑↓", "move", "")
LEAVE: Hint = ("esc", "leave it", "screen.dismiss")


class Dialog(DismissOnce[str], ModalScreen[str]):
    """Answers with nothing on escape, or on a click beside the box.

    `heading` is its title, `hints` are its keys; the foot of the box and the help show them.
    """

    def __init__(self, heading: str, *keys: Hint, leave: Hint = LEAVE) -> None:
        super().__init__()
        self.heading, self.hints = heading, (*keys, leave)

    @property
    def writes(self) -> bool:
        """Whether every sign is text now."""
        return isinstance(self.focused, Input)

    def ask(self, app: App[object], take: Callable[[str], object]) -> None:
        """Open this dialog; `take` is given the answer, unless the dialog is left undone."""

        def answered(answer: str | None) -> None:
            if answer is not None:
                take(answer)

        app.push_screen(self, answered)

    def foot(self) -> RowStatic:
        """Return the line of the dialog's keys."""
        return RowStatic(lambda width: hints(self.hints, width), classes="foot")

    def on_key(self, event: Key) -> None:
        """Take every key that is not written into a field.

        None goes on to the application: it would mean something to the screen beneath, once
        this dialog is gone.
        """
        writes = self.writes
        if event.key == "escape" or event.is_printable or not writes:
            event.stop()
        if event.key == "escape":
            self.dismiss()
        elif event.key in _HELP and (event.key == "f1" or not writes):
            application(self.app).action_show_help()
        elif isinstance(self.focused, Input) and event.is_printable:
            # A field stops what it writes: this came before the field had its focus.
            self.focused.insert_text_at_cursor(event.character or "")
        elif not writes and not application(self.app).stops(event.key):
            self._handle(event)

    def _handle(self, event: Key) -> None:
        if isinstance(self.focused, Choices) and event.key in _MOVES:
            _MOVES[event.key](self.focused)
        else:
            self.pressed(event)

    def pressed(self, event: Key) -> None:
        """Take a key of the dialog's own."""

    def on_click(self, event: Click) -> None:
        """Leave by a click beside the box."""
        if self.get_widget_at(event.screen_x, event.screen_y)[0] is self:
            self.dismiss()
