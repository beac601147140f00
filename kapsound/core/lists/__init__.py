"""Reads the lists of files that other players write: M3U, M3U8, PLS and XSPF.

Only files are taken; what else a list names is refused by name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from kapsound.core.lists.location import file_of
from kapsound.core.lists.m3u import m3u_locations
from kapsound.core.lists.pls import pls_locations
from kapsound.core.lists.xspf import xspf_locations
from kapsound.text import quoted

MOST_BYTES = 20_000_000
MOST_FILES = 20_000
_READERS: Mapping[str, Callable[[bytes], Iterable[str]]] = {
    ".m3u": m3u_locations,
    ".m3u8": m3u_locations,
    ".pls": pls_locations,
    ".xspf": xspf_locations,
}
SUFFIXES = tuple(_READERS)
"""The endings of the lists that are read."""


@dataclass(frozen=True, slots=True)
class FileList:
    """The files of a list, absolute, each once, in its order; `refused` are no files, and why."""

    files: tuple[str, ...]
    refused: tuple[str, ...] = ()


def read_list(raw: bytes, path: str) -> FileList:
    """Read a list by the ending of its absolute path, which its files start from.

    Raises:
        ValueError: it is no list that can be read; the message says why.

    """
    if len(raw) > MOST_BYTES:
        raise ValueError(f"is larger than {MOST_BYTES // 1_000_000} MB, which no list of files is")
    files: dict[str, None] = {}
    refused = []
    for location in _READERS[PurePath(path).suffix.lower()](raw):
        try:
            files[file_of(location, path)] = None
        except ValueError as error:
            refused.append(f"{quoted(location)} {error}")
    if len(files) > MOST_FILES:
        raise ValueError(f"names more than {MOST_FILES} files; use a part of them")
    return FileList(tuple(files), tuple(refused))
