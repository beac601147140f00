"""Prepared audio is there whole or not at all, and every byte of it is accounted for."""

import stat
from dataclasses import replace
from hashlib import blake2b

import numpy as np
import pytest

from kapsound.cache.store import SECOND_BYTES, damage, find, folder, key_of
from kapsound.cache.versions import Versions
from kapsound.core.prepared import FileRecipe, SynthRecipe, from_json, json_path, pcm_path
from kapsound.media.writer import Writer

KEY = "k" * 32
VERSIONS = Versions("decoder 1", "synth 1", "numpy 1")


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def sound():
    return np.random.default_rng(5).uniform(-0.5, 0.5, (2 * 48_000 + 100, 2)).astype(np.float32)


def write(cache, sound, key=KEY):
    with Writer(cache, key) as writer:
        for start in range(0, len(sound), 48_000):
            writer.write(sound[start : start + 48_000])
        return writer.commit("the source", "the decoder", replaced=3)


def test_what_is_written_is_found_with_its_digests(cache, sound):
    audio = write(cache, sound)
    data = pcm_path(cache, KEY).read_bytes()
    found, seconds = from_json(json_path(cache, KEY).read_text())
    assert found == audio == find(cache, KEY)
    assert data == sound.tobytes()
    assert audio.frames == len(sound)
    assert audio.digest == blake2b(data, digest_size=16).hexdigest()
    assert seconds == tuple(
        blake2b(data[start : start + SECOND_BYTES], digest_size=8).hexdigest()
        for start in range(0, len(data), SECOND_BYTES)
    )
    assert (audio.source, audio.made_by, audio.replaced) == ("the source", "the decoder", 3)


def test_prepared_audio_is_its_owners_alone(cache, sound):
    write(cache, sound)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder(cache).iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(folder(cache).stat().st_mode) == 0o700


def test_a_writer_left_early_leaves_nothing(cache, sound):
    with Writer(cache, KEY) as writer:
        writer.write(sound[:48_000])
    assert list(folder(cache).iterdir()) == []
    assert find(cache, KEY) is None


@pytest.mark.parametrize("length", [0, 1, SECOND_BYTES])
def test_audio_cut_short_is_not_found(cache, sound, length):
    write(cache, sound)
    with pcm_path(cache, KEY).open("r+b") as file:
        file.truncate(length)
    assert find(cache, KEY) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"version": 2}', "\0", '{"version": 1}'])
def test_a_damaged_description_is_not_found(cache, sound, text):
    write(cache, sound)
    json_path(cache, KEY).write_text(text)
    assert find(cache, KEY) is None


def test_a_description_of_other_audio_is_not_found(cache, sound):
    write(cache, sound)
    json_path(cache, KEY).rename(json_path(cache, "other"))
    pcm_path(cache, KEY).rename(pcm_path(cache, "other"))
    assert find(cache, "other") is None


def test_damage_is_named_with_its_second(cache, sound):
    write(cache, sound)
    assert damage(cache, KEY) is None
    with pcm_path(cache, KEY).open("r+b") as file:
        file.seek(SECOND_BYTES + 5)
        byte = file.read(1)[0]
        file.seek(SECOND_BYTES + 5)
        file.write(bytes([byte ^ 1]))
    assert "in 1 of 3 seconds, first at 1 s" in damage(cache, KEY)
    pcm_path(cache, KEY).unlink()
    assert "missing or not whole" in damage(cache, KEY)


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
