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
        self._asked = False
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
            self._asked = True
            self._news.notify_all()

    def do(self, job: Callable[[], None]) -> None:
        """Do a small job in the thread, before the sources are looked after.

        What a job asks for itself is done at once.
        """
        if threading.current_thread() is self._thread:
            _survive(job)
        else:
            self._jobs.append(job)
            self.wake()

    def _run(self) -> None:
        while self._wait():
            while self._jobs:
                _survive(self._jobs.popleft())
            with self._news:
                sources = list(self._sources)
            # One that fails beyond its own faults is left behind: it runs dry by itself, its
            # voice fades and is reported, and the others are read on.
            done = {source for source in sources if not _survive(source.fill)}
            with self._news:
                self._sources = [source for source in self._sources if source not in done]

    def _wait(self) -> bool:
        """Wait until the sources are to be looked after; return False when the end is asked for."""
        with self._news:
            self._news.wait_for(lambda: self._ends or self._asked)
            self._asked = False
            return not self._ends


def _survive(work: Callable[[], object]) -> object:
    """Do a piece of work; None if it failed in a way nobody foresaw."""
    try:
        return work()
    except Exception:  # noqa: BLE001 - every other source depends on this thread
        return None
