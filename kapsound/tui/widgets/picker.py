"""A list with a cursor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from textual.events import Mount

from kapsound.tui.keys import DO
from kapsound.tui.rows import Row, Span, fit, wide
from kapsound.tui.widgets.panel import Panel

_STEPS = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10, "home": -10_000, "end": 10_000}


@dataclass(frozen=True, slots=True)
class Item:
    """A line to choose: what enter does, and what further keys do."""

    label: str
    detail: str
    act: str
    others: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


class Picker(Panel):
    """Shows items and moves among them."""

    def __init__(self, items: Sequence[Item], start: int = 0) -> None:
        super().__init__()
        self._items = tuple(items)
        self.cursor = max(0, min(start, len(items) - 1))

    def on_mount(self, _: Mount) -> None:
        """Draw the first look."""
        self._draw()

    def resized(self) -> None:
        """Draw for the new size."""
        self._draw()

    def put(self, items: Sequence[Item]) -> None:
        """Show other items."""
        self._items, self.cursor = tuple(items), 0
        self._draw()

    def move(self, key: str) -> bool:
        """Move the cursor if this key does that."""
        if key not in _STEPS:
            return False
        self.cursor = max(0, min(self.cursor + _STEPS[key], len(self._items) - 1))
        self._draw()
        return True

    def act(self, key: str, character: str | None) -> str:
        """Return what a key does here; empty where it does nothing."""
        item = self._item()
        if item is None:
            return ""
        if key == "enter":
            return item.act
        named = next((one.act for one in self._items if one.key and one.key == character), "")
        return item.others.get(character or key, named)

    def command(self) -> str:
        """Return the command of the item under the cursor."""
        item = self._item()
        return item.act.removeprefix(DO) if item and item.act.startswith(DO) else ""

    def _item(self) -> Item | None:
        return self._items[self.cursor] if self._items else None

    def _draw(self) -> None:
        width, height = self.content_size
        top = max(0, min(self.cursor - height // 2, len(self._items) - height))
        shown = list(enumerate(self._items))[top : top + height]
        self._rows = [_row(item, width, chosen=n == self.cursor) for n, item in shown]
        self.refresh()


def _row(item: Item, width: int, *, chosen: bool) -> Row:
    detail = Span(f" {item.detail} ", "on" if chosen else "quiet", item.act)
    key = Span(fit(f" {item.key}", 3), "on" if chosen else "key", item.act)
    label = fit(f" {item.label}", max(4, width - wide((detail, key))))
    return key, Span(label, "on" if chosen else "", item.act), detail
