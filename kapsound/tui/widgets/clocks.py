"""Two clocks count in large digits: T+ since the session began, D+ since the dose."""

from kapsound.control import Status
from kapsound.tui.rows import Row, Span, fit
from kapsound.tui.show import boosted, clock
from kapsound.tui.view import View
from kapsound.tui.widgets.letters import large

_GAP = 3


def draw(view: View, width: int, height: int) -> list[Row]:
    """Return T+ and D+ side by side, and beneath them what they count from."""
    half = (width - _GAP) // 2
    status = view.status
    t = large(clock(status["t"]), half, height - 1)
    d = large(clock(status["d"]), half, height - 1)
    on = "warn" if view.lost else ""  # this screen's own clock, not the player's
    tones = on or "big", "quiet" if status["d"] is None else on or "accent"
    rows: list[Row] = [
        (Span(left, tones[0]), Span(" " * _GAP), Span(right, tones[1]))
        for left, right in zip(t, d, strict=True)
    ]
    label = Span(fit("T+ since the start", half + _GAP), "quiet")
    return [*rows, (label, *_under(status, half))]


def _under(status: Status, width: int) -> Row:
    """Return what D+ counts from, and the booster's clock beside it, as far as there is room."""
    if not boosted(status):
        return (Span(fit("D+ since the dose", width), "quiet"),)
    since = clock(status["d_last"])
    for name, words in (("D+ since the dose", "booster "), ("D+", "booster "), ("D+", "B+ ")):
        if len(name) + 2 + len(words) + len(since) <= width:
            break
    return Span(fit(name, width - len(words) - len(since)), "quiet"), Span(words + since, "accent")
