"""Dialogs: a question with its answers, and a choice from a list. Escape leaves each undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Click, Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from kapsound.core.wording import parse_command
from kapsound.tui.dialogs.once import LeftOnce
from kapsound.tui.messages import Act, Previewed
from kapsound.tui.rows import Row, Span
from kapsound.tui.view import View
from kapsound.tui.widgets.arc import ArcRibbon, with_plan
from kapsound.tui.widgets.lines import Lines
from kapsound.tui.widgets.picker import Item, Picker

_BORDER = 2


@dataclass(frozen=True, slots=True)
class Option:
    """An answer: its key, its words and what it means."""

    key: str
    label: str
    value: str


YES_NO = (Option("y", "yes", "yes"), Option("n", "no, leave it", ""))


class Dialog(LeftOnce[str], ModalScreen[str]):
    """A box over the screen; escape, or a click beside it, answers with nothing."""

    def on_key(self, event: Key) -> None:
        """Leave by escape; every other key is the dialog's own."""
        if event.key == "escape" or not isinstance(self.focused, Input):
            event.stop()  # else it would mean something to the screen beneath, once this is gone
        if event.key == "escape":
            self.dismiss("")
        else:
            self.pressed(event)

    def pressed(self, event: Key) -> None:
        """Take a key."""

    def on_click(self, event: Click) -> None:
        """Leave by a click beside the box."""
        if self.get_widget_at(event.screen_x, event.screen_y)[0] is self:
            self.dismiss("")


class Question(Dialog):
    """Asks, and answers with the chosen option's value; nothing is chosen beforehand."""

    def __init__(self, text: str, options: Sequence[Option] = YES_NO) -> None:
        super().__init__()
        self._text, self._options = text, tuple(options)

    def compose(self) -> ComposeResult:
        """Lay out the question and its answers."""
        with Vertical(classes="box"):
            yield Static(self._text, classes="question", markup=False)
            yield Lines(_answer_rows(self._options), classes="answers")

    def pressed(self, event: Key) -> None:
        """Answer by an option's key."""
        option = next((item for item in self._options if item.key == event.character), None)
        if option:
            self.dismiss(option.value)

    def on_act(self, event: Act) -> None:
        """Answer by a click."""
        event.stop()
        self.dismiss(event.act.removeprefix("answer:"))


def _answer_rows(options: Sequence[Option]) -> list[Row]:
    return [
        (
            Span(f" {option.key} ", "key", f"answer:{option.value}"),
            Span(f" {option.label} ", "", f"answer:{option.value}"),
        )
        for option in options
    ]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list to choose from; `hint` names its keys, `view` is what its previews start from."""

    title: str
    items: tuple[Item, ...]
    hint: str
    view: View
    start: int = 0
    ask: Callable[[str], None] | None = field(default=None, compare=False)


class ListDialog(Dialog):
    """Answers with the act of the item chosen; shows what each would do to the plan."""

    def __init__(self, listing: Listing) -> None:
        super().__init__()
        self._listing = listing
        self._wanted = ""

    def compose(self) -> ComposeResult:
        """Lay out the list, the preview and the hint."""
        with Vertical(classes="box"):
            yield Static(self._listing.title, classes="title", markup=False)
            yield Picker(self._listing.items, self._listing.start)
            yield Static("", classes="outcome", markup=False)
            yield ArcRibbon(classes="preview")
            yield Static(self._listing.hint, classes="hint", markup=False)

    def on_mount(self) -> None:
        """Size the list and ask for the first preview."""
        picker = self.query_one(Picker)
        picker.styles.height = max(1, min(len(self._listing.items), self.size.height - 12))
        self.query_one(ArcRibbon).display = False
        self._look()

    def pressed(self, event: Key) -> None:
        """Move, choose, or take another of the item's acts by its key."""
        picker = self.query_one(Picker)
        if picker.move(event.key):
            self._look()
        elif act := picker.act(event.key, event.character):
            self.dismiss(act)

    def on_act(self, event: Act) -> None:
        """Choose by a click."""
        event.stop()
        self.dismiss(event.act)

    def previewed(self, preview: Previewed) -> None:
        """Show the plan as a command would make it, if that is still the one looked at."""
        if not self._wanted or preview.command != parse_command(self._wanted):
            return
        ribbon = self.query_one(ArcRibbon)
        ribbon.display = bool(preview.plan)
        self.query_one(".outcome", Static).update(preview.text)
        if preview.plan:
            view = self._listing.view
            ribbon.show(replace(view, status=with_plan(view.status, preview.plan), lost=""))

    def _look(self) -> None:
        command = self.query_one(Picker).command()
        if self._listing.ask and command and command != self._wanted:
            self._wanted = command
            self._listing.ask(command)
