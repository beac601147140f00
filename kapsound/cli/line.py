"""The session in one line of text."""

from collections.abc import Mapping
from typing import Any

from kapsound.units import format_clock

_WAITS = {"dose": "waits for the dose", "release": "held"}
# These say what else the line says already, or what every cue brings with it.
_UNSHOWN = ("dose", "hold", "duck")


def session_line(status: Mapping[str, Any]) -> str:
    """Return T+, D+, phase, track and what comes next, as they stand."""
    phase, music = status["phase"], status["music"]
    parts = [
        f"T+ {format_clock(status['t'])}",
        f"D+ {format_clock(status['d'])}" if status["d"] is not None else "D+ -:--",
        f"{phase['name']} {phase['number']}/{phase['of']}, {_end(phase)}",
        f"{music['title']} ({format_clock(music['left'])} left)" if music else "no music",
        *_further(status),
    ]
    return "  ".join(parts)


def _end(phase: Mapping[str, Any]) -> str:
    if phase["waits"] in _WAITS:
        return _WAITS[phase["waits"]]
    return f"{format_clock(phase['left'])} left"


def _further(status: Mapping[str, Any]) -> list[str]:
    states = [state for state in status["states"] if state not in _UNSHOWN]
    found = [f"[{', '.join(states)}]"] if states else []
    if status["output"]["lost"]:
        found.append("[the output is lost]")
    if status["cue"]:
        found.append(f"cue: {status['cue']['label']}")
    if status["next"]:
        found.append(f"next: {status['next']['title']}")
    return found
