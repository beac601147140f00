"""A file becomes a loop: shorter by its crossfade, and unheard where it wraps."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.media.loop import LONGEST_CROSSFADE, crossfade, crossfade_length, loop_blocks


def looped(sound):
    file = io.BytesIO(sound.astype("<f4").tobytes())
    return np.concatenate(list(loop_blocks(file, len(sound))))


@pytest.mark.parametrize(
    ("frames", "fade"), [(0, 0), (3, 0), (8, 2), (480_000, 120_000), (48_000 * 60, 192_000)]
)
def test_the_crossfade_is_four_seconds_or_a_quarter(frames, fade):
    assert crossfade_length(frames) == fade
    assert fade <= LONGEST_CROSSFADE


@given(st.integers(1, 300_000))
def test_a_loop_is_shorter_by_its_crossfade(frames):
    sound = np.zeros((frames, 2), np.float32)
    assert len(looped(sound)) == frames - crossfade_length(frames)


def test_the_wrap_goes_on_as_the_sound_went_on(sounds):
    sound = sounds.tone(10.3, level=0.5)
    loop = looped(sound)
    slope = np.abs(np.diff(sound[:, 0])).max()
    assert abs(loop[0, 0] - loop[-1, 0]) <= slope * 1.05
    middle = slice(len(sound) - len(loop), len(loop))
    np.testing.assert_array_equal(loop[middle], sound[middle])


def test_noise_keeps_its_power_through_the_crossfade():
    noise = np.random.default_rng(3).normal(0, 0.1, (192_000, 2)).astype(np.float32)
    other = np.random.default_rng(4).normal(0, 0.1, (192_000, 2)).astype(np.float32)
    power = np.square(crossfade(noise, other).reshape(20, -1)).mean(axis=1)
    assert power == pytest.approx(0.01, rel=0.05)
