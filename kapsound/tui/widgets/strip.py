"""The foot of the screen tells what can be done, by which key or by a click."""

from collections.abc import Sequence

from rich.cells import cell_len

from kapsound.tui.keys import BY_ID, STRIP, Action
from kapsound.tui.rows import Row, Span, fit
from kapsound.tui.view import View

_GAP_MOST = 12
_ALWAYS = ("stop", "help", "leave")


def draw(view: View, width: int, height: int) -> list[Row]:
    """Return the actions in columns as wide as their longest words: nothing ever moves."""
    columns = [[BY_ID[name] for name in names] for names in STRIP]
    widths = _narrowed([_width(view, column) for column in columns], width)
    gap = max(1, min(_GAP_MOST, (width - sum(widths)) // max(1, len(columns) - 1)))
    return [
        tuple(
            span
            for column, cells in zip(columns, widths, strict=True)
            for span in (*_cell(view, column[row], cells), Span(" " * gap))
        )
        for row in range(min(height, len(STRIP[0])))
    ]


def _width(view: View, column: Sequence[Action]) -> int:
    """Return the cells of a column, whichever of its labels are shown."""
    return max(
        cell_len(f"{view.key(action.id)} {label}")
        for action in column
        for label in (action.label, action.back_label)
    )


def _narrowed(widths: list[int], width: int) -> list[int]:
    """Return the widths with the widest made less until all fit, with a cell between two."""
    widths = list(widths)
    while sum(widths) + len(widths) - 1 > max(width, 2 * len(widths)):
        widths[widths.index(max(widths))] -= 1
    return widths


def _cell(view: View, action: Action, width: int) -> Row:
    states = view.status["states"]
    text = fit(f"{view.key(action.id)} {action.label_in(states)}", width)
    key = text[: len(view.key(action.id))]
    tones = _tones(view, action)
    return (
        Span(key, tones[0], action.id),
        Span(text[len(key) :], tones[1], action.id),
    )


def _tones(view: View, action: Action) -> tuple[str, str]:
    """Return the tones of key and label; both are quiet where this screen only looks on."""
    if not view.controls and action.id not in _ALWAYS:
        return "quiet", "quiet"
    if action.is_on(view.status["states"]):
        return "on", "on"
    return "key", "bad" if action.id == "stop" else ""
