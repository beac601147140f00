"""Keeps every open source ahead of what is heard, by one thread."""

import threading
from collections import deque
from collections.abc import Callable

from kapsound.audio.prepared_source import PreparedSource

_END_S = 5.0


class ReadAhead:
    """Reads for all sources in a thread, so that the audio loop never waits for a disk."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._sources: list[PreparedSource] = []
        self._jobs: deque[Callable[[], None]] = deque()
        self._asked = 0
        self._served = 0
        self._ends = False
        self._thread = threading.Thread(target=self._run, name="read-ahead", daemon=True)
        self._thread.start()

    def close(self, limit_s: float = _END_S) -> None:
        """End the thread and close every source it followed.

        One that still waits for a disk after `limit_s` seconds is left to itself.
        """
        with self._news:
            self._ends = True
            self._news.notify_all()
        self._thread.join(limit_s)
        if self._thread.is_alive():
            return
        for source in self._sources:
            source.close()
            source.fill()

    def follow(self, source: PreparedSource) -> None:
        """Keep a source ahead of its reader from now on, until it is closed."""
        with self._news:
            self._sources.append(source)
        self.wake()

    def wake(self) -> None:
        """Look after every source again, soon."""
        with self._news:
            self._asked += 1
            self._news.notify_all()

    def do(self, job: Callable[[], None]) -> None:
        """Do a small job in the thread, before the sources are looked after."""
        self._jobs.append(job)
        self.wake()

    def settled(self, timeout: float | None = None) -> bool:
        """Wait until all that was asked for is read; return whether it was within `timeout` s."""
        with self._news:
            asked = self._asked
            return self._news.wait_for(lambda: self._served >= asked, timeout)

    def _run(self) -> None:
        while (asked := self._wait()) is not None:
            while self._jobs:
                _survive(self._jobs.popleft())
            with self._news:
                sources = list(self._sources)
            # One that fails beyond its own faults is left behind: it runs dry by itself, its
            # voice fades and is reported, and the others are read on.
            done = {source for source in sources if not _survive(source.fill)}
            with self._news:
                self._sources = [source for source in self._sources if source not in done]
                self._served = asked
                self._news.notify_all()

    def _wait(self) -> int | None:
        """Wait for news and return its number, None when the end was asked for."""
        with self._news:
            self._news.wait_for(lambda: self._ends or self._asked > self._served)
            return None if self._ends else self._asked


def _survive(work: Callable[[], object]) -> object:
    """Do a piece of work; None if it failed in a way nobody foresaw."""
    try:
        return work()
    except Exception:  # noqa: BLE001 - every other source depends on this thread
        return None
