"""The cache of prepared audio on disk: keys, finding and checking.

Imports neither numpy nor PyAV: the process that prepares stays clear of both.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from kapsound.cache.versions import Versions
from kapsound.core.prepared import (
    FileRecipe,
    PreparedAudio,
    Recipe,
    from_json,
    json_path,
    pcm_path,
    recipe_to_json,
)
from kapsound.errors import MediaError
from kapsound.files import private_folder
from kapsound.units import CHANNELS, SAMPLE_RATE

PREPARE_VERSION = 2
FRAME_BYTES = 4 * CHANNELS
SECOND_BYTES = SAMPLE_RATE * FRAME_BYTES


def folder(cache: Path) -> Path:
    """Return the folder of prepared audio, made if it is missing, for its owner only."""
    return private_folder(cache / "prepared")


def key_of(recipe: Recipe, source: str, versions: Versions) -> str:
    """Return the key of a recipe made from a source (its digest, empty if synthesized)."""
    if isinstance(recipe, FileRecipe):
        what = {"source": source, "loop": recipe.loop, "decoder": versions.decoder}
    else:
        what = {**recipe_to_json(recipe), "synth_version": versions.synth, "numpy": versions.numpy}
    text = json.dumps({"prepare": PREPARE_VERSION, **what}, sort_keys=True)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def find(cache: Path, key: str) -> PreparedAudio | None:
    """Return the prepared audio of a key, None if it is not there whole."""
    try:
        audio, seconds = from_json(json_path(cache, key).read_text("utf-8"))
        size = pcm_path(cache, key).stat().st_size
    except (OSError, UnicodeDecodeError, MediaError):
        return None
    whole = size == audio.frames * FRAME_BYTES and len(seconds) == -(-audio.frames // SAMPLE_RATE)
    return audio if whole and audio.key == key else None


def damage(cache: Path, key: str, on_part: Callable[[float], None] = lambda _: None) -> str | None:
    """Return what is wrong with prepared audio, None if every second matches its digest."""
    audio = find(cache, key)
    if audio is None:
        return f"{pcm_path(cache, key)}: missing or not whole; prepare the playlist again"
    _, expected = from_json(json_path(cache, key).read_text("utf-8"))
    bad = []
    with pcm_path(cache, key).open("rb") as file:
        for second, (data, digest) in enumerate(zip(_seconds(file), expected, strict=False)):
            on_part(second / len(expected))
            if digest_of(data) != digest:
                bad.append(second)
    if not bad:
        return None
    where = f"in {len(bad)} of {len(expected)} seconds, first at {bad[0]} s"
    return f"{pcm_path(cache, key)}: damaged {where}; delete it and prepare the playlist again"


def touch(cache: Path, key: str) -> None:
    """Note that prepared audio is used now: what was not used for longest is evicted first."""
    with suppress(OSError):  # it may have just gone, as is found when it is opened
        os.utime(json_path(cache, key))


def used_at(cache: Path, key: str) -> int:
    """Return when prepared audio was last used, in ns of the wall clock; 0 if it is not there."""
    try:
        return json_path(cache, key).stat().st_mtime_ns
    except OSError:
        return 0


def digest_of(data: bytes | memoryview) -> str:
    """Return the digest of one second of prepared audio."""
    return blake2b(data, digest_size=8).hexdigest()


def _seconds(file: BinaryIO) -> Iterator[bytes]:
    while data := file.read(SECOND_BYTES):
        yield data
