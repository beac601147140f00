"""Makes a room without a sound card: a sound server of our own, and its monitor."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from kapsound.units import SAMPLE_RATE as RATE
from shared import machine
from shared.tests import from_tests

NAME = "room"
_FRAME_BYTES = 8


class Server(Protocol):
    """The tests' sound server, as far as it is used here."""

    environment: dict[str, str]
    pid: int

    def control(self, *words: str) -> str:
        """Run pactl, and return what it printed."""

    def add_sink(self, name: str) -> str:
        """Add a null sink, and return its module's number."""

    def kill(self) -> None:
        """End the server as a crash would."""


class Monitor:
    """What came out of the room so far, in a file that grows as it is heard."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def frames(self) -> int:
        """Return how many frames were heard; the recorder is about 20 ms behind the sound."""
        return self._path.stat().st_size // _FRAME_BYTES

    def heard(self, start: int, end: int) -> NDArray[np.float32]:
        """Return float32 of shape (frames, 2)."""
        data = np.fromfile(self._path, "<f4", 2 * (end - start), offset=start * _FRAME_BYTES)
        return data[: len(data) // 2 * 2].reshape(-1, 2)

    def sounds(self) -> bool:
        """Say whether there was sound within the last tenth of a second."""
        now = self.frames
        return bool(self.heard(max(0, now - RATE // 10), now).any())


@contextmanager
def room(folder: Path, *sinks: str) -> Iterator[Server]:
    """Run a sound server with sinks that nobody hears, one if none is named; the first is default.

    Raises:
        NotHere: PulseAudio is not installed.

    """
    machine.require("pulseaudio", "pactl", "parec")
    rigs = from_tests("rigs")
    folder.mkdir(exist_ok=True)
    with rigs.sound_server(folder, *(sinks or [NAME])) as server:
        yield cast("Server", server)


@contextmanager
def listening(server: Server, path: Path, sink: str = NAME) -> Iterator[Monitor]:
    """Record a sink; recording has begun when the block is entered."""
    shape = ("--format=float32le", "--rate=48000", "--channels=2", "--latency-msec=20")
    command = ["parec", "-d", f"{sink}.monitor", "--raw", *shape]
    with machine.running(command, server.environment, path):
        monitor = Monitor(path)
        machine.wait_until(lambda: monitor.frames > 0, 20, "the monitor to give sound")
        yield monitor


def gaps_in(sound: NDArray[np.float32], shortest: int = RATE // 1000) -> list[int]:
    """Return the length in frames of every stretch of nothing, from a millisecond on."""
    silent = np.concatenate([[0], (~sound.any(axis=1)).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(silent))
    lengths = edges[1::2] - edges[::2]
    return [int(length) for length in lengths if length >= shortest]
