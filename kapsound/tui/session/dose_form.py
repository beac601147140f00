"""A form marks a dose: enter alone marks it now; when it was and what it was may be written."""

import re
from collections.abc import Callable
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Input, Static

from kapsound.tui.debounce import Debounce
from kapsound.tui.dialogs.dialog import Dialog
from kapsound.tui.dialogs.forms import LONGEST
from kapsound.tui.show import wall
from kapsound.tui.view import View
from kapsound.units import format_clock, format_duration, parse_duration

_AGO = re.compile(r"(?:at\s*)?-\s*(\S*)\s*(.*)|(\d+:\S+)\s*(.*)", re.DOTALL)
_HINT = "-2m or 1:30: that long ago; then what it was: 50 mg IM"
_NOTHING = "write how long ago it was, or what it was, or both"


class Form(NamedTuple):
    """The command that a form makes, and its words.

    `when` says when it is if nothing is written; `empty` what enter does then, if anything.
    """

    command: str
    heading: str
    when: str
    empty: str


FORMS = {
    "dose": Form("dose", "The dose", "now", "mark it"),
    "booster": Form("booster", "A booster", "now", "mark it"),
    "amend": Form(
        "amend", "Correct the last dose: a further line in the record", "then as it was marked", ""
    ),
}


class Given(NamedTuple):
    """A dose as it is written: how many seconds ago, None where nothing says so, and what."""

    ago: float | None
    what: str


def read_dose(text: str) -> Given:
    """Read `-2m 50 mg IM`, `1:30`, `50 mg IM` or nothing.

    Raises:
        ValueError: what stands in the place of a time is none.

    """
    found = _AGO.fullmatch(text.strip())
    if not found:
        return Given(None, text.strip())
    ago, what, clock, rest = found.groups()
    return Given(parse_duration(clock or ago), what or rest or "")


def tell(given: Given, view: View, usual: str) -> str:
    """Return in words what is written; `usual` is when, if nothing says so."""
    when = usual
    if given.ago is not None:
        when = f"{format_clock(given.ago)} ago, at {wall(view, view.status['t'] - given.ago)}"
    return f"{when}: {given.what}" if given.what else when


def show_dose(command: str, given: Given) -> str:
    """Return the command as it is typed."""
    ago = "" if given.ago is None else f"at -{format_duration(given.ago)}"
    return " ".join(filter(None, [command, ago, given.what]))


class DoseForm(Dialog):
    """Answers with a command, such as `dose at -2m 50 mg IM`.

    Enter takes it, and so does the `key` that opened the form, once it was let go of and as long
    as nothing is written. `view` and `tick` tell the time. Until something is written the field
    has no focus, so that STOP is one key.
    """

    AUTO_FOCUS: ClassVar[str] = ""

    def __init__(self, form: Form, view: View, key: str, tick: Callable[[], float]) -> None:
        keys = f"⏎ {key}" if form.empty else "⏎"
        super().__init__(form.heading, (keys, form.empty or "correct it", "screen.take"))
        self._form, self._view, self._key, self._tick = form, view, key, tick
        self._held = Debounce()

    def compose(self) -> ComposeResult:
        """Lay out the field, and beneath it what it says."""
        with Vertical(classes="box"):
            yield Static(self.heading, classes="title", markup=False)
            yield Input(
                compact=True, max_length=LONGEST, classes="field", placeholder=_HINT,
                select_on_focus=False,
            )  # fmt: skip
            yield Static("", classes="told", markup=False)
            yield self.foot()

    def on_mount(self) -> None:
        """Let nothing blink, and the key that opened this be let go of first."""
        self.query_one(Input).cursor_blink = False
        self._held.lets(self._key, self._tick())
        self._say("")

    def pressed(self, event: Key) -> None:
        """Take it, or begin to write."""
        if event.character == self._key:
            if self._held.lets(self._key, self._tick()):
                self.action_take()
        elif event.key == "enter":
            self.action_take()
        elif event.is_printable and event.character:
            field = self.query_one(Input)
            self.set_focus(field)
            field.insert_text_at_cursor(event.character)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is written so far."""
        self._say(event.value)

    def on_input_submitted(self) -> None:
        """Take it."""
        self.action_take()

    def action_take(self) -> None:
        """Answer, if what is written can be read."""
        text = self.query_one(Input).value
        if self._say(text):
            self.dismiss(show_dose(self._form.command, read_dose(text)))

    def _say(self, text: str) -> bool:
        """Show what a text says; say whether it can be taken."""
        fault, said = "", self.query_one(".told", Static)
        try:
            given = read_dose(text)
            fault = "" if self._form.empty or any(given) else _NOTHING
            said.update(fault or tell(given, self._view, self._form.when))
        except ValueError as error:
            fault = str(error)
            said.update(fault)
        said.set_class(bool(fault), "-wrong")
        return not fault
