"""Two clocks count in large digits: T+ since the session began, D+ since the dose."""

from kapsound.tui.rows import Row, Span, fit
from kapsound.tui.show import booster, clock
from kapsound.tui.view import View
from kapsound.tui.widgets.letters import large

_GAP = 3


def draw(view: View, width: int, height: int) -> list[Row]:
    """Return T+ and D+ side by side, and beneath them what they count from."""
    half = (width - _GAP) // 2
    status = view.status
    t = large(clock(status["t"]), half, height - 1)
    d = large(clock(status["d"]), half, height - 1)
    tone = "accent" if status["d"] is not None and not view.lost else "quiet"
    rows: list[Row] = [
        (Span(left, "quiet" if view.lost else "big"), Span(" " * _GAP), Span(right, tone))
        for left, right in zip(t, d, strict=True)
    ]
    under = booster(status) or "D+ since the dose"
    labels = (Span(fit("T+ since the start", half + _GAP), "quiet"),)
    return [*rows, (*labels, Span(fit(under, half), "quiet"))]
