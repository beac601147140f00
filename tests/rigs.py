"""Rigs for hearing what a real sound system does, without a sound card.

`sound_server` runs a PulseAudio of our own with null sinks, apart from any that the user has;
`SoundServer.record` hears what comes out of one. `disk_environment` lets SDL write to a file
what it would have played.
"""

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

needs_sound_server = pytest.mark.skipif(
    not all(shutil.which(name) for name in ("pulseaudio", "pactl", "parec")),
    reason="pulseaudio and pulseaudio-utils are not installed",
)
_FORMAT = ("rate=48000", "format=float32le", "channels=2")


def disk_environment(path: Path) -> dict[str, str]:
    """Return an environment in which SDL writes what it would play to `path`, in real time."""
    return {**os.environ, "SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(path)}


class Recording:
    """What a monitor heard so far; complete once its `record` block is left."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._parts: list[bytes] = []
        self._heard = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        assert self._heard.wait(10), "the monitor gives no sound"

    @property
    def audio(self) -> np.ndarray:
        """Return float32 of shape (frames, 2)."""
        data = b"".join(self._parts)
        return np.frombuffer(data[: len(data) // 8 * 8], "<f4").reshape(-1, 2)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        self._thread.join(10)

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stream:
            while part := os.read(stream.fileno(), 65_536):
                self._parts.append(part)
                self._heard.set()


@dataclass(frozen=True)
class SoundServer:
    """A PulseAudio server; programs started with `environment` play to it."""

    environment: dict[str, str]
    pid: int

    def control(self, *words: str) -> str:
        """Run pactl and return what it printed; `add_sink` returns such a module's number."""
        done = subprocess.run(
            ["pactl", *words], env=self.environment, capture_output=True, check=True, timeout=10
        )
        return done.stdout.decode().strip()

    def add_sink(self, name: str) -> str:
        """Add a null sink, which SDL also calls `name`; return its module's number."""
        # Without `norewinds` an idle null sink begins to play up to two seconds late.
        label = f"sink_properties=device.description={name}"
        words = (f"sink_name={name}", label, "norewinds=1", *_FORMAT)
        return self.control("load-module", "module-null-sink", *words)

    @contextmanager
    def record(self, name: str) -> Iterator[Recording]:
        """Record a sink's monitor; recording has begun when the block is entered."""
        shape = ("--format=float32le", "--rate=48000", "--channels=2", "--latency-msec=20")
        process = subprocess.Popen(
            ["parec", "-d", f"{name}.monitor", "--raw", *shape],
            env=self.environment,
            stdout=subprocess.PIPE,
        )
        recording = Recording(process)
        try:
            yield recording
        finally:
            recording.stop()

    def kill(self) -> None:
        """End the server as a crash would; one that is gone already stays gone."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


@contextmanager
def sound_server(folder: Path, *sinks: str) -> Iterator[SoundServer]:
    """Run a PulseAudio server in a short, empty folder of its own; the first sink is default."""
    folder.chmod(0o700)
    ours = {"XDG_RUNTIME_DIR": str(folder), "HOME": str(folder), "SDL_AUDIODRIVER": "pulseaudio"}
    strange = ("PULSE_SERVER", "PULSE_RUNTIME_PATH", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
    environment = {k: v for k, v in os.environ.items() if k not in strange} | ours
    command = ["pulseaudio", "-n", "--daemonize=yes", "--exit-idle-time=-1", "--disallow-exit"]
    # A server on a handler has real-time priority too; without the right to it, it does without.
    command += ["--high-priority", "--realtime", "--log-level=error"]
    command += ["-L", "module-native-protocol-unix"]
    # It returns when the server listens.
    subprocess.run(command, env=environment, check=True, timeout=20, stderr=subprocess.DEVNULL)
    pid = int((folder / "pulse" / "pid").read_text())
    server = SoundServer(environment, pid)
    try:
        for name in sinks:
            server.add_sink(name)
        yield server
    finally:
        server.kill()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[SoundServer]:
    """Give a test a sound server with one sink named room."""
    (tmp_path / "pa").mkdir()
    with sound_server(tmp_path / "pa", "room") as server:
        yield server
