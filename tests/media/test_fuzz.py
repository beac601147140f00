"""Damaged files of every kind: each is prepared or refused by name, and no worker is the worse."""

import os
import time
from pathlib import Path

import numpy as np
import pytest

from kapsound.cache.reader import find
from kapsound.core.prepared import FileRecipe
from kapsound.media.prepare import Workers, prepare

SOAK = bool(os.environ.get("KAPSOUND_SOAK"))
ROUNDS, MUTATIONS = (20, 6) if SOAK else (1, 2)
LIMIT_S = 20.0
KINDS = {
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
CHANNELS = {"mono": 1, "5.1": 6}


@pytest.fixture(scope="module")
def whole(shared_sounds):
    """Return the bytes of a file of each kind."""
    return {name: file_of(shared_sounds, name, *kind) for name, kind in KINDS.items()}


def file_of(sounds, name, codec, options):
    channels = CHANNELS.get(options.get("layout"), 2)
    sound = sounds.tone(0.7, options.get("rate", 48_000), channels)
    sound += np.random.default_rng(1).uniform(-0.1, 0.1, sound.shape).astype(np.float32)
    data = sounds.encode(name, sound, codec, **options).read_bytes()
    return data * 2 if name.startswith("chain") else data


def mutate(data, random):
    """Flip a few bytes anywhere, often near the start; cut the file off; or lose a part of it."""
    data = bytearray(data)
    kind = random.random()
    if kind < 0.2:
        return bytes(data[: random.integers(1, len(data))])
    if kind < 0.3:
        start = random.integers(0, len(data))
        return bytes(data[:start] + data[start + random.integers(1, 2_000) :])
    reach = len(data) if random.random() < 0.5 else min(200, len(data))
    for place in random.integers(0, reach, random.integers(1, 20)):
        data[place] = random.integers(0, 256)
    return bytes(data)


def children():
    """Return the processes this one has started and not buried, where the system tells."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {child for task in tasks for child in task.read_text().split()}


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_damaged_file_is_prepared_or_refused_by_name(whole, tmp_path, cache, seed):
    random = np.random.default_rng(seed)
    recipes = []
    for name, data in whole.items():
        for number in range(MUTATIONS):
            path = tmp_path / f"{number}-{name}"
            path.write_bytes(mutate(data, random))
            recipes.append(FileRecipe(str(path), loop=number % 2 == 0))
    before, moments = children(), [time.monotonic()]
    workers = Workers(2, patience_s=LIMIT_S, most_s=LIMIT_S)
    prepared = prepare(recipes, cache, lambda _: moments.append(time.monotonic()), workers)
    assert len(prepared.index) + len(prepared.refused) == len(recipes)
    assert all(reason.startswith(recipe.path) for recipe, reason in prepared.refused)
    assert [why for _, why in prepared.refused if "Error: " in why] == []
    found = [find(cache, audio.key) for audio in prepared.index.values()]
    assert [file.damaged() for file in found if file is None or file.damaged()] == []
    assert children() <= before
    assert max(np.diff(moments)) < LIMIT_S + 5
