"""Waits until a read-ahead thread has read all that was asked for."""

from threading import Event
from typing import cast

from kapsound.audio.prepared_source import PreparedSource
from kapsound.audio.readahead import ReadAhead


class _Mark:
    """A source that tells when the read-ahead thread has come to it, and leaves."""

    def __init__(self) -> None:
        self.reached = Event()

    def fill(self) -> bool:
        self.reached.set()
        return False

    def close(self) -> None: ...


def settled(readahead: ReadAhead, timeout: float) -> bool:
    """Wait until all that was asked for is read; return whether each wait was short enough."""
    # What is asked for by a job is followed after the first mark, and before the second.
    marks = (_Mark(), _Mark())
    for mark in marks:
        readahead.follow(cast("PreparedSource", mark))
        if not mark.reached.wait(timeout):
            return False
    return True
