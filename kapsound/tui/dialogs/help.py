"""The help lists every key, from the one table."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.events import Key
from textual.widgets import Static

from kapsound.control.status import CueContents
from kapsound.tui.dialogs.dialog import Dialog
from kapsound.tui.keys import ACTIONS, GROUPS, VOICE, Action, keys_of, shown
from kapsound.tui.rows import Row, Span, columns, fit, wrapped
from kapsound.tui.widgets.row_static import RowStatic

_KEYS = 9
_BOTH = 120
_GAP = 2
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

    def __init__(self, remapped: Mapping[str, str], cues: Sequence[CueContents]) -> None:
        super().__init__()
        self._remapped, self._cues = remapped, cues

    def compose(self) -> ComposeResult:
        """Lay out the table."""
        with Vertical(classes="box -help") as box:
            box.border_title = "the keys of a session"
            with VerticalScroll():
                yield RowStatic(self._lay)
            yield Static("arrows scroll · any other key closes", classes="hint", markup=False)

    def pressed(self, event: Key) -> None:
        """Scroll, or close."""
        if event.key in _SCROLLS:
            _SCROLLS[event.key](self.query_one(VerticalScroll))
        else:
            self.dismiss()

    def _lay(self, width: int) -> list[Row]:
        if self.size.width < _BOTH:
            return _one(blocks_of(self._remapped, self._cues, width))
        each = (width - _GAP) // 2
        return _two(blocks_of(self._remapped, self._cues, each), each)


def blocks_of(
    remapped: Mapping[str, str], cues: Sequence[CueContents], width: int
) -> list[list[Row]]:
    """Return the help, a block for each group; what is too long goes on in the next line."""
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
    yield Span(fit(f" {keys}", _KEYS), "key"), *first
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
