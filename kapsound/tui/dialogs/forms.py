"""These dialogs ask for a text or for a key."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Input, Static

from kapsound.tui.dialogs.dialog import Dialog

LONGEST = 200

Judge = Callable[[str], str]


class Write(Dialog):
    """Asks for a text and answers with it; a wrong one is said while it is typed."""

    def __init__(self, heading: str, value: str, hint: str, judge: Judge = lambda _: "") -> None:
        super().__init__(heading, ("⏎", "take it", ""))
        self._value, self._hint, self._judge = value, hint, judge

    def compose(self) -> ComposeResult:
        """Lay out the field."""
        with Vertical(classes="box"):
            yield Static(self.heading, classes="title", markup=False)
            yield Input(self._value, compact=True, max_length=LONGEST, classes="field")
            yield Static("", classes="fault", markup=False)
            yield Static(self._hint, classes="hint", markup=False)
            yield self.foot()

    def on_mount(self) -> None:
        """Let nothing blink."""
        self.query_one(Input).cursor_blink = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is wrong so far."""
        self.query_one(".fault", Static).update(self._judge(event.value.strip()))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer, if nothing is wrong."""
        text = event.value.strip()
        if not self._judge(text):
            self.dismiss(text)


def decibels_fault(text: str, lowest: float, highest: float) -> str:
    """Return why a text is no level within bounds in dB, empty if it is one."""
    try:
        fits = lowest <= float(text) <= highest
    except ValueError:
        fits = False
    return "" if fits else f"write a number from {lowest:g} to {highest:g}, in dB"


class PressKey(Dialog):
    """Answers with the name of the key that is pressed; `taken` says why it cannot be."""

    def __init__(self, heading: str, taken: Judge) -> None:
        super().__init__(heading, ("any key", "is taken", ""))
        self._taken = taken

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        hint = "press the key, the pedal or the clicker"
        with Vertical(classes="box"):
            yield Static(self.heading, classes="title", markup=False)
            yield Static("", classes="fault", markup=False)
            yield Static(hint, classes="hint", markup=False)
            yield self.foot()

    def on_key(self, event: Key) -> None:
        """Answer with a key that is free; none means anything else here."""
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.dismiss()
        elif fault := self._taken(event.key):
            self.query_one(".fault", Static).update(fault)
        else:
            self.dismiss(event.key)
