"""Dialogs of the screens around a session: write a value, choose from a list, press a key."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Click, Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from kapsound.tui.dialogs.once import LeftOnce
from kapsound.tui.messages import Act
from kapsound.tui.rows import Row, Span
from kapsound.tui.widgets.menu import Entry, Menu

LONGEST = 200
_CHROME = 8

Judge = Callable[[str], str]


def anything(_: str) -> str:
    """Judge every text to be well."""
    return ""


class Form(LeftOnce[str], ModalScreen[str]):
    """A box over the screen; escape, or a click beside it, answers with nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def action_leave(self) -> None:
        """Answer with nothing."""
        self.dismiss("")

    def on_click(self, event: Click) -> None:
        """Leave by a click beside the box."""
        if self.get_widget_at(event.screen_x, event.screen_y)[0] is self:
            self.dismiss("")


class Write(Form):
    """Asks for a text and answers with `=` and the text; a wrong one is said while it is typed."""

    def __init__(self, title: str, value: str, hint: str, judge: Judge = anything) -> None:
        super().__init__()
        self._title, self._value, self._hint, self._judge = title, value, hint, judge

    def compose(self) -> ComposeResult:
        """Lay out the field."""
        with Vertical(classes="box"):
            yield Static(self._title, classes="title", markup=False)
            yield Input(self._value, compact=True, max_length=LONGEST, classes="field")
            yield Static("", classes="fault", markup=False)
            yield Static(f"{self._hint} · ⏎ take it · esc leave it", classes="hint", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is wrong so far."""
        self.query_one(".fault", Static).update(self._judge(event.value.strip()))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer, if nothing is wrong."""
        text = event.value.strip()
        if not self._judge(text):
            self.dismiss(f"={text}")


class Choose(Form):
    """Answers with the id of the entry chosen."""

    def __init__(self, title: str, entries: Sequence[tuple[str, str]], start: str = "") -> None:
        super().__init__()
        self._title, self._entries, self._start = title, tuple(entries), start

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="box"):
            yield Static(self._title, classes="title", markup=False)
            yield Menu(self._lay)
            yield Static("⏎ choose it · esc leave it", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Be as high as the list, as far as there is room."""
        menu = self.query_one(Menu)
        menu.styles.height = max(1, min(len(self._entries), self.size.height - _CHROME))
        menu.chosen = self._start
        menu.focus()

    def on_act(self, event: Act) -> None:
        """Answer."""
        event.stop()
        self.dismiss(event.act)

    def _lay(self, width: int) -> list[Entry]:
        del width
        return [Entry(name, (_row(words),)) for name, words in self._entries]


def _row(words: str) -> Row:
    return (Span(f" {words}"),)


class PressKey(Form):
    """Answers with the name of the key that is pressed; `taken` says why it cannot be."""

    def __init__(self, title: str, taken: Judge) -> None:
        super().__init__()
        self._title, self._taken = title, taken

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="box"):
            yield Static(self._title, classes="title", markup=False)
            yield Static("", classes="fault", markup=False)
            yield Static(
                "press the key, the pedal or the clicker · esc leave it",
                classes="hint",
                markup=False,
            )

    def on_key(self, event: Key) -> None:
        """Answer with a key that is free; escape leaves, as everywhere."""
        event.stop()
        if event.key == "escape":
            self.dismiss("")
        elif fault := self._taken(event.key):
            self.query_one(".fault", Static).update(fault)
        else:
            self.dismiss(event.key)
