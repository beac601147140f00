"""The help lists the keys of where one is, from the one table, the bindings and the hints."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.events import Key
from textual.screen import Screen

from kapsound.control.status import CueContents
from kapsound.tui.dialogs.dialog import MOVE, Dialog
from kapsound.tui.keys import ACTIONS, BY_ID, GROUPS, VOICE, Action, keys_of, shown
from kapsound.tui.rows import Row, Span, columns, fit, wrapped
from kapsound.tui.widgets.choices import Choices
from kapsound.tui.widgets.row_static import RowStatic

Blocks = list[list[Row]]
LayBlocks = Callable[[int], Blocks]
"""Returns the help in blocks of so many cells across."""
_KEYS = 9
_BOTH = 120
_GAP = 2
# Textual's own that are of no use: no text is picked with the mouse, nothing wider than the screen.
_PASSED = (
    "screen.copy_text", "scroll_left", "scroll_right", "page_left", "page_right", "command_palette",
)  # fmt: skip
_NUMBERED = re.compile(r"-\d+$")
_SCROLLS: Mapping[str, Callable[[VerticalScroll], object]] = {
    "up": VerticalScroll.scroll_up,
    "down": VerticalScroll.scroll_down,
    "pageup": VerticalScroll.scroll_page_up,
    "pagedown": VerticalScroll.scroll_page_down,
    "space": VerticalScroll.scroll_page_down,
    "home": VerticalScroll.scroll_home,
    "end": VerticalScroll.scroll_end,
}


class Help(Dialog):
    """Scrolls by the arrows; any other key closes it."""

    def __init__(self, heading: str, blocks: LayBlocks) -> None:
        close = ("any other key", "close", "screen.dismiss")
        super().__init__(heading, ("↑↓", "scroll", ""), leave=close)
        self._blocks = blocks

    def compose(self) -> ComposeResult:
        """Lay out the table."""
        with Vertical(classes="box -help") as box:
            box.border_title = self.heading
            with VerticalScroll():
                yield RowStatic(self._lay)
            yield self.foot()

    def pressed(self, event: Key) -> None:
        """Scroll, or close."""
        if event.key in _SCROLLS:
            _SCROLLS[event.key](self.query_one(VerticalScroll))
        else:
            self.dismiss()

    def _lay(self, width: int) -> list[Row]:
        if self.size.width < _BOTH:
            return _one(self._blocks(width))
        each = (width - _GAP) // 2
        return _two(self._blocks(each), each)


def here(screen: Screen[object], remapped: Mapping[str, str], width: int) -> Blocks:
    """Return the help on the screen or dialog one is on, as one block."""
    lines = _of_dialog(screen, remapped) if isinstance(screen, Dialog) else _bound(screen)
    return [[*(row for line in lines for row in _rows(*line, width)), ()]]


def both(first: LayBlocks, second: LayBlocks, width: int) -> Blocks:
    """Return one help after another."""
    return [*first(width), *second(width)]


def _of_dialog(dialog: Dialog, remapped: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what its own foot says, and the keys that work over every dialog."""
    moves = [MOVE] if dialog.query(Choices) else []
    yield from ((key, words) for key, words, _ in (*moves, *dialog.hints))
    always = (action for action in ACTIONS if action.steady or action.id == "stop")
    for action in always:
        if not (dialog.writes and action.id == "stop"):
            yield _keys(action, remapped), action.help


def _bound(screen: Screen[object]) -> Iterator[tuple[str, str]]:
    """Yield every key that is bound here, those that do the same together."""
    found: dict[str, list[str]] = {}
    bound = screen.active_bindings.items()
    for key, (_, binding, *_) in sorted(bound, key=lambda item: item[1].node is not screen):
        if binding.action not in _PASSED:
            found.setdefault(_words(binding), []).append(shown([key]))
    yield from ((" ".join(keys), words) for words, keys in found.items())


def _words(binding: Binding) -> str:
    if binding.id and binding.id in BY_ID:
        return BY_ID[binding.id].help
    return binding.description[:1].upper() + binding.description[1:].lower()


def blocks_of(remapped: Mapping[str, str], cues: Sequence[CueContents], width: int) -> Blocks:
    """Return the help on a session, a block for each group."""
    blocks = []
    for group in GROUPS:
        rows: list[Row] = [(Span(group, "accent"),)]
        rows += [row for line in _lines(group, remapped) for row in _rows(*line, width)]
        if group == VOICE:
            cued = [(cue["key"], f"Cue: {cue['label']}") for cue in cues if cue["key"]]
            rows += [row for line in cued for row in _rows(*line, width)]
        blocks.append([*rows, ()])
    return blocks


def _lines(group: str, remapped: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield keys and words; actions with numbers share a line while they have their own keys."""
    actions = [action for action in ACTIONS if action.group == group]
    for action in actions:
        family = [one for one in actions if _stem(one) == _stem(action)]
        if len(family) == 1 or any(one.id in remapped for one in family):
            yield _keys(action, remapped), action.help
        elif action is family[0]:
            first, last = (shown(keys_of(one, {})) for one in (family[0], family[-1]))
            yield f"{first}-{last}", action.help.replace("1", f"1 to {len(family)}")


def _stem(action: Action) -> str:
    return _NUMBERED.sub("-", action.id)


def _keys(action: Action, remapped: Mapping[str, str]) -> str:
    keys = [key for key in keys_of(action, remapped)[:2] if "shift+f" not in key]
    return " ".join(shown([key]) for key in keys)


def _rows(keys: str, words: str, width: int) -> Iterator[Row]:
    first, *rest = wrapped(words, max(1, width - _KEYS))
    yield Span(fit(f" {keys}", max(_KEYS, cell_len(keys) + 2)), "key"), *first
    for row in rest:
        yield Span(" " * _KEYS), *row


def _one(blocks: list[list[Row]]) -> list[Row]:
    return [row for block in blocks for row in block]


def _two(blocks: list[list[Row]], each: int) -> list[Row]:
    half = sum(len(block) for block in blocks) // 2
    left: list[Row] = []
    rest = list(blocks)
    while rest and len(left) + len(rest[0]) // 2 < half:
        left += rest.pop(0)
    return columns(left, _one(rest), each, _GAP)
