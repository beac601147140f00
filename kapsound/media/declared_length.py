"""Reads the length a sound file states for itself, by which one that was cut off is known.

FFmpeg gives a length to every file; where the file states none, or more than it holds, it is a
guess from size and bit rate, and of no use for that.
"""

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from kapsound.units import Frames, to_frames

# These are packets and no more.
_STATELESS = {"aac", "ac3", "eac3"}
_TAG_HEADER = 10  # of an ID3v2 tag: its name, version and flags, and its size in 4 times 7 bits
_FIRST_FRAME = 4_096
# The header of Xing and LAME counts frames where the lowest of its flags is set; VBRI always.
_COUNT = re.compile(rb"(?:Xing|Info)...[\x01\x03\x05\x07\x09\x0b\x0d\x0f]|VBRI", re.DOTALL)
_MOST_CHUNKS = 1_000
_CHUNK = struct.Struct("<4sI")
_RATE_AT = slice(8, 12)  # the bytes a second, in a WAV's format chunk
_UNKNOWN = 0x7FFF_F000  # a writer that could not know the size gave the largest there is


def stated_length(path: Path, container: InputContainer, stream: AudioStream) -> Frames | None:
    """Return the length that a file states for its sound, in frames; None if it states none."""
    kind = container.format.name
    if kind == "wav":
        return _wav_length(path)
    if kind in _STATELESS or (kind == "mp3" and not _counts_frames(path)):
        return None
    if stream.duration is not None and stream.time_base is not None:
        return to_frames(float(stream.duration * stream.time_base))
    if container.duration is not None:
        return to_frames(container.duration / av.time_base)
    return None


def _counts_frames(path: Path) -> bool:
    with path.open("rb") as file:
        _skip_tags(file)
        return _COUNT.search(file.read(_FIRST_FRAME)) is not None


def _skip_tags(file: BinaryIO) -> None:
    while (header := file.read(_TAG_HEADER)).startswith(b"ID3") and len(header) == _TAG_HEADER:
        size = 0
        for byte in header[6:]:
            size = size << 7 | byte & 0x7F
        file.seek(size, 1)
    file.seek(-len(header), 1)


def _wav_length(path: Path) -> Frames | None:
    rate = 0
    with path.open("rb") as file:
        file.seek(12)  # after the RIFF header
        for name, size in _chunks(file):
            if name == b"fmt ":
                rate = int.from_bytes(file.read(_RATE_AT.stop)[_RATE_AT], "little")
            elif name == b"data":
                return to_frames(size / rate) if rate and 0 < size < _UNKNOWN else None
    return None


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Give the name and size of each chunk, with the file at its start."""
    for _ in range(_MOST_CHUNKS):
        header = file.read(_CHUNK.size)
        if len(header) < _CHUNK.size:
            return
        name, size = _CHUNK.unpack(header)
        after = file.tell() + size + size % 2
        yield name, size
        file.seek(after)
