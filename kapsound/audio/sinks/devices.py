"""Which sound outputs there are, and opening the sink that `--output` names."""

import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import cast

from kapsound.audio.sinks.base import Sink
from kapsound.audio.sinks.flac_file import FlacSink
from kapsound.audio.sinks.null import NullSink
from kapsound.audio.sinks.paced import PacedSink
from kapsound.audio.sinks.raw import RawSink, open_raw
from kapsound.audio.sinks.wave_file import WaveSink
from kapsound.errors import DeviceError
from kapsound.units import GRID, SAMPLE_RATE

_ASK_LIMIT_S = 10.0
_READER_LIMIT_S = 2.0
# A pipe's reader has a clock of its own: in a session of hours it may get this far before ours.
_READER_AHEAD = SAMPLE_RATE // 2
_SILENT = "or run silently with --output null"


@dataclass(frozen=True, slots=True)
class Devices:
    """The names of the sound outputs, and the system's default among them if it says so."""

    names: tuple[str, ...]
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """How a sink is opened.

    `live` sinks run in real time, and load no encoder. `depth` is the length in frames of the
    blocks a device is fed, a command being heard three of them later; the safe setting for a
    busy machine is 8192. `replace` allows an existing file to be overwritten.
    """

    live: bool = True
    depth: int = GRID
    replace: bool = False


def find_devices() -> Devices:
    """Ask the system for its sound outputs, in a process of its own.

    Raises:
        DeviceError: the sound system gives no answer.

    """
    command = [sys.executable, "-P", str(Path(__file__).with_name("names.py"))]
    environment = {**os.environ, "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own module by our own interpreter
            command, env=environment, capture_output=True, check=True, timeout=_ASK_LIMIT_S
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise DeviceError(f"the sound system gives no answer; restart it, {_SILENT}") from error
    found = json.loads(done.stdout)
    return Devices(tuple(found["names"]), found["default"])


def choose_device(devices: Devices, name: str | None) -> str | None:
    """Return the device to open for a name, or for none given; None opens the driver's only one.

    Raises:
        DeviceError: there is no such device, none at all, or no telling which is the default.

    """
    if not devices.names:
        raise DeviceError(f"no sound output was found; connect one, {_SILENT}")
    if name in devices.names:
        return name
    if name is None and (devices.default in devices.names or len(devices.names) == 1):
        return devices.default
    listed = ", ".join(f'"{known}"' for known in devices.names)
    if name is None:
        raise DeviceError(
            f"the system names no default sound output; choose with --output {listed}"
        )
    near = get_close_matches(name, devices.names, n=1, cutoff=0.5)
    hint = f'did you mean "{near[0]}"? ' if near else ""
    raise DeviceError(f'no sound output "{name}"; {hint}There are: {listed}; {_SILENT}')


def open_sink(
    spec: str | None,
    opening: Opening,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Sink:
    """Open what `--output` names: a device, `null`, `file:PATH`, `-` for stdout, None: default.

    A file is WAV, FLAC or raw float32 by its suffix; a named pipe takes raw float32.
    A live sink that has no pace of its own is paced by the clock; a pipe's reader may only
    slow it down. Standard output is not for live sinks.

    Raises:
        DeviceError: it cannot be opened; the message says why and what to do.

    """
    sink = _open_plain(spec, opening)
    if sink is None:
        device = choose_device(find_devices(), spec)
        os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
        pygame_sink = importlib.import_module("kapsound.audio.sinks.pygame_sink")
        return cast("Sink", pygame_sink.open_pygame(device, depth=opening.depth))
    if not opening.live:
        return sink
    if isinstance(sink, RawSink) and sink.is_pipe:
        return PacedSink(sink, clock, sleep, ahead=_READER_AHEAD, slack_s=_READER_LIMIT_S)
    return PacedSink(sink, clock, sleep)


def _open_plain(spec: str | None, opening: Opening) -> Sink | None:
    stall_s = _READER_LIMIT_S if opening.live else None
    if spec == "null":
        return NullSink()
    if spec == "-":
        return _open_stdout(opening)
    if spec is not None and spec.startswith("file:"):
        return _open_file(Path(spec.removeprefix("file:")), opening, stall_s)
    return None


def _open_stdout(opening: Opening) -> Sink:
    if opening.live:
        raise DeviceError(
            "a live session does not go to standard output; name a device, null, or file:PATH, "
            "which may be a named pipe"
        )
    return RawSink(os.dup(sys.stdout.fileno()), "standard output")


def _open_file(path: Path, opening: Opening, stall_s: float | None) -> Sink:
    if path.suffix.lower() == ".raw" or path.is_fifo():
        return open_raw(path, replace=opening.replace, stall_s=stall_s)
    if path.suffix.lower() == ".wav":
        return WaveSink(path, replace=opening.replace)
    if path.suffix.lower() != ".flac":
        raise DeviceError(f"{path}: a sound file's name ends in .wav, .flac or .raw")
    if opening.live:
        raise DeviceError(
            f"{path}: a live session is written as .wav or .raw; "
            "render it to .flac afterwards with kapsound render"
        )
    return FlacSink(path, replace=opening.replace)
