"""Damages sound files of every kind by a seed: each is prepared or refused by name.

`run` is for tests and for the faults script alike; it needs PyAV's encoders.
"""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from sound_rigs import Sounds

from kapsound.cache.reader import find
from kapsound.core.prepared import FileRecipe
from kapsound.media.prepare import Prepared, Workers, prepare

LIMIT_S = 20.0
KINDS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "a.wav": ("pcm_s16le", {}),
    "float.wav": ("pcm_f32le", {}),
    "high.wav": ("pcm_s24le", {"rate": 192_000}),
    "a.flac": ("flac", {}),
    "six.flac": ("flac", {"layout": "5.1"}),
    "a.mp3": ("libmp3lame", {"cover": True}),
    "phone.mp3": ("libmp3lame", {"rate": 8_000, "layout": "mono"}),
    "a.ogg": ("vorbis", {}),
    "chain.ogg": ("vorbis", {}),
    "a.opus": ("libopus", {}),
    "a.m4a": ("aac", {}),
    "a.m4b": ("aac", {"cover": True, "muxer": "mp4", "chapters": ("One", "Two")}),
    "alac.m4a": ("alac", {}),
    "a.aac": ("aac", {}),
    "a.wma": ("wmav2", {"coding": {"b": "96000"}}),
    "a.ac3": ("ac3", {"layout": "5.1"}),
    "a.aiff": ("pcm_s16be", {}),
    "a.mka": ("libopus", {}),
}
_CHANNELS = {"mono": 1, "5.1": 6}


def whole_files(folder: Path) -> dict[str, bytes]:
    """Return the bytes of a file of each kind, by its name."""
    return {name: _file_of(Sounds(folder), name, *kind) for name, kind in KINDS.items()}


def run(cases: int, seed: int, folder: Path, cache: Path) -> list[str]:
    """Prepare so many damaged files; return what went wrong, each with its file's name."""
    recipes = list(_damaged(cases, seed, folder))
    before, moments = children(), [time.monotonic()]
    workers = Workers(2, patience_s=LIMIT_S, most_s=LIMIT_S)
    prepared = prepare(recipes, cache, lambda _: moments.append(time.monotonic()), workers)
    found = list(_misjudged(prepared, cache))
    if len(prepared.index) + len(prepared.refused) != len(set(recipes)):
        found.append("some files were neither prepared nor refused")
    if not children() <= before:
        found.append("a worker was left behind")
    if max(np.diff(moments)) >= LIMIT_S + 5:
        found.append("a file took longer than it may")
    return found


def mutate(data: bytes, random: np.random.Generator) -> bytes:
    """Flip a few bytes anywhere, often near the start; cut the file off; or lose a part of it."""
    changed = bytearray(data)
    kind = random.random()
    if kind < 0.2:
        return bytes(changed[: random.integers(1, len(changed))])
    if kind < 0.3:
        start = random.integers(0, len(changed))
        return bytes(changed[:start] + changed[start + random.integers(1, 2_000) :])
    reach = len(changed) if random.random() < 0.5 else min(200, len(changed))
    for place in random.integers(0, reach, random.integers(1, 20)):
        changed[place] = random.integers(0, 256)
    return bytes(changed)


def children() -> set[str]:
    """Return the processes this one has started and not buried, where the system tells."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {child for task in tasks for child in task.read_text().split()}


def _damaged(cases: int, seed: int, folder: Path) -> "list[FileRecipe]":
    random, files, recipes = np.random.default_rng(seed), whole_files(folder), []
    for number in range(cases):
        name = list(files)[number % len(files)]
        path = folder / f"{seed}-{number}-{name}"
        path.write_bytes(mutate(files[name], random))
        recipes.append(FileRecipe(str(path), loop=number % 2 == 0))
    return recipes


def _misjudged(prepared: Prepared, cache: Path) -> "list[str]":
    wrong = [why for recipe, why in prepared.refused if not why.startswith(recipe.path)]  # type: ignore[union-attr]  # all are files
    wrong += [why for _, why in prepared.refused if "Error: " in why]
    stored = [(audio.key, find(cache, audio.key)) for audio in prepared.index.values()]
    return wrong + [f"{key} is damaged" for key, file in stored if not file or file.damaged()]


def _file_of(sounds: Sounds, name: str, codec: str, options: Mapping[str, Any]) -> bytes:
    channels = _CHANNELS.get(options.get("layout", ""), 2)
    sound = sounds.tone(0.7, options.get("rate", 48_000), channels)
    sound += np.random.default_rng(1).uniform(-0.1, 0.1, sound.shape).astype(np.float32)
    data = sounds.encode(name, sound, codec, **options).read_bytes()
    return data * 2 if name.startswith("chain") else data
