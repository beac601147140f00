"""Opens and writes the file of a sink, with every likely fault in plain words."""

from pathlib import Path
from typing import BinaryIO

from kapsound.audio.sinks.base import SinkLost
from kapsound.errors import DeviceError


def create(path: Path, *, replace: bool) -> BinaryIO:
    """Open a new file for writing, unbuffered; an existing one only with `replace`.

    Raises:
        DeviceError: the folder is missing, the file exists or cannot be written.

    """
    try:
        return path.open("wb" if replace else "xb", buffering=0)
    except FileExistsError as error:
        raise DeviceError(f"{path} exists already; choose another name or remove it") from error
    except FileNotFoundError as error:
        raise DeviceError(f"there is no folder {path.parent}; make it first") from error
    except IsADirectoryError as error:
        raise DeviceError(f"{path} is a folder; name a file in it") from error
    except OSError as error:
        raise DeviceError(f"{path} cannot be written: {error.strerror}") from error


def write_all(file: BinaryIO, data: bytes | memoryview, path: Path) -> None:
    """Write every byte.

    Raises:
        SinkLost: the disk is full or the file has gone.

    """
    left = memoryview(data)
    try:
        while left:
            left = left[file.write(left) :]
    except OSError as error:
        raise SinkLost(f"{path} cannot be written any further: {error.strerror}") from error
