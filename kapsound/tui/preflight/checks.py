"""Each check before a session says in plain words if all is well, or what needs a look."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kapsound.core.output import DEFAULT, DEVICE, Output, refusal
from kapsound.errors import Problem
from kapsound.text import nearest, quoted, visible
from kapsound.tui.tasks import Values
from kapsound.units import format_clock

if TYPE_CHECKING:
    from kapsound.core.playlist.model import Playlist

LITTLE_SPACE = 200e6
TOO_LITTLE_SPACE = 20e6
LITTLE_CACHE = 2e9
LOW_BATTERY = 60
NOT_YET = "Not everything is looked over yet."
NO_BED = "The safe bed is not ready: nothing starts without it."
SOUNDS = "sounds"
_PLACE = re.compile(r"(\w+)(?:\[(\d+)\]|\.([\w-]+|\"[^\"]*\"))?")


class State(StrEnum):
    """How a check stands: only `BAD`, `LOOK` and `BUSY` keep a session from starting."""

    BUSY = "busy"
    GOOD = "good"
    NOTE = "note"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, how it stands, and in words what of it."""

    id: str
    label: str
    state: State
    text: str


def waiting(checks: Sequence[Check], seen: frozenset[str]) -> str:
    """Return why no session can start as the checks stand, empty where one can."""
    states = [item.state for item in checks if item.id not in seen]
    if bad := states.count(State.BAD):
        return "One red line: nothing starts." if bad == 1 else f"{bad} red lines: nothing starts."
    if State.BUSY in states:
        return NOT_YET
    if look := states.count(State.LOOK):
        if look == 1:
            return "One yellow line needs a look: v when you have seen it."
        return f"{look} yellow lines need a look: v when you have seen one."
    return ""


def waiting_early(checks: Sequence[Check], seen: frozenset[str], *, bed: bool) -> str:
    """Return why no session can start with the sounds there are, empty where one can.

    `bed` says whether the safe bed is one of them.
    """
    others = [item for item in checks if item.id != SOUNDS]
    red = any(item.state is State.BAD for item in others)
    return waiting(others, seen) if bed or red else NO_BED


def seen_by(check: Check, seen: frozenset[str]) -> bool:
    """Say whether a yellow line has had its look."""
    return check.state is State.LOOK and check.id in seen


def of_playlist(problems: Iterable[Problem] | None) -> Check:
    """Judge the reading of the file; None while it is read."""
    if problems is None:
        return Check("playlist", "Playlist", State.BUSY, "is read")
    count = len(tuple(problems))
    if count:
        words = "one mistake" if count == 1 else f"{count} mistakes"
        return Check("playlist", "Playlist", State.BAD, f"{words} in the file, named below")
    return Check("playlist", "Playlist", State.GOOD, "reads well")


def of_preparing(progress: Values | None, *, done: bool, left_out: int, fault: str = "") -> Check:
    """Judge the sounds: how far they are prepared, and how many cannot be."""
    if fault:
        return Check(SOUNDS, "Sounds", State.BAD, visible(fault))
    if not done:
        return Check(SOUNDS, "Sounds", State.BUSY, preparing(progress))
    if left_out:
        words = "one sound" if left_out == 1 else f"{left_out} sounds"
        return Check(SOUNDS, "Sounds", State.NOTE, f"prepared, but for {words} named below")
    return Check(SOUNDS, "Sounds", State.GOOD, "all prepared")


def preparing(progress: Values | None) -> str:
    """Return how far preparing is, with the time left."""
    if not progress:
        return "being prepared"
    total = progress.get("total") or 0
    part = min(1.0, progress["done"] / total) if total else 1.0
    left = progress.get("left")
    return f"{part:.0%} prepared" + ("" if left is None else f", {format_clock(left)} left")


def of_findings(problems: Iterable[Problem], playlist: "Playlist | None") -> tuple[Check, ...]:
    """Return a line for each finding about the playlist, the errors first."""
    found = [
        Check(
            f"finding:{problem.key}:{problem.message}",
            place(problem.key, playlist),
            State.BAD if problem.severity == "error" else State.LOOK,
            visible(problem.message) + (f" (line {problem.line})" if problem.line else ""),
        )
        for problem in problems
    ]
    return tuple(sorted(found, key=lambda check: check.state is not State.BAD))


def place(key: str, playlist: "Playlist | None") -> str:
    """Return where a key is, in the playlist's own names: `peak, Wide water`."""
    if playlist is None:
        return _sentence(key)
    names: list[str] = []
    phase = None
    for word, number, name in _PLACE.findall(key):
        if word == "phases" and number and int(number) < len(playlist.phases):
            phase = playlist.phases[int(number)]
            names.append(phase.name)
        elif word == "tracks" and number and phase and int(number) < len(phase.tracks):
            names.append(phase.tracks[int(number)].name)
        elif word == "cues" and number and phase and int(number) < len(phase.cues):
            names.append(_cue(playlist, phase.cues[int(number)].cue))
        elif word == "cues" and name:
            names.append(f"the cue {_cue(playlist, name.strip(chr(34)))}")
        elif word == "beds" and name:
            names.append(f"the bed {_bed(playlist, name.strip(chr(34)))}")
    return visible(", ".join(filter(None, names))) or _sentence(key)


def _cue(playlist: "Playlist", name: str) -> str:
    return playlist.cues[name].label if name in playlist.cues else name


def _bed(playlist: "Playlist", name: str) -> str:
    return playlist.beds[name].label if name in playlist.beds else name


def _sentence(key: str) -> str:
    return visible(key).replace("_", " ").capitalize() or "Playlist"


def of_machine(machine: Values | None, outputs: Sequence[Output]) -> tuple[Check, ...]:
    """Judge what the preflight job said of this machine; None while it looks."""
    if machine is None:
        labels = ("output", "Output"), ("disk", "Disk"), ("power", "Power")
        return tuple(Check(name, label, State.BUSY, "is looked at") for name, label in labels)
    return (
        *(of_output(machine["devices"], output) for output in outputs),
        of_disk(machine["disk"]),
        of_power(machine["power"]),
        of_sleep(sleeps=machine["sleeps"]),
    )


def of_output(devices: Values, output: Output) -> Check:
    """Judge a chosen output; a device against those there are."""
    state, text = _output(devices, output)
    return Check(f"output:{text}", "Output", state, visible(text))


def _output(devices: Values, output: Output) -> tuple[State, str]:
    if reason := refusal(output):
        return State.BAD, reason
    if output.kind not in (DEFAULT, DEVICE):
        return State.GOOD if output.kind.heard else State.LOOK, output.label
    if devices.get("fault"):
        return State.BAD, devices["fault"]
    if output.kind == DEFAULT:
        return _usual_output(devices["names"], devices["default"])
    name = output.value
    if name in devices["names"]:
        return State.GOOD, name
    return State.BAD, f"{quoted(name)} is not there{nearest(name, devices['names'])}"


def _usual_output(names: Sequence[str], usual: str | None) -> tuple[State, str]:
    if not names:
        return State.BAD, "no sound output was found; connect one, or o offers a silent run"
    if usual in names or len(names) == 1:
        return State.GOOD, f"{usual or names[0]}, the system's default"
    return State.BAD, "the system names no default; choose one"


def of_disk(disk: Mapping[str, Values]) -> Check:
    """Judge the folders of records and of prepared audio."""
    faults = [str(found["fault"]) for found in disk.values() if found["fault"]]
    if faults:
        return Check("disk", "Disk", State.BAD, visible("; ".join(faults)))
    records, cache = float(disk["records"]["free"]), float(disk["cache"]["free"])
    if records < TOO_LITTLE_SPACE:
        return Check("disk", "Disk", State.BAD, f"full: {size(records)} left for the record")
    if records < LITTLE_SPACE:
        return Check("disk", "Disk", State.LOOK, f"only {size(records)} left for the record")
    if cache < LITTLE_CACHE:
        return Check("disk", "Disk", State.LOOK, f"only {size(cache)} left for prepared sound")
    return Check("disk", "Disk", State.GOOD, f"{size(min(records, cache))} free")


def of_power(power: Values) -> Check:
    """Judge the mains and the battery."""
    percent = power["percent"]
    charge = "" if percent is None else f", at {percent} %"
    if power["mains"] is None:
        return Check("power", "Power", State.NOTE, "the system does not say")
    if power["mains"]:
        return Check("power", "Power", State.GOOD, f"mains{charge and f', battery{charge[1:]}'}")
    if percent is not None and percent < LOW_BATTERY:
        return Check("power", "Power", State.LOOK, f"battery{charge}: plug it in")
    return Check("power", "Power", State.LOOK, f"battery{charge}; better on the mains")


def of_sleep(*, sleeps: bool | None) -> Check:
    """Judge whether the machine could fall asleep."""
    if sleeps is False:
        return Check("sleep", "Sleep", State.GOOD, "this machine does not sleep")
    words = "see that this machine does not fall asleep by itself, and leave its lid open"
    return Check("sleep", "Sleep", State.NOTE, words)


def size(octets: float) -> str:
    """Return an amount of disk space as people read it."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6)):
        if octets >= scale:
            return f"{octets / scale:.{0 if octets >= 10 * scale else 1}f} {unit}"
    return f"{octets / 1e3:.0f} kB"
