"""Every synthesized source is calm, wide, clean, and closes its own circle."""

from functools import cache
from typing import get_args

import numpy as np
import pytest

from kapsound.core.prepared import SynthRecipe
from kapsound.errors import MediaError
from kapsound.media.synth import SOURCES, SYNTH_VERSION, synthesize
from kapsound.units import SAMPLE_RATE, Seconds, to_frames

LENGTH = Seconds(6.5)
SHORT, ODD = (0, Seconds(1.0)), (4, Seconds(5.00337))
each = pytest.mark.parametrize("name", list(SOURCES))


@cache
def sound(name, seed=3, length=LENGTH):
    audio = synthesize(SynthRecipe(name, seed, length))
    audio.flags.writeable = False
    return audio


def test_the_sources_are_those_a_playlist_may_name():
    from kapsound.core.playlist.model import SynthName  # noqa: PLC0415  pydantic loads slowly

    assert set(SOURCES) == set(get_args(SynthName))
    assert SYNTH_VERSION >= 1


@each
def test_audio_is_stereo_float32_of_the_length_asked_for(name):
    audio = sound(name)
    assert audio.shape == (to_frames(LENGTH), 2)
    assert audio.dtype == np.float32
    assert audio.flags.c_contiguous
    assert np.isfinite(audio).all()


@each
def test_equal_recipes_give_equal_bytes_and_another_seed_another_sound(name):
    first, again = sound(name, *SHORT), synthesize(SynthRecipe(name, *SHORT))
    other = synthesize(SynthRecipe(name, 9, SHORT[1]))
    assert first.tobytes() == again.tobytes()
    assert abs(np.corrcoef(first[:, 0], other[:, 0])[0, 1]) < 0.9
    assert first.tobytes() != other.tobytes()


def test_layers_of_one_seed_share_no_noise():
    assert abs(np.corrcoef(sound("pink")[:, 0], sound("brown")[:, 0])[0, 1]) < 0.05


@each
@pytest.mark.parametrize(("seed", "length"), [SHORT, ODD])
def test_short_and_odd_lengths_work(name, seed, length):
    audio = sound(name, seed, length)
    assert len(audio) == to_frames(length)
    assert np.isfinite(audio).all()
    assert _roughness(audio)[0] <= 1.25 * _roughness(audio)[1:].max()


@each
def test_the_seam_is_as_smooth_as_the_inside(name):
    seam, *inside = _roughness(sound(name))
    assert seam <= np.quantile(inside, 0.999) * 1.1


def _roughness(audio):
    """Return the largest fourth difference in windows of 64 frames, the one at the seam first.

    A step, a corner or a cut cycle is far rougher than the sound beside it.
    """
    around = np.roll(audio.astype(np.float64), 32, axis=0)
    rough = np.abs(np.diff(around, 4, axis=0)).max(axis=1)
    rough = rough[: len(rough) // 64 * 64]
    return rough.reshape(-1, 64).max(axis=1)


@each
def test_peaks_stay_under_minus_three_dbtp(name):
    audio = sound(name)
    finer = np.fft.irfft(np.fft.rfft(audio, axis=0), 4 * len(audio), axis=0) * 4
    assert np.abs(audio).max() == pytest.approx(0.5, abs=1e-4)
    assert np.abs(finer).max() < 10 ** (-3 / 20)


@each
@pytest.mark.parametrize(("seed", "length"), [(3, LENGTH), ODD])
def test_it_is_wide_and_survives_a_sum_to_mono(name, seed, length):
    audio = sound(name, seed, length)
    left, right = audio.T.astype(np.float64)
    likeness = np.mean(left * right) / np.sqrt(np.mean(left**2) * np.mean(right**2))
    assert 0.1 < likeness < 0.85
    assert np.mean((left + right) ** 2) / 2 >= 10**-0.3 * np.mean(left**2 + right**2)
    assert 10**-0.3 < np.mean(left**2) / np.mean(right**2) < 10**0.3


@each
def test_no_second_rises_by_more_than_six_lu(name):
    loud = _momentary(sound(name))
    # Round the loop: ten steps of 100 ms on, heard in the second lap.
    assert np.max(np.roll(loud, -10) - loud) < 6.0


def _momentary(audio):
    """Return the loudness in windows of 400 ms each 100 ms, round the loop, in LU.

    The K-weighting's shelf is left out: it moves a steady spectrum, not its rises.
    """
    power = np.mean(audio.astype(np.float64) ** 2, axis=1)
    tenths = power[: len(power) // 4800 * 4800].reshape(-1, 4800).mean(axis=1)
    return 10 * np.log10(sum(np.roll(tenths, -step) for step in range(4)) / 4)


@each
def test_the_top_is_soft_and_nothing_is_constant(name):
    audio = sound(name).astype(np.float64)
    power = np.abs(np.fft.rfft(audio, axis=0)) ** 2
    heard = np.fft.rfftfreq(len(audio), 1 / SAMPLE_RATE)
    assert power[heard > 14_000].sum() < 1e-4 * power.sum()
    assert power[heard > 5_000].sum() < 0.08 * power.sum()
    assert power[(heard > 0) & (heard < 25)].sum() < 0.02 * power.sum()
    assert np.abs(audio.mean(axis=0)).max() < 1e-6


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (SynthRecipe("whale", 0, Seconds(10)), 'source "whale" does not exist; choose one of'),
        (SynthRecipe("rain", 0, Seconds(0.5)), "0.5 seconds long; give it 1s to 1h"),
        (SynthRecipe("rain", 0, Seconds(7200)), "7200 seconds long; give it 1s to 1h"),
        (SynthRecipe("rain", -1, Seconds(10)), "the seed -1; give it 0 or more"),
    ],
)
def test_a_recipe_out_of_range_is_refused_in_plain_words(recipe, words):
    with pytest.raises(MediaError, match=words):
        synthesize(recipe)
