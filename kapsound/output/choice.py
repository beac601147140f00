"""Finds the sound devices of this machine, and chooses one by its name."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from kapsound.core.output import RUN_SILENTLY
from kapsound.errors import DeviceError
from kapsound.text import nearest

_ASK_LIMIT_S = 10.0
_HIDE_PROMPT = {"PYGAME_HIDE_SUPPORT_PROMPT": "1"}


@dataclass(frozen=True, slots=True)
class Devices:
    """The names of the sound outputs, and the system's default among them if it says so."""

    names: tuple[str, ...]
    default: str | None = None


def find_devices() -> Devices:
    """Ask the system for its sound outputs, in a process of its own.

    Raises:
        DeviceError: the sound system gives no answer.

    """
    command = [sys.executable, "-P", str(Path(__file__).with_name("names.py"))]
    try:
        done = subprocess.run(  # noqa: S603 - our own module by our own interpreter
            command,
            env={**os.environ, **_HIDE_PROMPT},
            capture_output=True,
            check=True,
            timeout=_ASK_LIMIT_S,
        )
    except (subprocess.SubprocessError, OSError) as error:
        if isinstance(error, subprocess.CalledProcessError) and finds_none(error.returncode):
            return Devices(())
        raise DeviceError(
            f"the sound system gives no answer; restart it, or {RUN_SILENTLY}"
        ) from error
    found = json.loads(done.stdout)
    return Devices(tuple(found["names"]), found["default"])


def finds_none(status: int) -> bool:
    """Say whether a process that asked for outputs ended so because there are none.

    SDL 2 crashes as it begins on a PulseAudio that has no output at all.
    """
    return status == -signal.SIGSEGV


def no_output(instead: str = RUN_SILENTLY) -> DeviceError:
    """Return what is wrong where there is no output at all, with what one may do `instead`."""
    return DeviceError(f"no sound output was found; connect one, or {instead}")


def choose_device(devices: Devices, name: str, instead: str = RUN_SILENTLY) -> str | None:
    """Return the device of a name, or the default's if it is empty; None is the driver's only one.

    `instead` is what one may do without a device, in words.

    Raises:
        DeviceError: there is no such device, none at all, or no telling which is the default.

    """
    if not devices.names:
        raise no_output(instead)
    if name in devices.names:
        return name
    if not name and (devices.default in devices.names or len(devices.names) == 1):
        return devices.default
    listed = ", ".join(f'"{known}"' for known in devices.names)
    if not name:
        raise DeviceError(
            f"the system names no default sound output; choose with --output {listed}"
        )
    hint = nearest(name, devices.names) or ";"
    raise DeviceError(f'no sound output "{name}"{hint} There are: {listed}; or {instead}')
