"""A dialog lists what can be chosen, and shows what each would do to the plan."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import OptionList, Static

from kapsound.core.wording import parse_command
from kapsound.tui.dialogs.dialog import Dialog
from kapsound.tui.keys import DO
from kapsound.tui.messages import Previewed
from kapsound.tui.rows import Hint, Row, Span, beside, fit
from kapsound.tui.view import View
from kapsound.tui.widgets import arc
from kapsound.tui.widgets.choices import Choice, Choices
from kapsound.tui.widgets.panel import Panel

CHOOSE: Hint = ("⏎", "choose it", "focused.select")
_CHROME = 12
_KEY = 3


@dataclass(frozen=True, slots=True)
class Item:
    """A line to choose: what enter answers, and what further keys do."""

    label: str
    detail: str
    answer: str
    others: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


class ListDialog(Dialog):
    """Returns the answer of the item chosen; `keys` are its own, `start` is where it begins.

    `preview` asks for the plan as a command would make it, to be handed to `previewed`.
    """

    def __init__(
        self,
        heading: str,
        items: tuple[Item, ...],
        keys: tuple[Hint, ...] = (CHOOSE,),
        *,
        start: str = "",
        preview: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(heading, *keys)
        self._items, self._start, self._preview = items, start, preview
        self._asked = ""

    def compose(self) -> ComposeResult:
        """Lay out the list, the preview and the hint."""
        with Vertical(classes="box"):
            yield Static(self.heading, classes="title", markup=False)
            yield Choices(*self._choices())
            if self._preview:
                yield Static("", classes="outcome", markup=False)
                yield Panel(arc.draw, classes="preview")
            yield self.foot()

    def _choices(self) -> list[Choice]:
        keys = _KEY if any(item.key for item in self._items) else 0
        return [
            Choice(str(number), partial(_rows, item, keys))
            for number, item in enumerate(self._items)
        ]

    def on_mount(self) -> None:
        """Give the list its height, and stand on its first item."""
        choices = self.query_one(Choices)
        choices.styles.height = max(1, min(len(self._items), self.size.height - _CHROME))
        answers = [item.answer for item in self._items]
        choices.go_to(str(answers.index(self._start)) if self._start in answers else "")
        self.query(Panel).set(display=False)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Ask what the item under the cursor would do to the plan."""
        command = self._items[event.option_index].answer.removeprefix(DO)
        if self._preview and command != self._asked:
            self._asked = command
            self._preview(command)

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Answer with the item chosen."""
        self.dismiss(self._items[int(event.name)].answer)

    def pressed(self, event: Key) -> None:
        """Take another answer of the item under the cursor, or an item by its key."""
        key = event.character or event.key
        named = next((item.answer for item in self._items if item.key and item.key == key), "")
        here = self.query_one(Choices).chosen
        others = self._items[int(here)].others if here else {}
        if answer := others.get(key, named):
            self.dismiss(answer)

    def previewed(self, event: Previewed, view: View) -> None:
        """Show the plan as a command would make it, if that is still the one looked at."""
        if not self._asked or event.command != parse_command(self._asked):
            return
        ribbon = self.query_one(Panel)
        ribbon.display = bool(event.plan)
        self.query_one(".outcome", Static).update(event.text)
        if event.plan:
            ribbon.show(replace(view, status={**view.status, "plan": event.plan}, lost=""))


def _rows(item: Item, keys: int, width: int) -> list[Row]:
    label = (Span(fit(f" {item.key}", keys), "key"), Span(f" {item.label}"))
    return [beside(label, (Span(f"{item.detail} ", "quiet"),), width)]
