"""Starts the player and the feeder, which live on when the one who started them is gone.

Each is told its session through a pipe, so that no file but the record holds the client's code.
"""

import json
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event, Timer
from typing import Any

from kapsound.core.spec import SessionSpec
from kapsound.errors import KapsoundError, error_from_json
from kapsound.files import private_folder, private_opener
from kapsound.platform import ask_to_end, detached
from kapsound.processes import end_process, start_module

LOG = "player.log"
# A cold disk or a sound system that has to be woken first takes seconds, never this long.
LIMIT_S = 60.0
ENDING_S = 3.0


def start_player(spec: SessionSpec, runtime: Path, limit_s: float = LIMIT_S) -> str:
    """Start a session in a process of its own and return its record's id.

    Raises:
        KapsoundError: what kept the session from beginning, or that it did not begin in time.

    """
    return order_player(spec.to_json(), runtime, limit_s)


def order_player(order: Mapping[str, Any], runtime: Path, limit_s: float = LIMIT_S) -> str:
    """Start a player in a process of its own, with one to watch over it; return its record's id.

    The order is a session's spec or a `ResumeOrder`, as JSON.

    Raises:
        KapsoundError: what kept the session from beginning, or that it did not begin in time.

    """
    log = private_folder(runtime) / LOG
    process = _start("kapsound.player.supervision", log, answers=True)
    try:
        return _record(_answer(process, order, limit_s, log), log)
    except BaseException:
        end_process(process)
        raise


def start_feeder(spec: SessionSpec, runtime: Path, cache_limit: int | None) -> None:
    """Let the rest of the session just started be prepared in a process of its own, beside it.

    Raises:
        OSError: it cannot be started.

    """
    feeder = _start("kapsound.jobs.feed", private_folder(runtime) / LOG)
    _tell(feeder, {"spec": spec.to_json(), "limit": cache_limit})


def _start(module: str, log: Path, *, answers: bool = False) -> subprocess.Popen[bytes]:
    with open(log, "ab", opener=private_opener) as file:
        stdout = subprocess.PIPE if answers else file
        return start_module(module, stdout=stdout, stderr=file, **detached())


def _answer(
    process: subprocess.Popen[bytes], order: Mapping[str, Any], limit_s: float, log: Path
) -> bytes:
    """Tell a player its order, and return its first line; one that gives none is ended."""
    late = Event()

    def give_up() -> None:
        late.set()
        ask_to_end(process)  # it ends its player by force
        with suppress(subprocess.TimeoutExpired):
            process.wait(ENDING_S)
        process.kill()

    timer = Timer(limit_s, give_up)
    timer.start()
    try:
        _tell(process, order)
        assert process.stdout is not None
        with process.stdout as answer:
            line: bytes = answer.readline()
    finally:
        timer.cancel()
        timer.join()
    if late.is_set():
        words = f"the player did not begin within {limit_s:g} s, and was ended"
        raise KapsoundError(f"{words}; {log} may say why. Look to the output and the disk")
    return line


def _tell(process: subprocess.Popen[bytes], values: Mapping[str, Any]) -> None:
    """Write a process its request; one that has died is found out by its silence."""
    assert process.stdin is not None
    with suppress(OSError), process.stdin as request:
        request.write(json.dumps(values).encode())


def _record(line: bytes, log: Path) -> str:
    if not line:
        raise KapsoundError(f"the player died before it began; the reason is in {log}")
    message = json.loads(line)
    if "error" in message:
        raise error_from_json(message["error"])
    return str(message["result"]["record"])
