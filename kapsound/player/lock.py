"""Locks a file for one process: one player to a user."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from kapsound.errors import BusyError
from kapsound.files import private_folder, private_opener
from kapsound.platform import try_lock

_HOLDER_BYTES = 1_000
_AGAIN_S = 0.02


@contextmanager
def only_one(path: Path, holder: str) -> Iterator[None]:
    """Hold the lock file `path` for as long as the block runs; `holder` says who does, in words.

    A holder that dies lets go of it by that; the file itself stays.

    Raises:
        BusyError: another process holds it; the message says who.
        KapsoundError: its folder cannot be used.

    """
    private_folder(path.parent)
    descriptor = private_opener(str(path), os.O_RDWR | os.O_CREAT)
    try:
        if not _taken(descriptor):
            held_by = path.read_bytes()[:_HOLDER_BYTES].decode(errors="replace")
            raise BusyError(
                f"{held_by or 'another session'} is running already; look at it with "
                "kapsound status, or end it with kapsound control end"
            )
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, holder.encode()[:_HOLDER_BYTES])
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    """Take the lock; whoever only looks whether it is held has it for a moment."""
    if try_lock(descriptor):
        return True
    sleep(_AGAIN_S)
    return try_lock(descriptor)
