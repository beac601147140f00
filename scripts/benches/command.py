"""Measures the delay of a command's sound, as the room's monitor hears it."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from random import Random

import numpy as np
from numpy.typing import NDArray
from shared import machine
from shared.missing import NotHere
from shared.room import NAME, Monitor, listening, room

from benches.rows import Row, Setting
from benches.sessions import playing, session
from benches.sounds import RATE, write_sine
from kapsound.control import Client
from kapsound.core.commands import Level
from kapsound.core.instructions import Bus
from kapsound.units import GRID, Decibels

COMMANDS, QUICK_COMMANDS = 110, 25
STEP_DB = 0.5
FIGURE_MS = 150
CHANGED = 0.005  # of the level: a tenth of the step
WINDOW = 48
STEADY_S = 12
TONE = """
format = 1
title = "A tone"
safe_bed = "hush"
[beds.hush]
synth = "brown"
[[phases]]
name = "peak"
length = "200s"
tracks = ["tone.wav"]
"""


def measure(setting: Setting) -> Iterator[Row]:
    """Lower a steady tone step by step, and look where each step begins in what was heard."""
    write_sine(setting.folder / "tone.wav", 220)
    spec = session(setting.folder, TONE, output=NAME)
    count = QUICK_COMMANDS if setting.quick else COMMANDS
    with ExitStack() as stack:
        server = stack.enter_context(room(setting.folder / "pa"))
        monitor = stack.enter_context(listening(server, setting.folder / "heard.raw"))
        player = playing(spec, setting.folder / "h", server.environment)
        client = stack.enter_context(stack.enter_context(player).client())
        machine.wait_until(monitor.sounds, 20, "the session to sound")
        time.sleep(STEADY_S)
        given = _give(client, monitor, count)
        heard = monitor.heard(0, monitor.frames)
    took = [1000 * frames / RATE for frames in delays(heard, given)]
    yield _row(took, count)


def _give(client: Client, monitor: Monitor, count: int) -> list[int]:
    """Give the commands at uneven times; return how much was heard before each."""
    draw, given = Random(1), []  # noqa: S311 - chance, not secrecy
    for number in range(1, count + 1):
        given.append(monitor.frames)
        reply = client.do(Level(Bus.MUSIC, Decibels(-STEP_DB * number)))
        if reply.outcome != "accepted":
            raise NotHere(f"the player refuses a level: {reply.text}")
        time.sleep(0.3 + draw.uniform(0, 0.1))
    return [*given, monitor.frames]


def delays(heard: NDArray[np.float32], given: list[int]) -> list[int]:
    """Return for each command after how many frames the level begins to fall.

    `given` holds the frames heard before each command, and where the last one's time ends.
    """
    return [
        found for begin, end in pairwise(given) if (found := _fall(heard[begin:end, 0])) is not None
    ]


def _fall(sound: NDArray[np.float32]) -> int | None:
    """Return where a steady tone's level leaves what it was at first."""
    whole = sound[: len(sound) // WINDOW * WINDOW].reshape(-1, WINDOW).astype(np.float64)
    levels = np.sqrt((whole**2).mean(axis=1))
    left = np.flatnonzero(levels < levels[:4].max(initial=0.0) * (1 - CHANGED))
    return int(left[0]) * WINDOW if len(left) else None


def _row(took: list[float], count: int) -> Row:
    if len(took) < 0.9 * count:
        raise NotHere(f"only {len(took)} of {count} commands were heard within their time")
    half, most = np.percentile(took, [50, 99])
    least = 3 * GRID / RATE * 1000
    return Row(
        "from a command to its sound at the sink's monitor",
        f"{half:.0f} ms (p50), {most:.0f} ms (p99), {count} commands",
        f"{half / least:.2f} and {most / least:.2f} of the three blocks that are always under way; "
        "the recorder's own delay of about 20 ms is in it",
        f"p99 at most {FIGURE_MS} ms",
        bool(most <= FIGURE_MS),
        {"p50_ms": float(half), "p99_ms": float(most)},
    )
