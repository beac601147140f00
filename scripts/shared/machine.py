"""Reads from Linux how busy the machine is, and what one process uses of it."""

import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.missing import NotHere

STAT = Path("/proc/stat")
HIGH = 0.25
"""The number of busy cores from which on a figure is told with the load beside it."""
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def busy_cores(seconds: float = 1.0) -> float:
    """Return how many cores other work keeps busy, over a moment in which we do nothing."""
    if not STAT.exists():
        return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    before = _idle_ticks()
    began = time.monotonic()
    time.sleep(seconds)
    idle = (_idle_ticks() - before) / _TICKS / (time.monotonic() - began)
    return max(0.0, (os.cpu_count() or 1) - idle)


def _idle_ticks() -> int:
    words = STAT.read_text().splitlines()[0].split()
    return int(words[4]) + int(words[5])


def describe() -> str:
    """Return what the figures were measured on, without naming the machine."""
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, {python}"


@dataclass(frozen=True, slots=True)
class Used:
    """What a process has used so far: seconds of a core, and MB of memory it holds now."""

    at: float
    core: float
    memory: float


def used_by(pid: int) -> Used:
    """Return what a process has used.

    Raises:
        NotHere: the system does not say, or the process is gone.

    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError as error:
        raise NotHere("the system does not show what a process uses") from error
    core = (int(stat[11]) + int(stat[12])) / _TICKS
    return Used(time.monotonic(), core, _megabytes(Path(f"/proc/{pid}/status"), "VmRSS:"))


def most_memory(pid: int) -> float:
    """Return the most MB of memory that a process has held since its program began.

    Raises:
        NotHere: the system does not say, or the process is gone.

    """
    return _megabytes(Path(f"/proc/{pid}/status"), "VmHWM:")


def used_by_all(pids: Iterable[int]) -> Used:
    """Return what processes have used together; memory that they share is counted once.

    Raises:
        NotHere: the system does not say, or one is gone.

    """
    each = {pid: used_by(pid) for pid in pids}
    memory = sum(_megabytes(Path(f"/proc/{pid}/smaps_rollup"), "Pss:") for pid in each)
    return Used(time.monotonic(), sum(used.core for used in each.values()), memory)


def _megabytes(path: Path, name: str) -> float:
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise NotHere("the system does not show what a process uses") from error
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0) / 1024


def share(first: Used, last: Used) -> float:
    """Return the percentage of a core used between two looks."""
    return 100 * (last.core - first.core) / (last.at - first.at)


def require(*programs: str) -> None:
    """Check that programs are installed.

    Raises:
        NotHere: some are not; the message names them.

    """
    absent = [name for name in programs if not shutil.which(name)]
    if absent:
        raise NotHere(f"{', '.join(absent)}: not installed")


def without_priority() -> "list[str]":
    """Return what, before a command, takes from it the right to real-time priority."""
    command = ["prlimit", "--rtprio=0"] if shutil.which("prlimit") else []
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        require("setpriv")
        command += ["setpriv", "--bounding-set=-sys_nice", "--inh-caps=-sys_nice"]
    return command


def has_priority(pid: int) -> bool:
    """Say whether a process runs with real-time priority."""
    return os.sched_getscheduler(pid) != os.SCHED_OTHER


@contextmanager
def busy_processes(count: int) -> Iterator[None]:
    """Keep processes busy, each in a session of its own, as programs on a desk are."""
    command = [sys.executable, "-c", "while True: pass"]
    with ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(running(command))
        yield


@contextmanager
def running(
    command: Sequence[str],
    environment: "dict[str, str] | None" = None,
    output: Path | None = None,
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program in a session of its own, its output in a file or nowhere; end it after."""
    with (output or Path(os.devnull)).open("wb") as stream:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(condition: Callable[[], bool], limit_s: float, what: str) -> None:
    """Wait for something to be so, looking often.

    Raises:
        NotHere: it was not so in time.

    """
    late = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > late:
            raise NotHere(f"waited {limit_s:.0f} s in vain: {what}")
        time.sleep(0.02)
