"""Runs jobs on worker processes: one that crashes, hangs or eats memory harms no other."""

import json
import math
import queue
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from kapsound.processes import module_command, module_environment

_WAKE_S = 0.25
# A worker that somebody else ended, or the system for want of memory, says nothing of its file.
_FROM_OUTSIDE = {9, 15}
_HARMLESS_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# Memory that each second of sound is worked at in stays the worker's: to be given it anew by the
# system takes longer than the work (mallopt(3), the GNU C library; others take no notice).
_KEPT_MEMORY = {
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
}


@dataclass(frozen=True, slots=True)
class Job:
    """A request to a worker.

    The worker is killed when it gives no sign of life for `patience_s`, or takes over `most_s`.
    """

    number: int
    request: Mapping[str, Any]
    patience_s: float
    most_s: float = math.inf


@dataclass(frozen=True, slots=True)
class Part:
    """A job is at work; `part` of it is done, 0 to 1."""

    job: int
    part: float


@dataclass(frozen=True, slots=True)
class Done:
    """A job is done: what the worker made of it."""

    job: int
    made: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refused:
    """A job came to nothing, and why; `lasting` if it would come to the same again."""

    job: int
    reason: str
    lasting: bool = True


Outcome = Part | Done | Refused


def worker_command(*options: str) -> tuple[str, ...]:
    """Return the command that starts a worker."""
    return tuple(module_command("kapsound.media.worker", *options))


def worker_environment() -> dict[str, str]:
    """Return the environment a worker needs: this package, one thread, and memory that it keeps."""
    return {**module_environment(), **_HARMLESS_THREADS, **_KEPT_MEMORY}


def run(
    jobs: Sequence[Job],
    workers: int,
    command: Sequence[str],
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Outcome]:
    """Run jobs on worker processes and give what becomes of them, in the order it happens.

    Leaving the iterator early ends the workers.
    """
    pool = _Pool(jobs, command, clock)
    try:
        pool.start(min(workers, len(jobs)))
        while pool.busy:
            yield from pool.wait()
    finally:
        pool.close()


class _Worker:
    """Holds one process, and the job it has."""

    def __init__(self, command: Sequence[str], heard: "queue.SimpleQueue[_Heard]") -> None:
        self._process = subprocess.Popen(  # noqa: S603 -- this program's own worker
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=worker_environment(),
        )
        self.job: Job | None = None
        self.heard_at = 0.0
        self._began_at = 0.0
        self.doomed = False
        self._why = ""
        self._listener = threading.Thread(target=self._listen, args=(heard,), daemon=True)
        self._listener.start()

    def take(self, job: Job, now: float) -> None:
        self.job = job
        self._began_at = self.heard_at = now
        assert self._process.stdin is not None
        with suppress(OSError):  # it may have died; its end is heard next
            self._process.stdin.write(json.dumps(job.request).encode() + b"\n")
            self._process.stdin.flush()

    def overdue(self, now: float) -> str | None:
        """Return why the process has to be ended, None while it may go on."""
        if self.job is None or self.doomed:
            return None
        if now - self.heard_at > self.job.patience_s:
            return f"gave no sign of life for {self.job.patience_s:.3g} s and was ended"
        if now - self._began_at > self.job.most_s:
            return f"took longer than {self.job.most_s:g} s and was ended"
        return None

    def kill(self, why: str = "") -> None:
        """End the process at once; `why` then stands for how it ended."""
        self.doomed = True
        self._why = why
        self._process.kill()

    def end(self) -> tuple[str, bool]:
        """Wait for the process's end; return how it ended, in words, and if by its own fault."""
        with suppress(OSError), self._process:
            self._listener.join()
        code = self._process.wait()
        return self._why or _ending(code), bool(self._why) or -code not in _FROM_OUTSIDE

    def _listen(self, heard: "queue.SimpleQueue[_Heard]") -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            heard.put((self, line))
        heard.put((self, b""))


_Heard = tuple[_Worker, bytes]


class _Pool:
    """Holds the workers, the jobs that wait, and what the workers say."""

    def __init__(
        self, jobs: Iterable[Job], command: Sequence[str], clock: Callable[[], float]
    ) -> None:
        self._waiting = deque(jobs)
        self._command = command
        self._clock = clock
        self._heard: queue.SimpleQueue[_Heard] = queue.SimpleQueue()
        self._workers: set[_Worker] = set()

    @property
    def busy(self) -> bool:
        return bool(self._waiting) or any(worker.job for worker in self._workers)

    def start(self, count: int) -> None:
        for _ in range(count):
            worker = _Worker(self._command, self._heard)
            self._workers.add(worker)
            self._give(worker)

    def wait(self) -> Iterator[Outcome]:
        """Wait a moment for something to happen, and give what it was."""
        try:
            worker, line = self._heard.get(timeout=_WAKE_S)
        except queue.Empty:
            pass
        else:
            yield from self._hear(worker, line)
        self._kill_overdue()

    def close(self) -> None:
        for worker in self._workers:
            worker.kill()
            worker.end()
        self._workers.clear()

    def _give(self, worker: _Worker) -> None:
        worker.job = None
        if self._waiting:
            worker.take(self._waiting.popleft(), self._clock())

    def _hear(self, worker: _Worker, line: bytes) -> Iterator[Outcome]:
        if not line:
            yield from self._bury(worker)
            return
        if worker.job is None or worker.doomed:
            return
        outcome = _read(worker.job, line)
        if outcome is None:
            worker.kill("said what makes no sense and was ended")
            return
        yield outcome
        if isinstance(outcome, Part):
            worker.heard_at = self._clock()
        else:
            self._give(worker)

    def _bury(self, worker: _Worker) -> Iterator[Outcome]:
        self._workers.discard(worker)
        ending, lasting = worker.end()
        if worker.job:
            yield Refused(worker.job.number, f"the process preparing it {ending}.", lasting)
        if self._waiting:
            self.start(1)

    def _kill_overdue(self) -> None:
        now = self._clock()
        for worker in self._workers:
            if why := worker.overdue(now):
                worker.kill(why)


def _read(job: Job, line: bytes) -> Outcome | None:
    try:
        message = json.loads(line)
        if "part" in message:
            return Part(job.number, float(message["part"]))
        if "made" in message:
            return Done(job.number, dict(message["made"]))
        return Refused(job.number, str(message["refused"]), bool(message.get("lasting", True)))
    except (ValueError, TypeError, KeyError):
        return None


def _ending(code: int) -> str:
    if code >= 0:
        return f"ended with exit status {code}"
    try:
        return f"crashed ({signal.Signals(-code).name})"
    except ValueError:
        return f"crashed (signal {-code})"
