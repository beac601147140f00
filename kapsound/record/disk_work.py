"""Waits for a disk, but not for ever: what it is asked is done on a thread of its own."""

import errno
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")

STALL_S = 1.5
"""How long a disk is waited for before the record goes on without it, in seconds."""


class Stalled(OSError):  # noqa: N818 - it is no error of anyone, it is a state of the disk
    """A disk has not answered yet; whether it will do what it was asked is open."""


class DiskWork(Thread, Generic[T]):
    """Something a disk was asked to do; it goes on even if nobody waits for it any more."""

    def __init__(self, work: Callable[[], T], clock: Callable[[], float]) -> None:
        super().__init__(name="disk", daemon=True)
        self._work, self._clock = work, clock
        self._began = clock()
        self._ended = self._began
        self._result: T | None = None
        self._error: BaseException | None = None
        self.start()

    def run(self) -> None:
        """Do it, and keep what came of it."""
        try:
            self._result = self._work()
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            self._error = error
        self._ended = self._clock()

    @property
    def took(self) -> float:
        """How long it took, in seconds, once it is over."""
        return self._ended - self._began

    @property
    def result(self) -> T:
        """What came of it once it is over; raises what it raised."""
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]  # it is over: there is one


def in_time(work: Thread) -> bool:
    """Wait for `STALL_S` at most; say whether the work was done by then."""
    work.join(STALL_S)
    return not work.is_alive()


@dataclass(frozen=True, slots=True)
class Patience:
    """Says how long a disk is waited for; `clock` is in seconds."""

    answers: Callable[[Thread], bool] = in_time
    clock: Callable[[], float] = monotonic

    def begin(self, work: Callable[[], T]) -> DiskWork[T]:
        """Have something done on a disk."""
        return DiskWork(work, self.clock)

    def wait(self, work: DiskWork[T]) -> T:
        """Return what the work returns.

        Raises:
            Stalled: it was not done in time.

        """
        if not self.answers(work):
            raise Stalled(errno.ETIMEDOUT, f"the disk has not answered for {STALL_S:g} s")
        return work.result
