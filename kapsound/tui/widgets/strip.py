"""The foot of the screen: what can be done, by which key, or by a click."""

from collections.abc import Sequence

from rich.cells import cell_len

from kapsound.tui.keys import BY_ID, STRIP, Action
from kapsound.tui.rows import Row, Span, fit
from kapsound.tui.view import View
from kapsound.tui.widgets.panel import Panel

_CELL = 13


class Strip(Panel):
    """Cells of one width, so that nothing ever moves."""

    def rows_of(self, view: View, width: int, height: int) -> Sequence[Row]:
        """Return as many actions as fit, in the order of their importance."""
        count = max(1, width // _CELL)
        across = width // count
        actions = [BY_ID[name] for name in STRIP][: count * height]
        return [
            tuple(
                span
                for action in actions[row * count : (row + 1) * count]
                for span in _cell(view, action, across)
            )
            for row in range(height)
        ]


def _cell(view: View, action: Action, width: int) -> tuple[Span, ...]:
    states = view.status["states"]
    on = action.is_on(states)
    key = view.key(action.id)
    tone = "on" if on else "bad" if action.id == "stop" else ""
    return (
        Span(key, "key", action.id),
        Span(fit(f" {action.called(states)}", width - cell_len(key) - 1), tone, action.id),
        Span(" "),
    )
