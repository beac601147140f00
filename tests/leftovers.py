"""Ends the processes of kapsound that a test has left behind, known by a mark they inherit."""

import os
import signal
from contextlib import suppress
from pathlib import Path

MARK = "KAPSOUND_TESTS"


def end_marked(mark: str) -> list[int]:
    """Kill what runs with this mark, until nothing does; return what did.

    Only Linux says what environment a process has; elsewhere nothing is found.
    """
    ended: list[int] = []
    while left := _running(mark):
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        ended += [pid for pid in left if pid not in ended]
    return ended


def _running(mark: str) -> list[int]:
    return [
        int(place.name)
        for place in Path("/proc").glob("[0-9]*")
        if f"{MARK}={mark}".encode() in _parts(place / "environ") and _ours(place)
    ]


def _ours(place: Path) -> bool:
    """Say whether a process runs one of our modules, and is no helper of a test's own."""
    return any(part.startswith(b"kapsound.") for part in _parts(place / "cmdline"))


def _parts(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().split(b"\0")
    except OSError:  # it has ended, or is somebody else's
        return []
