"""Two lines tell the track that plays and the one that comes next."""

from kapsound.text import credited
from kapsound.tui.rows import Row, Span, beside
from kapsound.tui.show import begins, coming, short
from kapsound.tui.view import View

_BAR = 24


def draw(view: View, width: int, _height: int) -> list[Row]:
    """Return the track that plays with a bar, and the next with its time."""
    return [_now(view, width), _next(view, width)]


def _now(view: View, width: int) -> Row:
    music = view.status["music"]
    if not music:
        return (Span("now   ", "quiet"), Span("no music", "quiet"))
    waits = "pause" in view.status["states"]
    length = music["elapsed"] + music["left"]
    share = music["elapsed"] / length if length else 0.0
    bar = max(8, min(_BAR * 2, width // 4))
    done = min(bar, int(share * bar))
    ending = (
        Span(short(music["elapsed"]), "quiet"),
        Span("  " + "━" * done, "quiet" if waits else "accent"),
        Span("─" * (bar - done), "rule"),
        Span(f" {short(music['left'])} left"),
    )
    name = credited(music["title"], music["artist"])
    title = Span(name, "quiet" if waits else "strong", "choose")
    return beside((Span("now   ", "quiet"), title), ending, width)


def _next(view: View, width: int) -> Row:
    following = coming(view.status)
    if not following:
        return (Span("next  ", "quiet"), Span("nothing more in this phase", "quiet"))
    title, begin = following
    ending = (Span(f"crossfade {begins(view, begin)}", "quiet"),)
    return beside((Span("next  ", "quiet"), Span(title, "", "choose")), ending, width)
