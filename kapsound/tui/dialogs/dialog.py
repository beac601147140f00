"""A dialog is a box over the screen; escape leaves it undone."""

from collections.abc import Callable, Mapping

from textual.app import App
from textual.events import Click, Key
from textual.screen import ModalScreen
from textual.widgets import Input

from kapsound.tui.dismissal import DismissOnce
from kapsound.tui.widgets.choices import Choices

_MOVES: Mapping[str, Callable[[Choices], None]] = {
    "up": Choices.action_cursor_up,
    "down": Choices.action_cursor_down,
    "pageup": Choices.action_page_up,
    "pagedown": Choices.action_page_down,
    "home": Choices.action_first,
    "end": Choices.action_last,
    "enter": Choices.action_select,
}


class Dialog(DismissOnce[str], ModalScreen[str]):
    """Answers with nothing on escape, or on a click beside the box."""

    def ask(self, app: App[object], take: Callable[[str], object]) -> None:
        """Open this dialog; `take` is given the answer, unless the dialog is left undone."""

        def answered(answer: str | None) -> None:
            if answer is not None:
                take(answer)

        app.push_screen(self, answered)

    def on_key(self, event: Key) -> None:
        """Take every key that is not written into a field.

        None goes on to the application: it would mean something to the screen beneath, once
        this dialog is gone.
        """
        writes = isinstance(self.focused, Input)
        if event.key == "escape" or not writes:
            event.stop()
        if event.key == "escape":
            self.dismiss()
        elif isinstance(self.focused, Choices) and event.key in _MOVES:
            _MOVES[event.key](self.focused)
        elif not writes:
            self.pressed(event)

    def pressed(self, event: Key) -> None:
        """Take a key of the dialog's own."""

    def on_click(self, event: Click) -> None:
        """Leave by a click beside the box."""
        if self.get_widget_at(event.screen_x, event.screen_y)[0] is self:
            self.dismiss()
