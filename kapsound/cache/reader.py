"""Reads prepared audio: its description, and each second of it, verified by its digest."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from kapsound.cache.digest import digest_of_second
from kapsound.cache.store import FORMAT_VERSION, FRAME_BYTES, SECOND_BYTES, json_path, pcm_path
from kapsound.core.prepared import PreparedAudio
from kapsound.errors import MediaError
from kapsound.units import SAMPLE_RATE, format_clock

_AGAIN = "prepare the playlist again"
_LATER = "prepare the playlist again later"


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """Prepared audio on disk: its path, its description, and the digest of each second."""

    path: Path
    audio: PreparedAudio
    seconds: tuple[str, ...]

    def open(self) -> FileIO:
        """Open the file, unbuffered.

        Raises:
            MediaError: it is missing or may not be read.

        """
        try:
            return FileIO(self.path)
        except OSError as error:
            reason = f"the prepared audio cannot be opened: {error.strerror} ({_LATER})"
            raise MediaError(reason) from error

    def read(self, file: FileIO, second: int) -> bytes:
        """Read and verify one second of the open file; the last may be shorter.

        Raises:
            MediaError: it cannot be read, is missing, or is not what was prepared.

        """
        at = f"at {format_clock(second)}"
        start = second * SECOND_BYTES
        size = min(SECOND_BYTES, self.audio.frames * FRAME_BYTES - start)
        try:
            data = _read(file, size, start)
        except OSError as error:
            raise MediaError(f"the disk cannot be read {at}: {error.strerror}") from error
        if len(data) < size:
            raise MediaError(f"the prepared audio is cut short {at} ({_LATER})")
        if digest_of_second(data) != self.seconds[second]:
            raise MediaError(f"the prepared audio is damaged {at} ({_LATER}, with --verify)")
        return data

    def damaged(self, on_part: Callable[[float], None] = lambda _: None) -> list[int]:
        """Return the seconds that are not what was prepared; `on_part` is told the part done."""
        bad = []
        for second in range(len(self.seconds)):
            on_part(second / len(self.seconds))
            try:
                with self.open() as file:
                    self.read(file, second)
            except MediaError:
                bad.append(second)
        return bad


def describe(cache: Path, key: str) -> PreparedFile:
    """Return the prepared audio of a key by its description; the audio is not looked at.

    Raises:
        MediaError: the description is missing, or not one of this audio.

    """
    path = json_path(cache, key)
    try:
        audio, seconds = _parse(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise MediaError(f"{path.name} cannot be read; {_AGAIN} ({error})") from error
    if audio.key != key:
        raise MediaError(f"{path.name} describes other audio; {_AGAIN}")
    if audio.frames < 1 or len(seconds) != -(-audio.frames // SAMPLE_RATE):
        raise MediaError(f"{path.name} does not fit its audio; {_AGAIN}")
    return PreparedFile(pcm_path(cache, key), audio, seconds)


def find(cache: Path, key: str) -> PreparedFile | None:
    """Return the prepared audio of a key, None if it is not there whole."""
    try:
        file = describe(cache, key)
        whole = file.path.stat().st_size == file.audio.frames * FRAME_BYTES
    except (OSError, MediaError):
        return None
    return file if whole else None


def _parse(data: dict[str, Any]) -> tuple[PreparedAudio, tuple[str, ...]]:
    if data.pop("version") != FORMAT_VERSION:
        raise ValueError("it is of another version")
    seconds = tuple(str(digest) for digest in data.pop("seconds"))
    audio = PreparedAudio(**data)
    if not isinstance(audio.frames, int):
        raise TypeError("its frames are no number")
    return audio, seconds


def _read(file: FileIO, size: int, offset: int) -> bytes:
    """Read up to `size` bytes; fewer only at the end of the file."""
    file.seek(offset)
    data = file.read(size) or b""
    while 0 < len(data) < size and (more := file.read(size - len(data))):
        data += more
    return data
