"""Says the status in the words of the room: plain functions from values to text."""

import re
from datetime import timedelta
from math import ceil

from kapsound.control import Status
from kapsound.control.status import CueContents, OutputStatus
from kapsound.core.history import landing_words
from kapsound.core.output import parse_output
from kapsound.text import credited, visible
from kapsound.tui.keys import action_of
from kapsound.tui.view import View
from kapsound.units import format_clock

NO_TIME = "-:--:--"
_COMMAND = re.compile("`([^`]+)`")
LATE_S = 10.0
"""A player that is started again comes back within a second or so."""
_HEADLINES = {
    "closing": ("closing", "warn"), "stop": ("stopped", "bad"), "silence": ("silent", "warn"),
    "ground": ("grounded", "warn"), "pause": ("paused", "warn"),
}  # fmt: skip
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
LEAST_RISE_DB = 0.5
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


def headline(view: View) -> tuple[str, str]:
    """Return the state that comes before the phase's name, and its tone; empty while none does."""
    if view.lost:
        return "player gone", "bad"
    if lost(view.status):
        return "output lost", "bad"
    return next(
        (_HEADLINES[name] for name in view.status["states"] if name in _HEADLINES), ("", "")
    )


def gone(view: View) -> str:
    """Return what happened to a player that does not answer, and what is being done."""
    at = format_clock(view.status["t"] - view.unheard_s)
    if view.unheard_s < LATE_S:
        return f"The player stopped answering at T+ {at}. It is being started again…"
    leave = view.key("leave")
    return f"The player stopped at T+ {at} and is not back; {leave}, then home, offers to go on"


def came_back(before: View, now: View) -> str:
    """Return what is known of the time in which the player did not answer."""
    since = before.status["t"] - before.unheard_s
    told = [
        line["text"]
        for line in now.status["tail"]
        if line["kind"] == "interrupted" and line["t"] >= since - LATE_S
    ]
    return told[-1] if told else f"the player answers again, after {before.unheard_s:.0f} s"


def with_keys(view: View, text: str) -> str:
    """Return what the player says with the key of each command that it names."""

    def keyed(found: re.Match[str]) -> str:
        key = view.key(action_of(found[1]))
        return f"{found[0]} ({key})" if key else found[0]

    return _COMMAND.sub(keyed, text)


def boosted(status: Status) -> bool:
    """Say whether there was a booster; the first dose is none."""
    return len(status["doses"]) > 1


def undo(view: View) -> str:
    """Return what can be taken back and for how long, empty where nothing can."""
    last = view.status["undo"]
    return f"{view.key('undo')} takes back: {last['what']} · {ceil(last['left'])} s" if last else ""


def held_by(status: Status, bus: str) -> list[str]:
    """Return what holds a bus now, the topmost first; nothing while nothing does."""
    kinds = _HOLDS.get(bus, ("closing",))
    return [_SHORT[state] for state in status["states"] if state in kinds]


def rising(status: Status, bus: str) -> str:
    """Return how long a bus still takes on its way up, empty while it does not rise."""
    way = status["buses"][bus]
    up = way["left"] > 0 and way["to"] > way["now"] + LEAST_RISE_DB
    return f"rising, {ceil(way['left'])} s" if up else ""


def decibels(level: float | None) -> str:
    """Return a level in five cells: ` -3.0`, or ` off ` at silence."""
    if level is None:
        return "     "
    return "  off" if level <= FLOOR_DB else f"{level:+5.1f}"


def coming(status: Status) -> tuple[str, float | None] | None:
    """Return what is heard next and when it begins: of this phase, or the first of the next."""
    following = status["next"]
    if following:
        return credited(following["title"], following["artist"]), following["begin"]
    later = status["plan"][1:2] if status["phase"]["waits"] == "plan" else []
    tracks = later[0]["tracks"] if later and "closing" not in status["states"] else []
    if not tracks:
        return None
    first = tracks[0]
    name = credited(first["title"], first["artist"])
    return f"{name}, in {later[0]['name']}", first["begin"]


def begins(view: View, begin: float | None) -> str:
    """Return when a crossfade begins."""
    if begin is None:
        return "when this one ends"
    return f"in {format_clock(max(0.0, begin - view.status['t']))}, at {wall(view, begin)}"


def outputs(status: Status) -> str:
    """Return the outputs in the words of the room."""
    return ", ".join(_output(item) for item in status["outputs"])


def _output(item: OutputStatus) -> str:
    label = visible(parse_output(item["name"]).label)
    return f"{label} {item['level']:+g} dB" if item["level"] else label


def lost(status: Status) -> bool:
    """Say whether an output is lost."""
    return any(item["lost"] or item["state"] == "lost" for item in status["outputs"])


def changing(status: Status) -> str:
    """Return what an output gives way to, empty where none does."""
    return next((item["why"] for item in status["outputs"] if item["state"] == "changing"), "")


def heard(view: View) -> bool:
    """Say whether what is rendered reaches the room."""
    return not view.lost and all(item["state"] == "playing" for item in view.status["outputs"])


def played(view: View, cue: CueContents, *, terse: bool = False) -> str:
    """Return how long ago a cue was last heard, or nothing."""
    at = view.status["played"].get(cue["id"])
    if at is None:
        return ""
    minutes = int(max(0.0, view.status["t"] - at) // 60)
    if terse:
        return f"{minutes}m" if minutes < _TWO_DIGITS else f"{minutes // 60}h"
    return f"{minutes} min ago" if minutes else "just now"
