"""A line names the states of the session, topmost first, each with the key that leaves it."""

from kapsound.tui.rows import Row, Span, beside, clip
from kapsound.tui.show import STATES, changing, gone, landing, undo
from kapsound.tui.view import View

_LEFT_BY = {
    "stop": "pause", "ground": "pause", "pause": "pause", "silence": "silence",
    "soften": "restore", "talk": "talk", "hold": "hold", "dose": "dose", "duck": "stop-cue",
}  # fmt: skip


def draw(view: View, width: int, _height: int) -> list[Row]:
    """Return one line of chips, or a calm word where there are none."""
    if view.lost:
        return [clip((Span(f" {gone(view)} ", "alarm"),), width)]
    chips = [span for state in view.status["states"] for span in _chip(view, state)]
    if words := undo(view):
        chips = [Span(f" {words} ", "pill", "undo"), Span(" "), *chips]
    if to := changing(view.status):
        chips = [Span(f" changing over to {to} ", "on", "output"), Span(" "), *chips]
    if view.caps_lock:
        chips = [Span(" Caps Lock is on ", "alarm"), Span(" "), *chips]
    if not view.controls:
        look = f" another screen controls · {view.key('take')} takes over "
        chips = [Span(look, "on", "take"), Span(" "), *chips]
    left = chips or [Span("as planned", "quiet")]
    return [beside(left, (Span(landing(view.status), "quiet"),), width)]


def _chip(view: View, state: str) -> tuple[Span, ...]:
    action = _LEFT_BY.get(state, "")
    key = view.key(action)
    tone = "alarm" if state == "stop" else "on"
    text = f" {STATES.get(state, state)}" + (f" · {key} " if key else " ")
    return Span(text, tone, action), Span(" ")
