"""Counts gaps in what a room hears, quiet and beside busy processes."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from shared import machine
from shared.homes import processes_of
from shared.missing import NotHere
from shared.room import NAME, Monitor, Server, gaps_in, listening, room

from benches.rows import Row, Setting, attempt
from benches.sessions import Player, playing, session
from benches.sounds import RATE
from kapsound.core.spec import SessionSpec

SECONDS, QUICK_SECONDS = 30, 10
FADED_IN_S = 3
HUSH = """
format = 1
title = "A hush"
safe_bed = "hush"
[beds.hush]
synth = "brown"
[[phases]]
name = "peak"
length = "30m"
beds = ["hush"]
"""


@dataclass(frozen=True, slots=True)
class Case:
    """How many processes are busy, and how the player is to hold out against them.

    No gap counts as none that is `told`: it is in the record.
    """

    busy: int
    how: str
    priority: bool = False
    buffering: str = "usual"
    counts: bool = True
    told: bool = False

    @property
    def what(self) -> str:
        """Return the words for it."""
        beside = f"beside {self.busy} busy processes" if self.busy else "on a quiet machine"
        return f"gaps {beside}, {self.how}"


CASES = (
    Case(0, "ordinary priority"),
    Case(2, "ordinary priority"),
    Case(4, "real-time priority", priority=True),
    Case(4, "ordinary priority, safe buffering", buffering="safe"),
    Case(4, "ordinary priority: for comparison", counts=False),
    Case(6, "ordinary priority", told=True),
)


def measure(setting: Setting) -> Iterator[Row]:
    """Play a hush, which is never exactly nothing, and look for nothing in it."""
    spec = session(setting.folder, HUSH, output=NAME)
    for number, case in enumerate(CASES):
        folder = setting.folder / str(number)
        folder.mkdir()
        yield from attempt(case.what, _case(case, spec, folder, setting))


def _case(
    case: Case, spec: SessionSpec, folder: Path, setting: Setting
) -> Callable[[], Iterator[Row]]:
    seconds = QUICK_SECONDS if setting.quick else SECONDS

    def work() -> Iterator[Row]:
        with ExitStack() as stack:
            server = stack.enter_context(room(folder / "pa"))
            monitor = stack.enter_context(listening(server, folder / "heard.raw"))
            player = stack.enter_context(_playing(case, spec, folder, server))
            machine.wait_until(monitor.sounds, 20, "the session to sound")
            time.sleep(FADED_IN_S)
            with machine.busy_processes(case.busy):
                found = _gaps(monitor, seconds)
            told = _told(player)
        yield _row(case, found, told, seconds)

    return work


def _playing(
    case: Case, spec: SessionSpec, folder: Path, server: Server
) -> AbstractContextManager[Player]:
    before = [] if case.priority else machine.without_priority()
    spec = replace(spec, buffering=case.buffering)
    return _checked(case, playing(spec, folder / "h", server.environment, before))


@contextmanager
def _checked(case: Case, player: AbstractContextManager[Player]) -> Iterator[Player]:
    with player as running:
        if any(map(machine.has_priority, processes_of(running.home))) != case.priority:
            lacks = "is not to be had" if case.priority else "cannot be taken away"
            raise NotHere(f"real-time priority {lacks} here")
        yield running


def _gaps(monitor: Monitor, seconds: float) -> list[int]:
    first = monitor.frames
    time.sleep(seconds)
    sound = monitor.heard(first, monitor.frames)
    if len(sound) < seconds * RATE / 2:
        raise NotHere("the recorder itself was kept from running")
    return gaps_in(sound)


def _told(player: Player) -> int:
    """Return how many gaps the session knows of."""
    with player.client() as client:
        return sum(output["underruns"] for output in client.status()["outputs"])


def _row(case: Case, found: list[int], told: int, seconds: float) -> Row:
    longest = 1000 * max(found, default=0) / RATE
    held = not found or (case.told and told >= len(found))
    return Row(
        case.what,
        f"{len(found)}" + (f", the longest {longest:.0f} ms; recorded: {told}" if found else ""),
        f"in {seconds} s at the sink's monitor",
        ("0, or each in the record" if case.told else "0") if case.counts else "",
        held if case.counts else None,
        {"gaps": len(found), "longest_ms": longest, "recorded": told, "seconds": seconds},
    )
