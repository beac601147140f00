"""The voice cues with their keys, lengths and when they were last heard."""

from collections.abc import Sequence

from kapsound.tui.rows import Row, Span, fit, right
from kapsound.tui.show import played, short
from kapsound.tui.view import Values, View
from kapsound.tui.widgets.panel import Panel

_COLUMN = 30
_KEY = 3
_AGO = 11


class Cues(Panel):
    """The cues, those with a key first, in as many columns as fit."""

    def rows_of(self, view: View, width: int, height: int) -> Sequence[Row]:
        """Return the cues; where they do not all fit, the last cell says how many more."""
        cues = sorted(view.status["cues"], key=lambda cue: cue["key"] is None)
        count = max(1, width // _COLUMN)
        across = width // count
        room = count * height
        cells = [_cell(view, cue, across) for cue in cues[:room]]
        if len(cues) > room:
            text = fit(f"   {len(cues) - room + 1} more: {view.key('cues')}", across)
            cells[-1] = (Span(text, "quiet", "cues"),)
        return [
            tuple(span for cell in cells[row::height] for span in cell) for row in range(height)
        ]


def _cell(view: View, cue: Values, width: int) -> Row:
    speaking = view.status["cue"]
    act = f"do:cue {cue['id']}"
    state, tone = _state(view, cue, speaking)
    ago = _AGO if width >= _COLUMN else 0
    label = width - _KEY - ago - 7
    return (
        Span(fit(cue["key"] or "", _KEY), "key", act),
        Span(fit(cue["label"], label), tone, act),
        Span(f" {short(cue['length'])} ", "quiet", act),
        Span(right(state, ago - 1)[: ago - 1] + " " if ago else "", tone or "quiet", act),
    )


def _state(view: View, cue: Values, speaking: Values | None) -> tuple[str, str]:
    if speaking and speaking["id"] == cue["id"]:
        return (
            f"{short(speaking['left']).strip()} left" if speaking["speaking"] else "comes"
        ), "on"
    if speaking and speaking["waiting"] == cue["id"]:
        return "waits", "accent"
    return played(view, cue), "quiet" if cue["played"] is not None else ""
