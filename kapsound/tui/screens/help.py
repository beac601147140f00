"""The help panel: every key, from the one table."""

from collections.abc import Mapping
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key, MouseScrollDown, MouseScrollUp
from textual.widgets import Static

from kapsound.tui.keys import ACTIONS, GROUPS, Action, keys_of, shown
from kapsound.tui.rows import Row, Span, columns, fit
from kapsound.tui.screens.dialogs import Dialog
from kapsound.tui.widgets.lines import Lines

_KEYS = 9
_BOTH = 120
_STEPS = {"up": -1, "down": 1, "pageup": -15, "pagedown": 15, "home": -999, "end": 999, "space": 15}


class Help(Dialog):
    """Scrolls by the arrows; any other key closes it."""

    def __init__(self, remapped: Mapping[str, str], cues: list[dict[str, Any]]) -> None:
        super().__init__()
        self._remapped, self._cues = remapped, cues

    def compose(self) -> ComposeResult:
        """Lay out the table."""
        with Vertical(classes="box -help"):
            yield Lines(classes="-scrolls")
            yield Static("arrows scroll · any other key closes", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Write the table for this width."""
        wide = self.size.width >= _BOTH
        blocks = blocks_of(self._remapped, self._cues)
        self.query_one(Lines).put(_two(blocks, self.size.width) if wide else _one(blocks))

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


def blocks_of(remapped: Mapping[str, str], cues: list[dict[str, Any]]) -> list[list[Row]]:
    """Return the help, a block for each group."""
    blocks = []
    for group in GROUPS:
        rows: list[Row] = [(Span(group, "accent"),)]
        rows += [_row(action, remapped) for action in ACTIONS if action.group == group]
        if group == "Voice":
            rows += [
                (Span(fit(f" {cue['key']}", _KEYS), "key"), Span(f"Cue: {cue['label']}"))
                for cue in cues
                if cue["key"]
            ]
        blocks.append([*rows, ()])
    return blocks


def _row(action: Action, remapped: Mapping[str, str]) -> Row:
    keys = " ".join(shown([key]) for key in keys_of(action, remapped)[:2] if "shift+f" not in key)
    return Span(fit(f" {keys}", _KEYS), "key"), Span(action.help)


def _one(blocks: list[list[Row]]) -> list[Row]:
    return [row for block in blocks for row in block]


def _two(blocks: list[list[Row]], width: int) -> list[Row]:
    half = sum(len(block) for block in blocks) // 2
    left: list[Row] = []
    rest = list(blocks)
    while rest and len(left) + len(rest[0]) // 2 < half:
        left += rest.pop(0)
    return columns(left, _one(rest), (width - 10) // 2)
