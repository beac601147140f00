"""Large type tells the phase, or the state that comes before it, and the time left.

A line beneath tells what ends the phase.
"""

from kapsound.tui.rows import Row, Span, beside, clip
from kapsound.tui.show import ending, headline, left_of_phase, wall
from kapsound.tui.view import View
from kapsound.tui.widgets.letters import large, large_pair


def draw(view: View, width: int, height: int) -> list[Row]:
    """Return the words as large as the room allows, the time left beside them if it fits."""
    phase = view.status["phase"]
    state, tone = headline(view)
    number = Span(
        f"{phase['name']}, " * bool(state) + f"{phase['number']} of {phase['of']}", "quiet"
    )
    words, worn = state or phase["name"], tone or "big"
    left = "" if view.lost else left_of_phase(view.status)
    pair = large_pair(words, left, width, height - 1)
    if not pair:
        rows: list[Row] = [(Span(row, worn),) for row in large(words, width, height - 1)]
        return [*rows, clip((number, *_ending(view)), width)]
    until = Span(_until(view), _tone(view))
    return [*(_both(worn, *row) for row in pair), beside((number,), (until,), width)]


def _ending(view: View) -> Row:
    return () if view.lost else (Span("  "), Span(ending(view), _tone(view)))


def _tone(view: View) -> str:
    return "warn" if view.status["phase"]["waits"] != "plan" else "strong"


def _until(view: View) -> str:
    if "closing" in view.status["states"]:
        return "left, then the record is closed"
    return f"left, to {wall(view, view.status['phase']['end'])}"


def _both(tone: str, words: str, left: str) -> Row:
    return Span(words, tone), Span(left, "strong")
