"""A panel lists the voice cues: their keys, their lengths, the time since each was heard."""

from kapsound.control.status import CueContents
from kapsound.tui.rows import Row, Span, fit, right
from kapsound.tui.show import played, short
from kapsound.tui.view import View

_COLUMN, _NARROW, _MOST = 34, 22, 52
_ROOMY = 60
_KEY = 2
_LIVE = ("on", "accent")


def draw(view: View, width: int, height: int) -> list[Row]:
    """Return the cues, those with a key first; the last cell says how many do not fit.

    They are counted along the rows, so that none moves when there is a row less.
    """
    cues = sorted(view.contents["cues"], key=lambda cue: cue["key"] is None)
    count = _across(width, height, len(cues))
    across = min(_MOST, width // count)
    room = count * height
    cells = [_cell(view, cue, across) for cue in cues[:room]]
    if len(cues) > room:
        text = fit(f"  {len(cues) - room + 1} more: {view.key('cues')}", across)
        cells[-1] = (Span(text, "quiet", "cues"),)
    return [
        tuple(span for cell in cells[row * count :][:count] for span in cell)
        for row in range(height)
    ]


def _across(width: int, height: int, cues: int) -> int:
    """Return how many columns: no more than are needed."""
    most = max(1, width // (_COLUMN if width >= _ROOMY else _NARROW))
    return min(most, max(1, -(-cues // height)))


def _cell(view: View, cue: CueContents, width: int) -> Row:
    act = f"do:cue {cue['id']}"
    terse = width < _COLUMN
    state, tone = _state(view, cue, terse=terse)
    ago = 4 if terse else 12
    length = f" {short(cue['length']).strip()}"
    label = fit(cue["label"], width - _KEY - ago - len(length) - 1)
    times: Row = (Span(length, "quiet", act), Span(right(state, ago), "quiet", act))
    if tone in _LIVE:  # while it is heard or waits, its length does not matter
        times = (Span(right(state, ago + len(length)), tone, act),)
    return (
        Span(fit(cue["key"] or "", _KEY), "key", act),
        Span(label, tone, act),
        *times,
        Span(" "),
    )


def _state(view: View, cue: CueContents, *, terse: bool) -> tuple[str, str]:
    speaking = view.status["cue"]
    if speaking and speaking["id"] == cue["id"]:
        left = short(speaking["left"]).strip()
        return (left if terse else f"{left} left") if speaking["speaking"] else "soon", "on"
    if speaking and speaking["waiting"] == cue["id"]:
        return "waits", "accent"
    return played(view, cue, terse=terse), "quiet" if cue["id"] in view.status["played"] else ""
