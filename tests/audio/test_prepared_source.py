"""Prepared audio as a source: what was prepared is what is played, or it is told in time."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kapsound.audio.clip_opener import ClipOpener
from kapsound.audio.limiter import LATENCY
from kapsound.audio.mixer import Mixer
from kapsound.audio.voice import WARNING
from kapsound.core.instructions import Bus, Clip, StartVoice
from kapsound.errors import MediaError
from kapsound.units import GRID, SAMPLE_RATE

LENGTH = 8 * SAMPLE_RATE + 1_234


def noise(frames=LENGTH):
    return np.random.default_rng(7).uniform(-0.3, 0.3, (frames, 2)).astype(np.float32)


def whole(key="a", *, end=LENGTH, loop=False):
    return Clip(key, 0, end, 1.0, loop)


def read_all(source, step=GRID):
    out = np.empty((source.frames, 2), np.float32)
    for start in range(0, source.frames, step):
        source.read(start, out[start : start + step])
    return out


@pytest.mark.parametrize("step", [1_000, GRID, 100_000])
def test_what_is_read_is_what_was_prepared(step, tmp_path, prepare):
    samples = noise()
    prepare("a", samples)
    source = ClipOpener(tmp_path).open(whole())
    assert source.frames == LENGTH
    np.testing.assert_array_equal(read_all(source, step), samples)
    source.close()


def test_good_frames_are_given_in_place_and_only_within_one_second(tmp_path, prepare):
    samples = noise()
    prepare("a", samples)
    source = ClipOpener(tmp_path).open(whole())
    given = source.good(GRID, GRID)
    np.testing.assert_array_equal(given, samples[GRID : 2 * GRID])
    assert given.base is not None
    assert source.good(SAMPLE_RATE - 1, GRID) is None
    source.close()


@pytest.mark.parametrize("wild", [np.nan, np.inf, -9.0])
def test_a_second_with_a_value_that_is_no_sound_is_looked_over(wild, tmp_path, prepare):
    samples = noise()
    samples[SAMPLE_RATE + 5_000] = wild
    prepare("a", samples)
    opener = ClipOpener(tmp_path)
    mixer = Mixer(opener.open)
    mixer.apply(StartVoice(1, Bus.MUSIC, whole(), 0), 0)
    blocks = [mixer.render(frame).copy() for frame in range(0, 3 * SAMPLE_RATE, GRID)]
    assert np.isfinite(blocks).all()
    assert np.abs(blocks).max() <= 1.0
    assert bool(mixer.lost()) is not np.isfinite(wild)
    opener.close()


@st.composite
def loops(draw):
    start = draw(st.integers(0, LENGTH - 1))
    return Clip("a", start, draw(st.integers(start + 1, LENGTH)), 1.0, loop=True)


@given(clip=loops(), blocks=st.integers(1, 60))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_loop_sounds_as_it_would_from_memory(clip, blocks, tmp_path, prepare):
    samples = noise()
    if not (tmp_path / "prepared").exists():
        prepare("a", samples)
    opener = ClipOpener(tmp_path)
    mixer = Mixer(opener.open)
    mixer.apply(StartVoice(1, Bus.AMBIENCE, clip, 0), 0)
    sound = np.concatenate([mixer.render(block * GRID).copy() for block in range(blocks)])
    opener.close()
    repeated = np.resize(samples[clip.start : clip.end], (blocks * GRID, 2))
    np.testing.assert_array_equal(sound[LATENCY + GRID :], repeated[GRID:-LATENCY])


@pytest.mark.parametrize("how", ["flip", "cut", "empty"])
def test_damage_about_the_start_refuses_the_clip(how, tmp_path, prepare, damage):
    damage(prepare("a", noise()), how, second=1)
    with pytest.raises(MediaError, match=r"is .* at 0:0[01] \(prepare the playlist again"):
        ClipOpener(tmp_path).open(whole())


def test_a_missing_file_refuses_the_clip(tmp_path, prepare):
    prepare("a", noise()).unlink()
    with pytest.raises(MediaError, match="cannot be opened: No such file"):
        ClipOpener(tmp_path).open(whole())


def test_a_clip_longer_than_its_audio_is_refused(tmp_path, prepare):
    prepare("a", noise())
    with pytest.raises(MediaError, match="are asked for"):
        ClipOpener(tmp_path).open(whole(end=LENGTH + 1))


@pytest.mark.parametrize("how", ["flip", "cut"])
def test_damage_ahead_is_known_in_time_and_faded_out_of(how, tmp_path, prepare, damage):
    damage(prepare("a", np.full((LENGTH, 2), 0.5, np.float32)), how, second=6)
    mixer = Mixer(ClipOpener(tmp_path).open)
    mixer.apply(StartVoice(1, Bus.MUSIC, whole(), 0), 0)
    told = None
    sound = np.empty((160 * GRID, 2), np.float32)
    for block in range(160):
        sound[block * GRID :][:GRID] = mixer.render(block * GRID)
        told = block if mixer.lost() else told
    bad = 6 * SAMPLE_RATE
    assert bad - WARNING - GRID <= told * GRID <= bad - WARNING + GRID
    assert sound[bad + LATENCY - 5_000, 0] == 0.5
    assert not sound[bad + LATENCY :].any()
    assert np.abs(np.diff(sound, axis=0)).max() <= 0.0011


def test_a_file_cut_short_while_it_plays_is_damage_from_there(tmp_path, prepare, damage):
    samples = noise()
    path = prepare("a", samples)
    source = ClipOpener(tmp_path).open(whole())
    damage(path, "cut", second=5)
    out = read_all(source)
    bad = 5 * SAMPLE_RATE
    assert source.damage.frame == bad
    assert "is cut short at 0:05" in source.damage.reason
    np.testing.assert_array_equal(out[:bad], samples[:bad])
    assert (out[bad:] == samples[bad - 1]).all()
    source.close()


def test_a_file_deleted_while_it_plays_plays_on(tmp_path, prepare):
    samples = noise()
    path = prepare("a", samples)
    source = ClipOpener(tmp_path).open(whole())
    path.unlink()
    np.testing.assert_array_equal(read_all(source), samples)
    source.close()


def test_only_what_lies_ahead_is_kept_in_memory(tmp_path, prepare):
    prepare("a", noise(40 * SAMPLE_RATE))
    source = ClipOpener(tmp_path).open(whole(end=40 * SAMPLE_RATE))
    read_all(source)
    assert len(source._chunks) <= 5
    source.close()
    assert source._file.closed
    assert not source._chunks


def test_damage_is_told_with_the_way_to_mend_it(tmp_path, prepare, damage):
    """Only a verification finds a flipped byte: to prepare once more would change nothing."""
    path = prepare("a", noise())
    damage(path, "flip", second=0)
    with pytest.raises(
        MediaError, match=r"is damaged at 0:00 \(prepare the playlist again later, with --verify\)"
    ):
        ClipOpener(tmp_path).open(Clip("a", 0, 48_000, 1.0))
