"""Measures the live player's use of the machine for a minute, beside other programs."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from shared import machine
from shared.machine import Used, share, used_by
from shared.missing import NotHere
from shared.room import NAME, room

from benches import peers
from benches.rows import Row, Setting, missing
from benches.sessions import playing, session
from kapsound.core.output import destinations

SECONDS, QUICK_SECONDS = 60, 15
SETTLE_S = 5
# Within a minute the read-ahead of one more track, 4 MB, may come; that is no growth.
CORE_FIGURE, MEMORY_FIGURE, FLAT_FIGURE = 5, 150, 1.06
OURS = {"null": "the live player, silent", NAME: "the live player, to a PulseAudio null sink"}


@dataclass(frozen=True, slots=True)
class Look:
    """What a program used of a core, and the most memory in the first and the last third."""

    core: float
    first: float
    last: float


def measure(setting: Setting) -> Iterator[Row]:
    """Let all play the same mix at the same time, and look at what each uses."""
    mix = peers.mix_of(setting)
    with ExitStack() as stack:
        started, absent = _start(mix, setting, stack)
        looks = _looks(started, QUICK_SECONDS if setting.quick else SECONDS)
    yield from (_row(what, looks[name], looks) for name, what in OURS.items() if name in looks)
    yield from absent


def _start(mix: peers.Mix, setting: Setting, stack: ExitStack) -> tuple[dict[str, int], list[Row]]:
    spec = session(setting.folder, mix.playlist())

    def ours(output: str, home: Path) -> int:
        environment = {}
        if output == NAME:
            environment = stack.enter_context(room(setting.folder / "pa")).environment
        player = playing(replace(spec, outputs=destinations(output)), home, environment)
        return stack.enter_context(player).process.pid

    def liquidsoap() -> int:
        machine.require("liquidsoap")
        command = peers.liquidsoap(mix, setting.folder / "live.liq", live=True)
        return stack.enter_context(machine.running(command)).pid

    starts: dict[str, Callable[[], int]] = {
        "null": lambda: ours("null", setting.folder / "h"),
        NAME: lambda: ours(NAME, setting.folder / "r"),
        "liquidsoap": liquidsoap,
        "mpd": lambda: stack.enter_context(peers.mpd(setting.folder / "mpd", mix.tracks)),
    }
    return _started(starts)


def _started(starts: dict[str, Callable[[], int]]) -> tuple[dict[str, int], list[Row]]:
    running, absent = {}, []
    for name, start in starts.items():
        try:
            running[name] = start()
        except NotHere as error:
            absent.append(missing(OURS.get(name, f"{name} live"), str(error)))
    return running, absent


def _looks(started: dict[str, int], seconds: int) -> dict[str, Look]:
    """Look once a second, from after the start; the mix's cue falls into the first third."""
    time.sleep(SETTLE_S)
    seen: dict[str, list[Used]] = {name: [used_by(pid)] for name, pid in started.items()}
    for _ in range(seconds):
        time.sleep(1)
        for name, pid in started.items():
            seen[name].append(used_by(pid))
    return {name: _look(looks) for name, looks in seen.items()}


def _look(seen: Sequence[Used]) -> Look:
    third = len(seen) // 3
    first, last = (max(look.memory for look in part) for part in (seen[:third], seen[-third:]))
    return Look(share(seen[0], seen[-1]), first, last)


def _row(what: str, ours: Look, looks: dict[str, Look]) -> Row:
    theirs = {name: look for name, look in looks.items() if name not in OURS}
    beside = [f"{name}: {look.core:.1f} % and {look.last:.0f} MB" for name, look in theirs.items()]
    growth = ours.last / ours.first
    reached = ours.core <= CORE_FIGURE and ours.last <= MEMORY_FIGURE and growth <= FLAT_FIGURE
    return Row(
        what,
        f"{ours.core:.1f} % of a core, {ours.last:.0f} MB",
        "; ".join([f"{growth:.3f} of its memory in the first third", *beside]),
        f"at most {CORE_FIGURE} %, {MEMORY_FIGURE} MB, flat",
        reached,
        {"percent": ours.core, "mb": ours.last, "growth": growth}
        | {f"{name}_percent": look.core for name, look in theirs.items()},
    )
