"""A list to move through: of playlists, of settings, of checks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message

from kapsound.tui.messages import Act
from kapsound.tui.rows import Row, Span, clip, wide, with_more
from kapsound.tui.widgets.panel import Panel

_STEPS = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8, "home": -10_000, "end": 10_000}
_BLOCKS = ("ahead", "ahead-next")


@dataclass(frozen=True, slots=True)
class Entry:
    """Rows that belong together; one without an id is a heading, and nobody stops at it."""

    id: str
    rows: tuple[Row, ...]


Lay = Callable[[int], Sequence[Entry]]


class Menu(Panel, can_focus=True):
    """Shows entries laid out for its width; enter or a click posts an entry's id as an `Act`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"move({step})", show=False) for key, step in _STEPS.items()),
        Binding("enter", "choose", show=False),
    ]

    class Moved(Message):
        """The cursor stands on another entry."""

        def __init__(self, menu: "Menu") -> None:
            super().__init__()
            self.menu = menu

    def __init__(self, lay: Lay, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._lay = lay
        self._entries: Sequence[Entry] = ()
        self._top = 0
        self.chosen = ""

    def again(self) -> None:
        """Lay the entries out anew; the cursor stays with its entry."""
        width, height = self.content_size
        if not width or not height:
            return
        before, place = self.chosen, self._place(self._entries)
        self._entries = tuple(self._lay(width))
        ids = self._ids()
        if before not in ids:
            self.chosen = ids[min(place, len(ids) - 1)] if ids else ""
        self._draw()
        if self.chosen != before:
            self.post_message(self.Moved(self))

    def stand(self, entry: str) -> None:
        """Put the cursor on an entry."""
        if entry in self._ids():
            self.chosen = entry
            self._draw()
            self.post_message(self.Moved(self))

    def action_move(self, step: int) -> None:
        """Move the cursor by so many entries."""
        if ids := self._ids():
            self.stand(ids[max(0, min(self._place(self._entries) + step, len(ids) - 1))])

    def action_choose(self) -> None:
        """Choose the entry under the cursor."""
        if self.chosen:
            self.post_message(Act(self.chosen))

    def on_click(self, event: Click) -> None:
        """Choose what is clicked."""
        entry = self._entry_at(event.y - self.gutter.top)
        event.prevent_default()
        if entry:
            event.stop()
            self.stand(entry)
            self.action_choose()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Move on."""
        event.stop()
        self.action_move(1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Move back."""
        event.stop()
        self.action_move(-1)

    def resized(self) -> None:
        """Lay out for the new size."""
        self._rows = ()
        self.refresh()
        self.again()

    def watch_has_focus(self, has_focus: bool) -> None:  # noqa: FBT001 - as Textual calls it
        """Show the cursor only where keys go."""
        super().watch_has_focus(has_focus)
        self._draw()

    def _ids(self) -> list[str]:
        return [entry.id for entry in self._entries if entry.id]

    def _place(self, entries: Sequence[Entry]) -> int:
        ids = [entry.id for entry in entries if entry.id]
        return ids.index(self.chosen) if self.chosen in ids else 0

    def _lines(self) -> list[tuple[str, Row]]:
        return [(entry.id, row) for entry in self._entries for row in entry.rows]

    def _entry_at(self, y: int) -> str:
        lines = self._lines()
        return lines[self._top + y][0] if 0 <= self._top + y < len(lines) else ""

    def _draw(self) -> None:
        width, height = self.content_size
        if not width or not height:
            return
        lines = self._lines()
        self._top = self._scrolled(lines, height)
        shown = [self._row(entry, row, width) for entry, row in lines[self._top :][:height]]
        if (below := len(lines) - self._top - height) > 0:
            shown[-1] = with_more(shown[-1], below, width)
        self._refresh(self._rows, shown, width)
        self._rows = shown

    def _scrolled(self, lines: Sequence[tuple[str, Row]], height: int) -> int:
        """Return the line at the top, so that all of the chosen entry is in view."""
        at = [n for n, (entry, _) in enumerate(lines) if entry == self.chosen] or [0]
        heading = not any(entry for entry, _ in lines[: at[0]])
        highest = 0 if heading else at[0]
        # The last line of a full view says how much more there is, so the entry ends above it.
        lowest = at[-1] - height + (1 if at[-1] == len(lines) - 1 else 2)
        return max(0, min(max(self._top, lowest), highest, max(0, len(lines) - height)))

    def _row(self, entry: str, row: Row, width: int) -> Row:
        row = clip(row, width)
        if not entry or entry != self.chosen or not self.has_focus:
            return row
        lit = tuple(span if span.tone in _BLOCKS else span._replace(tone="on") for span in row)
        return (*lit, Span(" " * (width - wide(row)), "on"))
