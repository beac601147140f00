"""Writing prepared audio: to a file of another name first, digested and measured as it goes."""

import os
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from typing import Self

from kapsound.cache.store import digest_of, folder
from kapsound.core.prepared import PreparedAudio, json_path, pcm_path, to_json
from kapsound.files import create, settle, write_whole
from kapsound.media.measure import Meter
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE, Frames


class Writer:
    """Writes the audio of one key; a resource: left without `commit`, it leaves nothing."""

    def __init__(self, cache: Path, key: str) -> None:
        self._cache, self._key = cache, key
        self._temporary = folder(cache) / f"{key}.{os.getpid()}.tmp"
        self._file = create(self._temporary)
        self._meter = Meter()
        self._digest = blake2b(digest_size=16)
        self._seconds: list[str] = []
        self._frames = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._temporary.unlink(missing_ok=True)

    def write(self, second: Samples) -> None:
        """Write the next second, shape (48000, 2); only the last may be shorter."""
        assert self._frames % SAMPLE_RATE == 0, "only the last second may be short"
        data = second.astype("<f4", copy=False).tobytes()
        self._file.write(data)
        self._digest.update(data)
        self._seconds.append(digest_of(data))
        self._meter.add(second)
        self._frames += len(second)

    def commit(
        self,
        source: str,
        made_by: str,
        declared: Frames | None = None,
        replaced: int = 0,
    ) -> PreparedAudio:
        """Put the audio in its place, whole and on disk, and return its description."""
        audio = PreparedAudio(
            key=self._key,
            frames=Frames(self._frames),
            digest=self._digest.hexdigest(),
            source=source,
            made_by=made_by,
            declared=declared,
            replaced=replaced,
            **asdict(self._meter.result()),
        )
        json_path(self._cache, self._key).unlink(missing_ok=True)
        settle(self._file, self._temporary, pcm_path(self._cache, self._key))
        write_whole(json_path(self._cache, self._key), to_json(audio, self._seconds))
        return audio
