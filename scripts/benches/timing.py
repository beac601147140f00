"""Measures time by the wall and by the processor, in rounds that peers share."""

import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shared.missing import NotHere

LIMIT_S = 300.0


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the wall, and seconds of a core: other work on the machine changes these less."""

    wall: float
    core: float


Rounds = Sequence[Mapping[str, Spent]]


def here(work: Callable[[], object]) -> Spent:
    """Return what a piece of work takes in this process."""
    wall, core = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - wall, time.process_time() - core)


def of_children(work: Callable[[], object]) -> Spent:
    """Return what a piece of work takes, and all processes that it starts and waits for."""
    wall, core = time.perf_counter(), _children()
    work()
    return Spent(time.perf_counter() - wall, _children() - core)


def of_command(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    limit_s: float = LIMIT_S,
) -> Spent:
    """Return what a program takes.

    Raises:
        NotHere: it failed; the message has its last words.

    """
    return of_children(lambda: finish(command, environment, limit_s))


def finish(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    limit_s: float = LIMIT_S,
) -> None:
    """Run a program to its end.

    Raises:
        NotHere: it failed; the message has its last words.

    """
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=limit_s,
        check=False,
    )
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise NotHere(f"{command[0]} failed ({done.returncode}): {words[:200]}")


def rounds(count: int, works: Mapping[str, Callable[[], Spent]]) -> Rounds:
    """Let all works have their turn `count` times, so that each meets the same machine."""
    return [{name: work() for name, work in works.items()} for _ in range(count)]


def median_wall(found: Rounds, name: str) -> float:
    """Return the median of a work's seconds by the wall."""
    return statistics.median(each[name].wall for each in found)


def median_core(found: Rounds, name: str) -> float:
    """Return the median of a work's seconds of a core."""
    return statistics.median(each[name].core for each in found)


def ratio(found: Rounds, name: str, base: str, take: Callable[[Spent], float]) -> float:
    """Return the median over the rounds of what a work took, in parts of what the base took."""
    return statistics.median(take(each[name]) / take(each[base]) for each in found)


def core(spent: Spent) -> float:
    """Take the seconds of a core."""
    return spent.core


def wall(spent: Spent) -> float:
    """Take the seconds by the wall."""
    return spent.wall


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
