"""Starts the process that feeds a device, and ends it, by force where it hangs."""

import json
import os
import subprocess
from contextlib import suppress
from threading import Timer
from typing import Any, Protocol

from kapsound.core.json_values import read_dataclass
from kapsound.errors import DeviceError, error_from_json
from kapsound.output.choice import finds_none, no_output
from kapsound.output.request import Opened, Request
from kapsound.output.ring import RING_BYTES, Ring
from kapsound.platform import detached, share_memory
from kapsound.processes import start_module

_OPEN_LIMIT_S = 10.0
_HIDE_PROMPT = "PYGAME_HIDE_SUPPORT_PROMPT"


class Output(Protocol):
    """What feeds a device from a ring; `name` is the device's own, `priority` is real-time's."""

    name: str
    priority: bool
    ring: Ring

    def alive(self) -> bool:
        """Say whether it still runs."""

    def end(self, limit_s: float) -> None:
        """Let it play what is written to its end and go; after the limit it is killed."""

    def kill(self) -> None:
        """End it at once, whatever it does."""


class OutputProcess:
    """A running output process.

    Raises:
        DeviceError: the device cannot be opened, or not in time.

    """

    def __init__(self, device: str, buffer: int, limit_s: float = _OPEN_LIMIT_S) -> None:
        shared = share_memory(RING_BYTES)
        self.ring = Ring(shared.memory)
        os.environ.setdefault(_HIDE_PROMPT, "1")
        try:
            self._process = start_module(
                "kapsound.output",
                stdout=subprocess.PIPE,
                pass_fds=shared.inherited,
                **detached(),
            )
        finally:
            for descriptor in shared.inherited:
                os.close(descriptor)
        try:
            opened = self._ask(Request(device, buffer, shared.handle), limit_s)
        except BaseException:
            self.kill()
            raise
        self.name, self.priority = opened.name, opened.priority

    def alive(self) -> bool:
        """Say whether it still runs."""
        return self._process.poll() is None

    def end(self, limit_s: float) -> None:
        """Let it play what is written to its end and go; after the limit it is killed."""
        self.ring.ended = 1
        self._let_go()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(limit_s)
        self.kill()

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self._process.kill()
        self._let_go()
        self._process.wait()

    def _ask(self, request: Request, limit_s: float) -> Opened:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        timer = Timer(limit_s, self._process.kill)
        timer.start()
        try:
            with suppress(BrokenPipeError):  # one that died at once gives no answer either
                stdin.write(request.line().encode())
                stdin.flush()
            if not (line := stdout.readline()) and finds_none(self._process.wait()):
                raise no_output()
        finally:
            timer.cancel()
            stdout.close()
        return read_dataclass(Opened, _read(line))

    def _let_go(self) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()


def _read(line: bytes) -> Any:
    try:
        answer = json.loads(line)
    except ValueError as error:
        raise DeviceError("the sound system gives no answer; restart it") from error
    if "error" in answer:
        raise error_from_json(answer["error"])
    return answer["result"]
