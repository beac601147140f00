"""Breaks those who decode a file, while they do."""

import os
import signal
import subprocess
import wave
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from shared import machine
from shared.homes import processes_of
from shared.missing import NotHere
from shared.program import command

from breakages.inputs import playlist
from breakages.rows import Fault, Found, Place, wrong
from breakages.sessions import surroundings

LONG_S = 400


def _worker_broken(place: Place, breaking: Callable[[int], object]) -> Found:
    """Break whoever decodes a file, while it does."""
    media = place.folder / "m"
    media.mkdir()
    home = place.folder / "h"
    _write_long(media / "long.wav")
    path = playlist(media, ["long.wav"])
    shell = surroundings(home, None)
    log = place.folder / "prepared.txt"
    words = [*command(), "prepare", str(path)]
    with log.open("wb") as stream:
        process = subprocess.Popen(words, env=shell, stdout=stream, stderr=stream)
    try:
        broken = _broken_worker(home, breaking)
        code = process.wait(180)
    finally:
        process.kill()
        process.wait()
    said = log.read_text(errors="replace")
    return Found(
        wrong(
            (broken, "no worker was found to break"),
            (code == 1, f"exit status {code}"),
            ("long.wav" in said, "the file is not named"),
            ("Traceback" not in said, "a traceback"),
            (not processes_of(home), "a process is left"),
        ),
        recorded="refused before it began",
        words=tuple(line for line in said.strip().splitlines() if "long" in line),
    )


def _write_long(path: Path) -> None:
    draw = np.random.default_rng(1)
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 96_000, 0, "NONE", ""))
        second = draw.integers(-3_000, 3_000, 2 * 96_000).astype("<i2").tobytes()
        for _ in range(LONG_S):
            file.writeframes(second)


def _broken_worker(home: Path, breaking: Callable[[int], object]) -> bool:
    """Break the worker that has the file open."""

    def workers() -> list[int]:
        return [pid for pid in processes_of(home) if _holds(pid, "long.wav")]

    try:
        machine.wait_until(lambda: bool(workers()), 60, "a worker")
    except NotHere:
        return False
    for pid in workers():
        breaking(pid)
    return True


def _holds(pid: int, name: str) -> bool:
    try:
        files = list(Path(f"/proc/{pid}/fd").iterdir())
        return any(file.readlink().name == name for file in files)
    except OSError:
        return False


def _send(number: signal.Signals, pid: int) -> None:
    os.kill(pid, number)


def _starve(pid: int) -> None:
    machine.require("prlimit")
    status = Path(f"/proc/{pid}/status").read_text()
    size = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmSize"))
    subprocess.run(["prlimit", f"--pid={pid}", f"--as={size * 1024}"], check=True)


FAULTS = (
    Fault("9", "decoder-crashes", "decoder crashes", "SIGSEGV to a worker that decodes",
          partial(_worker_broken, breaking=partial(_send, signal.SIGSEGV))),
    Fault("9", "decoder-hangs", "decoder hangs", "SIGSTOP to a worker that decodes",
          partial(_worker_broken, breaking=partial(_send, signal.SIGSTOP))),
    Fault("9", "decoder-starves", "decoder eats memory", "no more memory for a worker that decodes",
          partial(_worker_broken, breaking=_starve)),
)  # fmt: skip
