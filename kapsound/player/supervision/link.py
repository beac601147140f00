"""Links a player to its supervisor, by two pipes, none of which it waits for."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from threading import Event, Thread
from time import monotonic
from typing import Any, BinaryIO

from kapsound.platform import never_wait

BEAT_S = 0.5
BEAT, OVER = b"\n", b"over\n"


class SupervisorLink:
    """Tells the supervisor how the player began, that its loop goes on, and that it is over.

    What the supervisor no longer reads is dropped. Its own end shows at our stdin, which brings
    nothing after the order.
    """

    def __init__(self, orders: BinaryIO, answers: BinaryIO) -> None:
        self._orders, self._out = orders, answers.fileno()
        self._beat_at = 0.0
        self._ended = Event()
        self._told = False

    def order(self) -> bytes:
        """Return the order, empty if there comes none; from then on the supervisor is watched."""
        line: bytes = self._orders.readline()
        Thread(target=self._listen, name="supervisor", daemon=True).start()
        return line

    def answer(self, values: Mapping[str, Any]) -> None:
        """Tell how the player began.

        Raises:
            OSError: nobody is there to be told.

        """
        os.write(self._out, json.dumps(values).encode() + b"\n")
        never_wait(self._out)

    def beat(self) -> None:
        """Tell that the loop goes on, now and then."""
        if (now := monotonic()) >= self._beat_at:
            self._beat_at = now + BEAT_S
            self._send(BEAT)

    def over(self) -> None:
        """Tell that the loop is over in order; what follows may take its time."""
        self._send(OVER)

    def broke(self) -> bool:
        """Say, once, that the supervisor is gone."""
        broke, self._told = self._ended.is_set() and not self._told, self._ended.is_set()
        return broke

    def _send(self, line: bytes) -> None:
        with suppress(OSError):
            os.write(self._out, line)

    def _listen(self) -> None:
        self._orders.read()
        self._ended.set()
