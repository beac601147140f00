"""Measures a whole mix offline, beside a filter graph of FFmpeg and a script of Liquidsoap."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from shared import machine

from benches import peers, timing
from benches.rows import Row, Setting, attempt
from benches.sessions import session
from kapsound.core.spec import SessionSpec
from kapsound.processes import run_job

RUNS = 3
PEER_RUNS = 2
WHAT = "six crossfaded tracks, a ducked cue, a bed, a limiter"


def measure(setting: Setting) -> Iterator[Row]:
    """Mix the same tracks, bed and cue by each program that is installed."""
    mix = peers.mix_of(setting)
    yield _prepared(mix, setting)
    commands: dict[str, Callable[[Path], list[str]]] = {
        "ffmpeg": lambda _: peers.ffmpeg(mix),
        "liquidsoap": lambda script: peers.liquidsoap(mix, script, live=False),
    }
    for name, command in commands.items():
        yield from attempt(f"{WHAT}: by {name}", _beside(name, command, mix, setting))


def _prepared(mix: peers.Mix, setting: Setting) -> Row:
    spec = session(setting.folder, mix.playlist())
    works = {
        "render": lambda: timing.of_children(lambda: _render(spec)),
        "files": lambda: timing.of_children(lambda: _from_files(mix, setting.folder)),
    }
    found = timing.rounds(setting.runs(RUNS), works)
    speed = mix.length / timing.median_wall(found, "render")
    part = timing.ratio(found, "render", "files", timing.wall)
    return Row(
        f"{WHAT}: from prepared audio",
        f"{speed:.0f} times real time",
        f"{part:.2f} of the time it takes when all is prepared anew",
        values={"times": speed, "of_files": part},
    )


def _beside(
    name: str, command: Callable[[Path], list[str]], mix: peers.Mix, setting: Setting
) -> Callable[[], Iterator[Row]]:
    def work() -> Iterator[Row]:
        machine.require(name)
        script = setting.folder / "mix.liq"
        works = {
            "ours": lambda: timing.of_children(lambda: _from_files(mix, setting.folder)),
            name: lambda: timing.of_command(command(script)),
        }
        found = timing.rounds(1 if setting.quick else PEER_RUNS, works)
        yield _peer_row(name, found, mix)

    return work


def _peer_row(name: str, found: timing.Rounds, mix: peers.Mix) -> Row:
    theirs, ours = (mix.length / timing.median_wall(found, who) for who in (name, "ours"))
    speed = 1 / timing.ratio(found, "ours", name, timing.wall)
    work = timing.ratio(found, "ours", name, timing.core)
    return Row(
        f"{WHAT}: from the files, {name}",
        f"{theirs:.0f} times real time",
        f"kapsound, preparing included: {ours:.0f} times, {speed:.2f} of its speed, "
        f"{work:.2f} of its work",
        values={"times": theirs, "ours": ours, "speed": speed, "work": work},
    )


def _from_files(mix: peers.Mix, folder: Path) -> None:
    shutil.rmtree(folder / "cache", ignore_errors=True)
    _render(session(folder, mix.playlist()))


def _render(spec: SessionSpec) -> None:
    request = {"spec": spec.to_json(), "output": "null", "replace": False}
    run_job("render", request, lambda _: None)
