"""Files that are there whole or not at all: written under another name, synced, then renamed."""

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from kapsound.paths import private_opener

if os.name == "posix":
    import fcntl

    def _claim(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
else:

    def _claim(file: BinaryIO) -> None:
        """Windows deletes no open file, which is claim enough."""


def create(path: Path) -> BinaryIO:
    """Open a new file for its owner only, claimed until it is closed or this process ends."""
    file = open(path, "wb", opener=private_opener)  # noqa: SIM115 -- its owner closes it
    _claim(file)
    return file


def settle(file: BinaryIO, temporary: Path, path: Path) -> None:
    """Bring a file to disk and give it its own name."""
    file.flush()
    os.fsync(file.fileno())
    if os.name == "nt":
        file.close()  # Windows renames no open file
    temporary.replace(path)


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that it is either there whole or as it was before."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with create(temporary) as file:
        file.write(text.encode())
        settle(file, temporary, path)


def sweep(folder: Path) -> None:
    """Delete what a killed process left half written; files that are being written stay."""
    for path in folder.glob("*.tmp"):
        with suppress(OSError), path.open("r+b") as file:
            _claim(file)
            path.unlink()
