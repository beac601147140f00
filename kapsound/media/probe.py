"""Tells whether a file may be decoded at all, before a decoder sees it."""

import os
import re
import stat
from itertools import islice
from pathlib import Path

from kapsound.cache.source_digests import Stamp
from kapsound.errors import MediaError
from kapsound.text import nearest

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
_MOST_LIKENED = 1_000
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def file_problem(path: Path, root: Path) -> str | None:
    """Return why a file of a playlist cannot be used, None if nothing is known against it.

    It must be a regular file that can be read, and lie under the media root, links followed.
    """
    below = path.relative_to(root) if path.is_relative_to(root) else ""
    if _URL.match(str(path)) or _URL.match(str(below)):
        return f'"{path}" is an address on the network; copy the file to {root} and name it there'
    try:
        stamp_of(path)
        inside = path.resolve().is_relative_to(root.resolve())
    except MediaError as error:
        return str(error)
    if not inside:
        return f"{path}: lies outside the media folder {root}; copy it there"
    return None


def stamp_of(path: Path) -> Stamp:
    """Return the stamp of a regular file.

    Raises:
        MediaError: it is missing, no regular file, or cannot be read.

    """
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise MediaError(f"{path}: {_missing(path, error)}") from error
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for test, name in _KINDS if test(status.st_mode)), "something else")
        raise MediaError(f"{path}: is {kind}, not a file. Name a sound file.")
    if not os.access(path, os.R_OK):
        raise MediaError(f"{path}: may not be read. Give yourself the right to read it.")
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _missing(path: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        near = nearest(path.name, _beside(path))
        return f"there is no such file{near or '.'} Put it there, or correct the name."
    return f"cannot be opened ({getattr(error, 'strerror', None) or error}). Correct the name."


def _beside(path: Path) -> list[str]:
    """Return the names in a file's folder, not more than can be compared in a moment."""
    try:
        with os.scandir(path.parent) as entries:
            names = (entry.name for entry in islice(entries, _MOST_LIKENED))
            return [name for name in names if name.isprintable()]
    except (OSError, ValueError):
        return []
