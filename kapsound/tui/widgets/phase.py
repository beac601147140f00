"""Large type tells the phase and what is left of it; a line beneath tells what ends it."""

from kapsound.tui.rows import Row, Span, beside, clip
from kapsound.tui.show import ending, left_of_phase, wall
from kapsound.tui.view import View
from kapsound.tui.widgets.letters import large, large_pair


def draw(view: View, width: int, height: int) -> list[Row]:
    """Return the name as large as the room allows, the time left beside it if it fits."""
    phase = view.status["phase"]
    number = Span(f"{phase['number']} of {phase['of']}", "quiet")
    tone = "warn" if phase["waits"] != "plan" else "strong"
    pair = large_pair(phase["name"], left_of_phase(view.status), width, height - 1)
    if not pair:
        letters = large(phase["name"], width, height - 1)
        rows: list[Row] = [(Span(row, _worn(view, "big")),) for row in letters]
        return [*rows, clip((number, Span("  "), Span(ending(view), tone)), width)]
    until = Span(_until(view), _worn(view, tone))
    return [*(_both(view, *row) for row in pair), beside((number,), (until,), width)]


def _until(view: View) -> str:
    if "closing" in view.status["states"]:
        return "left, then the record is closed"
    return f"left, to {wall(view, view.status['phase']['end'])}"


def _both(view: View, name: str, left: str) -> Row:
    return Span(name, _worn(view, "big")), Span(left, _worn(view, "strong"))


def _worn(view: View, tone: str) -> str:
    """Return the tone, or a quiet one while the player does not answer."""
    return "quiet" if view.lost else tone
