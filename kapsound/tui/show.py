"""Says the status in the words of the room: plain functions from values to text."""

from datetime import timedelta

from kapsound.control import Status
from kapsound.control.status import CueContents
from kapsound.core.history import landing_words
from kapsound.core.output import parse_output
from kapsound.text import visible
from kapsound.tui.view import View
from kapsound.units import format_clock

NO_TIME = "-:--:--"
STATES = {
    "closing": "closing",
    "stop": "STOPPED",
    "silence": "silence",
    "ground": "grounded",
    "pause": "music paused",
    "soften": "softened",
    "talk": "talking in the room",
    "duck": "ducked for the voice",
    "hold": "held",
    "dose": "waits for the dose",
}
_HOLDS = {
    "music": ("stop", "silence", "ground", "pause", "soften", "talk", "duck", "closing"),
    "ambience": ("stop", "silence", "soften", "talk", "duck", "closing"),
    "voice": ("stop", "closing"),
}
_SHORT = {
    "stop": "stopped", "silence": "silent", "ground": "grounded", "pause": "paused",
    "soften": "soft", "talk": "talking", "duck": "ducked", "closing": "closing",
}  # fmt: skip
FLOOR_DB = -60.0
_TWO_DIGITS = 100


def clock(seconds: float | None) -> str:
    """Return `H:MM:SS`, always with the hours so that nothing jumps; dashes for no time."""
    if seconds is None:
        return NO_TIME
    hours, rest = divmod(int(max(0, seconds)), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}"


def short(seconds: float | None) -> str:
    """Return `M:SS` in five cells and more, right-aligned."""
    return f"{format_clock(max(0.0, seconds)) if seconds is not None else '-:--':>5}"


def wall(view: View, at: float | None) -> str:
    """Return the wall clock at a session time, `HH:MM`."""
    if at is None:
        return "--:--"
    return f"{view.wall + timedelta(seconds=at - view.status['t']):%H:%M}"


def ending(view: View) -> str:
    """Return how long the phase still is and what ends it."""
    status = view.status
    phase = status["phase"]
    if "closing" in status["states"]:
        left = left_of_phase(status)
        return f"closing{left and f', {left} left'}; then the record is closed"
    if phase["waits"] == "dose":
        return f"waits for the dose: {view.key('dose')} marks it"
    if phase["waits"] == "release":
        return f"held; {view.key('hold')} lets go{_held_end(view)}"
    return f"{short(phase['left']).strip()} left, to {wall(view, phase['end'])}"


def left_of_phase(status: Status) -> str:
    """Return the time left in the phase, or in the closing fade; empty where that is open."""
    closing = "closing" in status["states"]
    left = status["closing_left"] if closing else status["phase"]["left"]
    return format_clock(max(0.0, left)) if left is not None else ""


def _held_end(view: View) -> str:
    end = view.status["phase"]["end"]
    if end is None:
        return ""
    past = view.status["t"] - end
    if past > 0:
        return f" ({format_clock(past)} over)"
    return f" (end {wall(view, end)})"


def landing(status: Status) -> str:
    """Return how the phase will end, where the player says so and something is planned."""
    plan = status["plan"]
    if not plan or status["phase"]["waits"] != "plan" or "closing" in status["states"]:
        return ""
    return f"{status['phase']['name']} ends {landing_words(plan[0]['landing'])}"


def session_end(view: View) -> str:
    """Return the wall clock at which the whole session ends, where that is known."""
    plan, waits = view.status["plan"], view.status["phase"]["waits"]
    end = plan[-1]["end"] if plan and waits == "plan" else None
    return f"ends {wall(view, end)}" if end is not None else "open end"


def booster(status: Status) -> str:
    """Return the time since the last booster, or nothing where there was none."""
    if len(status["doses"]) < 2:  # noqa: PLR2004 - the first is the dose itself
        return ""
    return f"booster {clock(status['d_last'])}"


def held_by(status: Status, bus: str) -> str:
    """Return what holds a bus now, the topmost first; empty while nothing does."""
    kinds = _HOLDS.get(bus, ("closing",))
    states = [state for state in status["states"] if state in kinds]
    return ", ".join(_SHORT[state] for state in states)


def decibels(level: float | None) -> str:
    """Return a level in five cells: ` -3.0`, or ` off ` at silence."""
    if level is None:
        return "     "
    return "  off" if level <= FLOOR_DB else f"{level:+5.1f}"


def coming(status: Status) -> tuple[str, float | None] | None:
    """Return what is heard next and when it begins: of this phase, or the first of the next."""
    following = status["next"]
    if following:
        return following["title"], following["begin"]
    later = status["plan"][1:2] if status["phase"]["waits"] == "plan" else []
    tracks = later[0]["tracks"] if later and "closing" not in status["states"] else []
    return (f"{tracks[0]['title']}, in {later[0]['name']}", tracks[0]["begin"]) if tracks else None


def begins(view: View, begin: float | None) -> str:
    """Return when a crossfade begins."""
    if begin is None:
        return "when this one ends"
    return f"in {format_clock(max(0.0, begin - view.status['t']))}, at {wall(view, begin)}"


def outputs(status: Status) -> str:
    """Return the outputs in the words of the room."""
    return ", ".join(visible(parse_output(item["name"]).label) for item in status["outputs"])


def lost(status: Status) -> bool:
    """Say whether an output is lost."""
    return any(item["lost"] for item in status["outputs"])


def played(view: View, cue: CueContents, *, terse: bool = False) -> str:
    """Return how long ago a cue was last heard, or nothing."""
    at = view.status["played"].get(cue["id"])
    if at is None:
        return ""
    minutes = int(max(0.0, view.status["t"] - at) // 60)
    if terse:
        return f"{minutes}m" if minutes < _TWO_DIGITS else f"{minutes // 60}h"
    return f"{minutes} min ago" if minutes else "just now"
