"""Lets sessions run for long, and looks at what they hold."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from shared import machine
from shared.missing import NotHere

from breakages import device
from breakages.rows import Fault, Found, Place, wrong
from breakages.sessions import Session, session

BUSY_S = 600.0
SOAK_FAST_S, SOAK_REAL_S = 8 * 3_600.0, 1_800.0
FLAT = 1.06
LOOK_S = 5.0
LONG = """
format = 1
title = "Long"
safe_bed = "sea"
[beds.sea]
synth = "ocean"
[beds.rain]
synth = "rain"
[[phases]]
name = "peak"
length = "10h"
beds = ["sea", "rain"]
tracks = [
  {synth = "drone", length = "120s"},
  {synth = "pad", length = "90s"},
  {synth = "bells", length = "70s"},
]
"""


@dataclass(frozen=True, slots=True)
class Look:
    """What all processes of a session hold together: MB of memory, and open files."""

    memory: float
    files: int


def busy(place: Place) -> Found:
    """Keep four processes busy beside a session for ten minutes."""
    return device.busy(place, place.share * BUSY_S)


def soak_fast(place: Place) -> Found:
    """Run eight hours faster than real time, into SDL's disk driver and a pipe that forgets."""
    pipe = place.folder / "pipe"
    os.mkfifo(pipe)
    disk = {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(pipe), "SDL_DISKAUDIODELAY": "1"}
    with machine.running(["cat", str(pipe)]):
        return _soak(place, SOAK_FAST_S, disk, "")


def soak_real(place: Place) -> Found:
    """Run half an hour at real pace."""
    return _soak(place, SOAK_REAL_S, {}, "null")


def _soak(place: Place, seconds: float, environment: dict[str, str], output: str) -> Found:
    path = place.folder / "long.toml"
    path.write_text(LONG)
    words = ("--output", output)
    how = {"playlist": str(path), "environment": environment}
    with session(place, None, *words, **how) as running:  # type: ignore[arg-type]
        time.sleep(LOOK_S)
        looks, pace = _soaked(running, place.share * seconds)
        alive = running.process.poll() is None
        running.end()
        whole = running.verified().code == 0
        faults = running.entries("fault", "interrupted")
    third = max(1, len(looks) // 3)
    first, last = looks[:third], looks[-third:]
    growth = max(look.memory for look in last) / max(look.memory for look in first)
    files = max(look.files for look in last) - max(look.files for look in first)
    return Found(
        wrong(
            (alive, "it did not last"),
            (growth <= FLAT, f"memory grows by {100 * (growth - 1):.0f} %"),
            (files <= 0, f"{files} more open files"),
            (not faults, f"{len(faults)} faults in the record"),
            (whole, "the record is not whole"),
        ),
        recorded="whole, no fault" if whole and not faults else "",
        note=(
            f"{place.share * seconds / 3600:.2g} h at {pace:.1f} times real time; "
            f"{last[-1].memory:.0f} MB, {growth:.3f} of the first third, {last[-1].files} files"
        ),
    )


def _soaked(running: Session, until_t: float) -> tuple[list[Look], float]:
    """Look at a session until its clock is that far; return the looks, and its pace."""
    looks, began = [], time.monotonic()
    for t in _times(running):
        looks.append(_look(running))
        if t >= until_t:
            break
    return looks, running.t / (time.monotonic() - began)


def _times(running: Session) -> Iterator[float]:
    while True:
        time.sleep(LOOK_S)
        yield running.t


def _look(running: Session) -> Look:
    pids = running.processes()
    used = [_used(pid) for pid in pids]
    return Look(sum(memory for memory, _ in used), sum(files for _, files in used))


def _used(pid: int) -> tuple[float, int]:
    with suppress(OSError, NotHere):
        return machine.used_by(pid).memory, len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return 0.0, 0


FAULTS = (
    Fault("6", "busy-long", "10 minutes beside 4 busy processes", "4 busy processes", busy,
          loop=True),
    Fault("", "soak-fast", "8 hours at accelerated pace", "SDL's disk driver", soak_fast,
          loop=True),
    Fault("", "soak-real", "30 minutes at real pace", "a silent run", soak_real, loop=True),
)  # fmt: skip
