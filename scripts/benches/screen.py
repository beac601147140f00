"""Measures the first paint of the session screen, and its use of the processor."""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import numpy as np
from shared.machine import share, used_by
from shared.program import command
from shared.terminal import terminal

from benches import bare_screen
from benches.rows import Row, Setting, attempt
from benches.sessions import Player, playing, session
from kapsound.control import Client
from kapsound.core.commands import Mark
from kapsound.processes import module_environment

RUNS = 9
SECONDS, QUICK_SECONDS = 30, 8
SETTLE_S = 3
PAINT_FIGURE_MS, CORE_FIGURE, KEY_FIGURE_MS = 500, 4, 100
KEYS, QUICK_KEYS = 100, 20
KEYS_PRESSED = (("s", "soften"), ("r", "restore"))
TITLE = "Zephyr-and-sea"
MOVING = f"""
format = 1
title = "{TITLE}"
safe_bed = "sea"
[beds.sea]
synth = "ocean"
[[phases]]
name = "preparation"
length = "30m"
beds = ["sea"]
tracks = [{{ synth = "pad", length = "60s", title = "Soft light" }}]
[[phases]]
name = "peak"
length = "30m"
"""


def measure(setting: Setting) -> Iterator[Row]:
    """Attach to a session with moving meters, beside a program of one line."""
    spec = session(setting.folder, MOVING)
    with playing(spec, setting.folder / "h") as player:
        yield from attempt("first paint of the screen", lambda: [_paint(player, setting)])
        yield from attempt("the screen's use of a core", lambda: [_use(player, setting)])
        yield from attempt("from a key to the screen", lambda: [_answer(player, setting)])


def _commands(player: Player) -> dict[str, tuple[list[str], dict[str, str], str]]:
    environment = {**module_environment(), "KAPSOUND_HOME": str(player.home)}
    bare = [sys.executable, str(Path(bare_screen.__file__))]
    return {
        "ours": ([*command(), "attach"], environment, TITLE),
        "bare": (bare, environment, bare_screen.READY),
    }


def _paint(player: Player, setting: Setting) -> Row:
    shown = {name: _painted(*words) for name, words in _commands(player).items()}
    rounds = [{name: paint() for name, paint in shown.items()} for _ in range(_count(setting))]
    counted = rounds[1:]  # the first compiles, and fills the disk's cache
    took = 1000 * statistics.median(each["ours"] for each in counted)
    part = statistics.median(each["ours"] / each["bare"] for each in counted)
    return Row(
        "first paint of the screen: `kapsound attach` until the session's title is drawn",
        f"{took:.0f} ms",
        f"{part:.2f} times as long as a Textual program of one line",
        f"at most {PAINT_FIGURE_MS} ms",
        took <= PAINT_FIGURE_MS,
        {"ms": took, "of_bare": part},
    )


def _count(setting: Setting) -> int:
    return setting.runs(RUNS) + 1


def _painted(words: list[str], environment: dict[str, str], title: str) -> Callable[[], float]:
    def paint() -> float:
        with terminal(words, environment) as shown:
            return shown.seconds_to(title)

    return paint


def _answer(player: Player, setting: Setting) -> Row:
    """Press keys at uneven times, and look when the answer is drawn."""
    words, environment, title = _commands(player)["ours"]
    draw, drawn, given = Random(1), [], []  # noqa: S311 - chance, not secrecy
    with terminal(words, environment) as shown, player.client() as client:
        shown.seconds_to(title)
        time.sleep(SETTLE_S)
        for number in range(QUICK_KEYS if setting.quick else KEYS):
            key, name = KEYS_PRESSED[number % 2]
            drawn.append(1000 * shown.seconds_from(key, f"{name}: done"))
            time.sleep(draw.uniform(0.3, 0.5))
            given.append(1000 * _seconds_of(client))
    p50, p95 = float(np.median(drawn)), float(np.percentile(drawn, 95))
    return Row(
        "from a key to its answer on the screen",
        f"{p50:.0f} ms (p50), {p95:.0f} ms (p95), {len(drawn)} keys",
        f"the player's own answer, its line on the disk, takes {np.median(given):.0f} ms (p50)",
        f"p95 at most {KEY_FIGURE_MS} ms",
        p95 <= KEY_FIGURE_MS,
        {"p50_ms": p50, "p95_ms": p95},
    )


def _seconds_of(client: Client) -> float:
    began = time.perf_counter()
    client.do(Mark())
    return time.perf_counter() - began


def _use(player: Player, setting: Setting) -> Row:
    with ExitStack() as stack:
        pids = {"player": player.pid}
        for name, (words, environment, title) in _commands(player).items():
            shown = stack.enter_context(terminal(words, environment))
            shown.seconds_to(title)
            pids[name] = shown.process.pid
        time.sleep(SETTLE_S)
        first = {name: used_by(pid) for name, pid in pids.items()}
        time.sleep(QUICK_SECONDS if setting.quick else SECONDS)
        last = {name: used_by(pid) for name, pid in pids.items()}
    shares = {name: share(first[name], last[name]) for name in pids}
    return Row(
        "the screen with its meters moving, ten times a second",
        f"{shares['ours']:.1f} % of a core, {last['ours'].memory:.0f} MB",
        f"a Textual program of one line, as often: {shares['bare']:.1f} % and "
        f"{last['bare'].memory:.0f} MB; the player it shows: {shares['player']:.1f} %",
        f"at most {CORE_FIGURE} %",
        shares["ours"] <= CORE_FIGURE,
        {f"{name}_percent": value for name, value in shares.items()},
    )
