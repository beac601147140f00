"""Names the files of prepared audio by key, and notes when they were used."""

import json
import os
from contextlib import suppress
from pathlib import Path

from kapsound.cache.digest import digest_of
from kapsound.cache.toolchain import Versions
from kapsound.core.prepared import FileRecipe, Recipe, recipe_to_json
from kapsound.files import private_folder
from kapsound.units import CHANNELS, SAMPLE_RATE

PREPARE_VERSION = 3
FORMAT_VERSION = 1
FRAME_BYTES = 4 * CHANNELS
SECOND_BYTES = SAMPLE_RATE * FRAME_BYTES


def folder(cache: Path) -> Path:
    """Return the folder of prepared audio, made if it is missing, for its owner only."""
    return private_folder(cache / "prepared")


def pcm_path(cache: Path, key: str) -> Path:
    """Return the path of a key's audio: raw little-endian float32, left and right in turn."""
    return cache / "prepared" / f"{key}.pcm"


def json_path(cache: Path, key: str) -> Path:
    """Return the path of the description of a key's audio; it is written last."""
    return cache / "prepared" / f"{key}.json"


def key_of(recipe: Recipe, source: str, versions: Versions) -> str:
    """Return the key of a recipe made from a source (its digest, empty if synthesized)."""
    if isinstance(recipe, FileRecipe):
        made = {"source": source, "loop": recipe.loop, "decoder": versions.decoder}
    else:
        made = {**recipe_to_json(recipe), "synth_version": versions.synth, "numpy": versions.numpy}
    return digest_of(json.dumps({"prepare": PREPARE_VERSION, **made}, sort_keys=True).encode())


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
