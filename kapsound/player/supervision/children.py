"""Starts players for their supervisor, and hears what they say."""

import subprocess
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Protocol

from kapsound.platform import raise_priority
from kapsound.processes import start_module

PROGRAM = "kapsound.player"
News = SimpleQueue[tuple["Child | None", bytes | int]]


class Child(Protocol):
    """A player that waits for its order, or does it."""

    def tell(self, order: bytes) -> None:
        """Give it its order, one line, which it may have died instead of hearing."""
        ...

    def ask_to_end(self) -> None:
        """Ask it to end in order."""
        ...

    def kill(self) -> None:
        """End it by force."""
        ...


class PlayerChild:
    """A player in a process of its own; its lines, and at last its exit status, are news."""

    def __init__(self, news: News) -> None:
        self._news = news
        self._process = start_module(PROGRAM, stdout=subprocess.PIPE)
        Thread(target=self._hear, name="player", daemon=True).start()

    def tell(self, order: bytes) -> None:
        """Give it its order on a thread, since a pipe holds less than a long playlist.

        From now on it is in a hurry, even with what it has still to load.
        """
        raise_priority(process=self._process.pid)
        Thread(target=self._write, args=[order], name="order", daemon=True).start()

    def ask_to_end(self) -> None:
        """Ask it to end in order."""
        with suppress(OSError):
            self._process.terminate()

    def kill(self) -> None:
        """End it by force."""
        self._process.kill()

    def _write(self, order: bytes) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.write(order + b"\n")
            self._process.stdin.flush()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._news.put((self, line))
        self._news.put((self, self._process.wait()))


StartChild = Callable[[], Child]
