"""Finds the sound files beneath folders."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR
from typing import NamedTuple

SUFFIXES = (
    ".wav", ".w64", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".m4a", ".m4b", ".mp4", ".aac",
    ".aif", ".aiff", ".aifc", ".caf", ".mka", ".webm", ".wma", ".ac3", ".eac3",
)  # fmt: skip
"""The endings of files that are looked at, in a folder; a file that is named is always."""


class Seen(NamedTuple):
    """A file, and its stamp."""

    path: str
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Found:
    """The files found by path, and why others could not be looked at."""

    files: dict[str, Seen]
    refused: list[str]


def find_files(places: Iterable[str]) -> Found:
    """Find the sound files beneath folders, links to folders not followed, and those named."""
    found = Found({}, [])
    for place in places:
        try:
            status = Path(place).stat()
        except (OSError, ValueError) as error:
            found.refused.append(f"{place}: {_reason(error)}")
            continue
        if S_ISDIR(status.st_mode):
            for entry in _entries(place, found.refused):
                _look(entry, found)
        else:
            found.files[place] = Seen(place, status.st_size, status.st_mtime_ns)
    return found


def _entries(folder: str, refused: list[str]) -> Iterator["os.DirEntry[str]"]:
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif entry.name.lower().endswith(SUFFIXES):
                        yield entry
        except OSError as error:
            refused.append(f"{place}: {_reason(error)}")


def _look(entry: "os.DirEntry[str]", found: Found) -> None:
    path = entry.path
    try:
        path.encode()
    except UnicodeEncodeError:
        shown = path.encode("utf-8", "replace").decode()
        found.refused.append(f"{shown}: its name is no UTF-8. Rename the file.")
        return
    try:
        status = entry.stat()
    except OSError as error:
        found.refused.append(f"{path}: {_reason(error)}")
        return
    found.files[path] = Seen(path, status.st_size, status.st_mtime_ns)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "is not there. Bring it back, or name where it is now."
    return f"cannot be read: {getattr(error, 'strerror', None) or error}. See to its rights."
