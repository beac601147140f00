"""The help panel: every key, from the one table."""

import re
from collections.abc import Iterator, Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key, MouseScrollDown, MouseScrollUp
from textual.widgets import Static

from kapsound.control.status import CueContents
from kapsound.tui.dialogs.dialogs import Dialog
from kapsound.tui.keys import ACTIONS, GROUPS, VOICE, Action, keys_of, shown
from kapsound.tui.rows import Row, Span, columns, fit
from kapsound.tui.widgets.laid import wrapped
from kapsound.tui.widgets.lines import Lines

_KEYS = 9
_BOTH = 120
_GAP = 2
_NUMBERED = re.compile(r"-\d+$")
_STEPS = {"up": -1, "down": 1, "pageup": -15, "pagedown": 15, "home": -999, "end": 999, "space": 15}


class Help(Dialog):
    """Scrolls by the arrows; any other key closes it."""

    def __init__(self, remapped: Mapping[str, str], cues: Sequence[CueContents]) -> None:
        super().__init__()
        self._remapped, self._cues = remapped, cues

    def compose(self) -> ComposeResult:
        """Lay out the table."""
        with Vertical(classes="box -help") as box:
            box.border_title = "the keys of a session"
            yield Lines(classes="-scrolls")
            yield Static("arrows scroll · any other key closes", classes="hint", markup=False)

    def on_resize(self) -> None:
        """Write the table for this width."""
        self.call_after_refresh(self._lay)

    def _lay(self) -> None:
        lines = self.query_one(Lines)
        width, two = lines.content_size.width, self.size.width >= _BOTH
        each = (width - _GAP) // 2 if two else width
        blocks = blocks_of(self._remapped, self._cues, each)
        lines.put(_two(blocks, each) if two else _one(blocks))

    def pressed(self, event: Key) -> None:
        """Scroll, or close."""
        if event.key in _STEPS:
            self.query_one(Lines).move(_STEPS[event.key])
        else:
            self.dismiss("")

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        """Scroll by the wheel."""
        self.query_one(Lines).move(3)

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        """Scroll by the wheel."""
        self.query_one(Lines).move(-3)


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
