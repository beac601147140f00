"""Finds and ends the processes that were started for a home (`KAPSOUND_HOME`)."""

import os
import signal
import socket
import struct
from contextlib import suppress
from pathlib import Path

from kapsound.control.endpoint import connect, endpoint_in
from shared.machine import wait_until

LEAVES_S = 20.0


def processes_of(home: Path) -> list[int]:
    """Return every process that was started for a home."""
    mark = f"KAPSOUND_HOME={home}".encode()
    return [pid for pid in _pids() if mark in _environment(pid).split(b"\0")]


def player_of(home: Path) -> int:
    """Return the process that answers on the session's socket."""
    with connect(endpoint_in(home / "run"), 5) as line:
        told = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, _, _ = struct.unpack("3i", told)
    return int(pid)


def end_all(home: Path) -> None:
    """Kill whatever runs for a home, and see that it is gone."""

    def none_left() -> bool:
        left = processes_of(home)
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return not left

    wait_until(none_left, LEAVES_S, "the session's processes to be gone")


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _environment(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/environ").read_bytes()
    return b""
