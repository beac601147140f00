"""Keeps files private to their owner, and writes text files whole or not at all."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from kapsound.errors import KapsoundError
from kapsound.platform import BINARY, let_move, try_lock, user_number

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600


def private_folder(path: Path) -> Path:
    """Create a folder only its owner can enter (0700), or shut others out of an existing one.

    Raises:
        KapsoundError: it cannot be created, is no folder, or belongs to another user.

    """
    try:
        _make(path)
        _tighten(path)
    except OSError as error:
        raise KapsoundError(
            f"{path}: the folder cannot be used: {error.strerror or error}. Give this user a "
            "folder to write in there, or set KAPSOUND_HOME to another one."
        ) from error
    return path


def private_opener(path: str, flags: int) -> int:
    """Open a file only its owner can read (0600) under any umask; for `open(..., opener=...)`."""
    descriptor = os.open(path, flags | BINARY, _PRIVATE_FILE)
    if stat.S_IMODE(os.fstat(descriptor).st_mode) != _PRIVATE_FILE:
        Path(path).chmod(_PRIVATE_FILE)
    return descriptor


def create(path: Path) -> BinaryIO:
    """Open a new file for its owner only, claimed until it is closed or this process ends."""
    file = open(path, "wb", opener=private_opener)  # noqa: SIM115 -- its owner closes it
    try_lock(file.fileno())
    return file


def is_locked(path: Path) -> bool:
    """Say whether a process holds the lock on a file, which need not be there."""
    try:
        with path.open("r+b") as file:
            return not try_lock(file.fileno())
    except OSError:
        return False


def settle(file: BinaryIO, temporary: Path, path: Path) -> None:
    """Bring a file to disk and give it its own name."""
    file.flush()
    os.fsync(file.fileno())
    let_move(file)
    temporary.replace(path)


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that it is either there whole or as it was before."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with create(temporary) as file:
            file.write(text.encode())
            settle(file, temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_whole(path: Path, most: int) -> bytes:
    """Return all of a regular file; nothing else is waited for, or read without end.

    Raises:
        OSError: it cannot be read, is no regular file, or is larger than `most` bytes.
        ValueError: no file can have this name.

    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | BINARY)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(most + 1)
    finally:
        os.close(descriptor)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most // 1_000_000} MB")
    return data


def sweep(folder: Path) -> None:
    """Delete what a killed process left half written; files that are being written stay."""
    for path in folder.glob("*.tmp"):
        with suppress(OSError), path.open("r+b") as file:
            if try_lock(file.fileno()):
                let_move(file)
                path.unlink()


def _make(path: Path) -> None:
    if not path.parent.is_dir():
        _make(path.parent)
    with suppress(FileExistsError):
        path.mkdir(_PRIVATE_FOLDER)
        path.chmod(_PRIVATE_FOLDER)  # an umask may have taken the owner's own rights


def _tighten(path: Path) -> None:
    if not path.is_dir():
        raise NotADirectoryError(f"{path.name} is not a folder")
    if {path.lstat().st_uid, path.stat().st_uid} != {user_number()}:
        raise PermissionError("it belongs to another user")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & ~_PRIVATE_FOLDER:
        path.chmod(mode & _PRIVATE_FOLDER)
