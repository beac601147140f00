"""Finds the links of a chained Ogg file: several streams, one after another, with own headers.

FFmpeg joins the links only where rate and channels stay the same, so each is decoded by itself.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_HEADER = 27  # RFC 3533, section 6: the page header up to its segment table
_BEGINS = 2  # the flag of a stream's first page


class Span:
    """A part of an open file, read as if it were a file of its own."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file, self._start, self._end = file, start, end
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, none at the end."""
        left = max(0, self._end - self._start - self._at)
        self._file.seek(self._start + self._at)
        data = self._file.read(left if size < 0 else min(size, left))
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to a place in the part and return it."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._end - self._start}
        self._at = max(0, base[whence] + offset)
        return self._at

    def tell(self) -> int:
        """Return the place in the part."""
        return self._at


def links(path: Path) -> tuple[tuple[int, int], ...]:
    """Return where the links of a chained Ogg file start and end; none if it is not chained."""
    with path.open("rb") as file:
        starts = _starts(file)
        end = file.seek(0, os.SEEK_END)
    return tuple(zip(starts, [*starts[1:], end], strict=True)) if len(starts) > 1 else ()


def _starts(file: BinaryIO) -> list[int]:
    starts, between = [], True
    with suppress(EOFError):  # a damaged page: the decoder says what is wrong with it
        for place, flags in _pages(file):
            begins = bool(flags & _BEGINS)
            if begins and between:
                starts.append(place)
            between = not begins
    return starts


def _pages(file: BinaryIO) -> Iterator[tuple[int, int]]:
    place = 0
    while header := file.read(_HEADER):
        if len(header) < _HEADER or not header.startswith(b"OggS"):
            raise EOFError
        yield place, header[5]
        place += _HEADER + header[26] + sum(file.read(header[26]))
        file.seek(place)
