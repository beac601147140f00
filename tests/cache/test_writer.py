"""Prepared audio is there whole or not at all, its owner's alone, and every byte has a digest."""

import stat

import pytest
from blake3 import blake3

from kapsound.cache.reader import describe, find
from kapsound.cache.store import SECOND_BYTES, folder, json_path, pcm_path
from kapsound.cache.writer import Writer


def test_what_is_written_is_found_with_its_measurements(tmp_path, stored, sound):
    assert pcm_path(tmp_path, stored.key).read_bytes() == sound
    assert describe(tmp_path, stored.key).audio == find(tmp_path, stored.key).audio == stored
    assert (stored.key, stored.frames) == ("a" * 32, 96_100)
    assert (stored.loudness, stored.true_peak, stored.loudness_range) == (-23.0, -3.0, 5.0)
    assert (stored.lead_silence, stored.trail_silence, stored.offset) == (10, 20, 0.5)
    assert (stored.source, stored.made_by) == ("the source", "the decoder")
    assert (stored.declared, stored.replaced) == (99, 3)


def test_the_whole_and_every_second_have_their_digest(tmp_path, stored, sound):
    seconds = describe(tmp_path, stored.key).seconds
    assert seconds == tuple(
        blake3(sound[start : start + SECOND_BYTES]).hexdigest(8)
        for start in range(0, len(sound), SECOND_BYTES)
    )
    assert stored.digest == blake3("".join(seconds).encode()).hexdigest(16)


def test_prepared_audio_is_its_owners_alone(tmp_path, stored):
    paths = [pcm_path(tmp_path, stored.key), json_path(tmp_path, stored.key)]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert modes == {0o600}
    assert stat.S_IMODE(folder(tmp_path).stat().st_mode) == 0o700


def test_a_writer_left_early_leaves_nothing(tmp_path, sound):
    with Writer(tmp_path, "key", "the decoder") as writer:
        writer.write(sound[:SECOND_BYTES])
    assert list(folder(tmp_path).iterdir()) == []


def test_only_the_last_second_may_be_short(tmp_path, sound):
    with Writer(tmp_path, "key", "the decoder") as writer:
        writer.write(sound[:800])
        with pytest.raises(AssertionError, match="last second"):
            writer.write(sound[:SECOND_BYTES])
