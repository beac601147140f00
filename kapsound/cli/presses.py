"""Counts Ctrl-C, so that no press is lost or comes at the wrong moment."""

import signal
import time
from typing import Any, Self


class Presses:
    """Takes Ctrl-C: while it is open a press interrupts, otherwise it is only counted."""

    def __init__(self) -> None:
        self._pressed: list[float] = []
        self._open = False
        self._before: Any = None

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._press)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def open(self) -> None:
        """Let the next press interrupt, once.

        Raises:
            KeyboardInterrupt: one has come already.

        """
        self._open = True
        if self._pressed:
            self._interrupt()

    def shut(self) -> None:
        """Let no press interrupt any more."""
        self._open = False

    def taken(self) -> list[float]:
        """Return when Ctrl-C was pressed since the last call, in seconds of the monotonic clock."""
        pressed, self._pressed = self._pressed, []
        return pressed

    def _press(self, *_: object) -> None:
        self._pressed.append(time.monotonic())
        if self._open:
            self._interrupt()

    def _interrupt(self) -> None:
        self._open = False
        raise KeyboardInterrupt
