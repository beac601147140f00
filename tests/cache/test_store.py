"""Keys name what was prepared, and nothing else; use is noted."""

import os
import time
from dataclasses import replace

from kapsound.cache.store import folder, json_path, key_of, pcm_path, touch, used_at
from kapsound.cache.toolchain import Versions
from kapsound.core.prepared import FileRecipe, SynthRecipe

VERSIONS = Versions("decoder 1", "synth 1", "numpy 1")


def test_audio_and_description_lie_side_by_side(tmp_path):
    assert pcm_path(tmp_path, "key") == folder(tmp_path) / "key.pcm"
    assert json_path(tmp_path, "key") == folder(tmp_path) / "key.json"


def test_the_key_is_another_for_everything_that_changes_the_sound():
    file, synth = FileRecipe("/a.ogg"), SynthRecipe("ocean", 1, 60.0)
    keys = [
        key_of(file, "x", VERSIONS),
        key_of(replace(file, loop=True), "x", VERSIONS),
        key_of(file, "y", VERSIONS),
        key_of(file, "x", replace(VERSIONS, decoder="decoder 2")),
        key_of(synth, "", VERSIONS),
        key_of(replace(synth, seed=2), "", VERSIONS),
        key_of(replace(synth, length=61.0), "", VERSIONS),
        key_of(synth, "", replace(VERSIONS, synth="synth 2")),
        key_of(synth, "", replace(VERSIONS, numpy="numpy 2")),
    ]
    assert len(set(keys)) == len(keys)


def test_the_key_of_a_file_is_its_content_not_its_name():
    versions = replace(VERSIONS, numpy="numpy 2")
    assert key_of(FileRecipe("/a"), "x", VERSIONS) == key_of(FileRecipe("/b"), "x", versions)


def test_use_is_noted_and_what_is_not_there_was_never_used(tmp_path, stored):
    key = stored.key
    os.utime(json_path(tmp_path, key), (1, 1))
    assert used_at(tmp_path, key) == 10**9
    touch(tmp_path, key)
    assert abs(used_at(tmp_path, key) - time.time_ns()) < 60e9
    touch(tmp_path, "gone")
    assert used_at(tmp_path, "gone") == 0
