"""Writes prepared audio: to a temporary file first, with a digest of each second."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from kapsound.cache.digest import digest_of, digest_of_second
from kapsound.cache.name import NO_NAME, Name
from kapsound.cache.store import (
    FORMAT_VERSION,
    FRAME_BYTES,
    SECOND_BYTES,
    folder,
    json_path,
    pcm_path,
)
from kapsound.core.prepared import PreparedAudio
from kapsound.files import create, settle, write_whole
from kapsound.units import Frames


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurements of a sound, as in `PreparedAudio`: LUFS, dBTP, LU, frames, mean."""

    loudness: float | None
    true_peak: float
    loudness_range: float
    lead_silence: Frames
    trail_silence: Frames
    offset: float = 0.0


class Writer:
    """Writes the audio of one key; a resource: left without `commit`, it leaves nothing."""

    def __init__(self, cache: Path, key: str, made_by: str, source: str = "") -> None:
        self._cache, self._key = cache, key
        self._made_by, self._source = made_by, source
        self._temporary = folder(cache) / f"{key}.{os.getpid()}.tmp"
        self._file = create(self._temporary)
        self._seconds: list[str] = []
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._temporary.unlink(missing_ok=True)

    def write(self, second: bytes | memoryview) -> None:
        """Write the next second, as it will lie on disk; only the last may be shorter."""
        assert self._size % SECOND_BYTES == 0, "only the last second may be short"
        self._file.write(second)
        self._seconds.append(digest_of_second(second))
        self._size += len(second)

    def commit(
        self,
        measured: Measured,
        declared: Frames | None = None,
        replaced: int = 0,
        name: Name = NO_NAME,
    ) -> PreparedAudio:
        """Put the audio in its place, whole and on disk, and return its description."""
        audio = PreparedAudio(
            key=self._key,
            frames=Frames(self._size // FRAME_BYTES),
            digest=digest_of("".join(self._seconds).encode()),
            source=self._source,
            made_by=self._made_by,
            declared=declared,
            replaced=replaced,
            **asdict(name),
            **asdict(measured),
        )
        description = {"version": FORMAT_VERSION, **asdict(audio), "seconds": self._seconds}
        path = json_path(self._cache, self._key)
        path.unlink(missing_ok=True)
        settle(self._file, self._temporary, pcm_path(self._cache, self._key))
        write_whole(path, json.dumps(description))
        return audio
