"""Damaged files of every kind: each is prepared or refused by name, and no worker is the worse."""

import os

import numpy as np
import pytest

from kapsound.core.prepared import FileRecipe
from kapsound.media.prepare import Crew, prepare
from kapsound.media.store import damage

KINDS = [
    ("a.wav", "pcm_s16le"),
    ("f.wav", "pcm_f32le"),
    ("a.flac", "flac"),
    ("a.mp3", "libmp3lame"),
    ("a.ogg", "vorbis"),
    ("a.opus", "libopus"),
    ("a.m4a", "aac"),
    ("a.aiff", "pcm_s16be"),
]
MUTATIONS = 6


def mutate(data, random):
    """Flip a few bytes anywhere, often near the start; or cut the file off."""
    data = bytearray(data)
    if random.random() < 0.25:
        return bytes(data[: random.integers(1, len(data))])
    reach = len(data) if random.random() < 0.5 else min(200, len(data))
    for place in random.integers(0, reach, random.integers(1, 20)):
        data[place] = random.integers(0, 256)
    return bytes(data)


@pytest.mark.parametrize("seed", range(20 if os.environ.get("KAPSOUND_SOAK") else 1))
def test_every_damaged_file_is_prepared_or_refused_by_name(shared_sounds, tmp_path, seed):
    random = np.random.default_rng(seed)
    recipes = []
    for name, codec in KINDS:
        data = shared_sounds.encode(name, shared_sounds.tone(0.7), codec).read_bytes()
        for number in range(MUTATIONS):
            path = tmp_path / f"{number}-{name}"
            path.write_bytes(mutate(data, random))
            recipes.append(FileRecipe(str(path), loop=number % 2 == 0))
    prepared = prepare(recipes, tmp_path / "cache", lambda progress: None, Crew(2, patience_s=20))
    assert len(prepared.index) + len(prepared.refused) == len(recipes)
    assert all(reason.startswith(recipe.path) for recipe, reason in prepared.refused)
    assert {damage(tmp_path / "cache", audio.key) for audio in prepared.index.values()} == {None}
