"""Runs `kapsound status`: the session in one line of text."""

import json
from typing import Annotated

import typer

from kapsound.cli.options import JSON
from kapsound.control import Role, Status, open_client
from kapsound.control.status import TrackContents
from kapsound.text import credited, visible
from kapsound.units import format_clock

_WAITS = {"dose": "waits for the dose", "release": "held"}
# These say what else the line says already, or what every cue brings with it.
_UNSHOWN = ("dose", "hold", "duck", "closing")
_CLOCK = len("0:00:00")
_NO_CLOCK = "-:--"


def status(*, as_json: Annotated[bool, JSON] = False) -> None:
    """Say how the running session stands."""
    with open_client(Role.SCRIPT, "status") as client:
        found = client.look()
    typer.echo(json.dumps(found._asdict()) if as_json else visible(session_line(found.status)))


def session_line(status: Status) -> str:
    """Return T+, D+, phase, alarms and states, track and what comes next, as they stand.

    What matters most stands first, so that a narrow terminal cuts off what matters least; the
    clocks are as wide in the third hour as in the first minute.
    """
    phase, dose = status["phase"], status["d"]
    parts = [
        f"T+ {format_clock(status['t']):>{_CLOCK}}",
        f"D+ {_NO_CLOCK if dose is None else format_clock(dose):>{_CLOCK}}",
        f"{phase['name']} {phase['number']}/{phase['of']}, {_end(status)}",
        *_alarms(status),
        *_heard(status),
    ]
    return "  ".join(parts)


def _end(status: Status) -> str:
    phase = status["phase"]
    if "closing" in status["states"]:
        return "the closing fade"
    if phase["waits"] in _WAITS:
        return _WAITS[phase["waits"]]
    return f"{format_clock(phase['left'] or 0.0)} left"


def _alarms(status: Status) -> list[str]:
    found = ["OUTPUT LOST"] if any(output["lost"] for output in status["outputs"]) else []
    if status["record_fault"]:
        found.append("RECORD AT RISK")
    states = [state for state in status["states"] if state not in _UNSHOWN]
    return [f"[{', '.join([*found, *states])}]"] if found or states else []


def _heard(status: Status) -> list[str]:
    music, cue = status["music"], status["cue"]
    found = [f"{_name(music)} ({format_clock(music['left'])} left)" if music else "no music"]
    if cue:
        found.append(f"cue: {cue['label']}")
    if status["next"]:
        return [*found, f"next: {_name(status['next'])}"]
    return [*found, *(f"then: {phase['name']}" for phase in status["plan"][1:2])]


def _name(track: TrackContents) -> str:
    return credited(track["title"], track["artist"])
