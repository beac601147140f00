"""Puts a journal on the disk: nothing else of the record writes there."""

import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import shake_128
from pathlib import Path

from kapsound.files import private_opener
from kapsound.platform import sync_folder

RESERVE = "reserve"
RESERVE_BYTES = 256 * 1024


class JournalFile:
    """A file of lines, appended to and synced; opening it makes its name durable as well.

    Raises:
        OSError: from every method, when the disk does not do what it is asked.

    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = private_opener(str(path), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        sync_folder(path.parent)

    def write(self, data: bytes) -> None:
        """Append every byte of `data`."""
        while data:
            data = data[os.write(self._descriptor, data) :]

    def sync(self) -> None:
        """Return when all that was written is on the disk."""
        os.fsync(self._descriptor)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)


Opener = Callable[[Path], JournalFile]


def keep_reserve(folder: Path) -> None:
    """Take up the room that the closing lines may need when the disk is full."""
    # A file system that compresses would store zeros in no room at all.
    filling = shake_128(RESERVE.encode()).digest(RESERVE_BYTES)
    with open(folder / RESERVE, "wb", opener=private_opener) as file:
        file.write(filling)
        file.flush()
        os.fsync(file.fileno())


def release_reserve(folder: Path) -> None:
    """Give that room back; where there is none, or it cannot be, nothing happens."""
    with suppress(OSError):
        (folder / RESERVE).unlink()
