"""Measures the live player's use of the machine for a minute, beside other programs."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from shared import machine
from shared.homes import processes_of
from shared.machine import Used, share, used_by, used_by_all
from shared.missing import NotHere
from shared.room import NAME, room

from benches import peers
from benches.rows import Row, Setting, missing
from benches.sessions import playing, session
from kapsound.core.output import destinations

SECONDS, QUICK_SECONDS = 60, 15
SETTLE_S = 5
# By then the second player, which takes the place of the first if it dies, stands by.
STANDS_BY_S = 3
# Within a minute the read-ahead of one more track, 4 MB, may come; that is no growth.
SILENT_FIGURE, MEMORY_FIGURE, FLAT_FIGURE = 1.2, 90, 1.06
PEER = "liquidsoap"
OURS = {"null": "a live session, silent", NAME: "a live session, to a PulseAudio null sink"}


@dataclass(frozen=True, slots=True)
class Program:
    """A program that plays: the process that does the work, and all it consists of."""

    pid: int
    all: Sequence[int]


@dataclass(frozen=True, slots=True)
class Look:
    """What a program used of a core, all its processes together, and how much memory.

    `first` and `last` are the most MB of its first process in the first and the last third;
    `whole` is what all hold at the end.
    """

    core: float
    first: float
    last: float
    whole: float


def measure(setting: Setting) -> Iterator[Row]:
    """Let all play the same mix at the same time, and look at what each uses."""
    mix = peers.mix_of(setting)
    with ExitStack() as stack:
        started, absent = _start(mix, setting, stack)
        looks = _looks(started, QUICK_SECONDS if setting.quick else SECONDS)
    yield from (_row(name, looks) for name in OURS if name in looks)
    yield from absent


def _start(
    mix: peers.Mix, setting: Setting, stack: ExitStack
) -> tuple[dict[str, Program], list[Row]]:
    spec = session(setting.folder, mix.playlist())

    def ours(output: str, home: Path) -> Program:
        environment = {}
        if output == NAME:
            environment = stack.enter_context(room(setting.folder / "pa")).environment
        player = playing(replace(spec, outputs=destinations(output)), home, environment)
        pid = stack.enter_context(player).pid
        time.sleep(STANDS_BY_S)
        return Program(pid, processes_of(home))

    def liquidsoap() -> Program:
        machine.require("liquidsoap")
        command = peers.liquidsoap(mix, setting.folder / "live.liq", live=True)
        return _alone(stack.enter_context(machine.running(command)).pid)

    starts: dict[str, Callable[[], Program]] = {
        "null": lambda: ours("null", setting.folder / "h"),
        NAME: lambda: ours(NAME, setting.folder / "r"),
        PEER: liquidsoap,
        "mpd": lambda: _alone(stack.enter_context(peers.mpd(setting.folder / "mpd", mix.tracks))),
    }
    return _started(starts)


def _alone(pid: int) -> Program:
    return Program(pid, [pid])


def _started(starts: dict[str, Callable[[], Program]]) -> tuple[dict[str, Program], list[Row]]:
    running, absent = {}, []
    for name, start in starts.items():
        try:
            running[name] = start()
        except NotHere as error:
            absent.append(missing(OURS.get(name, f"{name} live"), str(error)))
    return running, absent


def _looks(started: dict[str, Program], seconds: int) -> dict[str, Look]:
    """Look once a second, from after the start; the mix's cue falls into the first third."""
    time.sleep(SETTLE_S)
    first = {name: used_by_all(program.all) for name, program in started.items()}
    seen: dict[str, list[float]] = {name: [] for name in started}
    for _ in range(seconds):
        time.sleep(1)
        for name, program in started.items():
            seen[name].append(used_by(program.pid).memory)
    last = {name: used_by_all(program.all) for name, program in started.items()}
    return {name: _look(first[name], last[name], seen[name]) for name in started}


def _look(first: Used, last: Used, memory: Sequence[float]) -> Look:
    third = len(memory) // 3
    return Look(share(first, last), max(memory[:third]), max(memory[-third:]), last.memory)


def _row(name: str, looks: dict[str, Look]) -> Row:
    ours, silent = looks[name], name == "null"
    theirs = {name: look for name, look in looks.items() if name not in OURS}
    beside = [f"{name}: {look.core:.1f} % and {look.last:.0f} MB" for name, look in theirs.items()]
    growth = ours.last / ours.first
    limit = SILENT_FIGURE if silent else looks[PEER].core if PEER in looks else None
    light = ours.last <= MEMORY_FIGURE and growth <= FLAT_FIGURE
    return Row(
        OURS[name],
        f"{ours.core:.1f} % of a core, the player's memory {ours.last:.0f} MB, "
        f"all its processes {ours.whole:.0f} MB",
        "; ".join([f"{growth:.3f} of its memory in the first third", *beside]),
        f"{f'at most {SILENT_FIGURE} %' if silent else f'below {PEER}'}, "
        f"player {MEMORY_FIGURE} MB, flat",
        None if limit is None else light and ours.core <= limit,
        {"percent": ours.core, "mb": ours.last, "whole_mb": ours.whole, "growth": growth}
        | {f"{name}_percent": look.core for name, look in theirs.items()},
    )
