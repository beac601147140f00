"""The limiter: nothing over -1 dBTP, and nothing touched under it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapsound.audio.limiter import LATENCY, Limiter
from kapsound.units import GRID, SAMPLE_RATE

LENGTH = 75 * GRID
TIME = np.arange(LENGTH) / SAMPLE_RATE


def limit(sound):
    limiter = Limiter()
    out = np.empty_like(sound)
    for start in range(0, len(sound), GRID):
        limiter.process(sound[start : start + GRID], out[start : start + GRID])
    return out


def stereo(left, right=None):
    return np.stack([left, left if right is None else right], axis=1).astype(np.float32)


def noise(seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, LENGTH)


def sine(frequency, phase=0.0):
    return np.sin(2 * np.pi * frequency * TIME + phase)


def true_peak(sound):
    """FFmpeg's own interpolation, in float64: a 32-tap sinc under a Kaiser window of beta 9."""
    place = np.arange(-15, 17)
    highest = 0.0
    for part in (0.25, 0.5, 0.75):
        at = place - part
        taps = np.sinc(at) * np.i0(9 * np.sqrt(np.maximum(1 - (at / 16) ** 2, 0)))
        between = [np.convolve(side, taps / taps.sum()) for side in sound.T.astype(float)]
        highest = max(highest, float(np.abs(between).max()))
    return 20 * np.log10(max(highest, 1e-9))


def with_holes(value):
    sound = stereo(noise(1), noise(2))
    sound[np.random.default_rng(3).uniform(size=sound.shape) < 0.001] = value
    return sound


LOUD = {
    "white noise at +20 dB": stereo(noise() * 10),
    "normal noise at +20 dB": stereo(np.random.default_rng(0).standard_normal(LENGTH) * 10),
    "noise on one side": stereo(noise() * 10, noise() * 0),
    "noise that comes and goes": stereo(noise() * np.exp(3 * sine(3))),
    "noise that flutters": stereo(noise() * np.exp(2 * sine(60))),
    "random signs": stereo(np.sign(noise())),
    "low square": stereo(np.sign(sine(440)) * 2),
    "high square": stereo(np.sign(sine(5_003)) * 4),
    "near-Nyquist sine": stereo(sine(23_900) * 4),
    "quarter-rate sine between samples": stereo(sine(12_000, np.pi / 4) * 2),
    "near-Nyquist bursts": stereo(sine(23_000) * np.repeat([0.3, 3, 1, 3, 0.2], LENGTH // 5)),
    "alternate full scale": stereo((-1.0) ** np.arange(LENGTH)),
    "impulses": stereo((noise() > 0.998) * 10.0),
    "constant +6 dB": stereo(np.full(LENGTH, 2.0)),
    "steps": stereo(np.repeat(noise()[::256] * 3, 256)),
    "full music at +12 dB": stereo((sine(110) + sine(331) + 0.3 * noise()) * 2),
    "not numbers": with_holes(np.nan),
    "without end": with_holes(-np.inf),
    "beyond all bounds": with_holes(3e38),
}


@pytest.mark.parametrize("name", LOUD)
def test_no_input_reads_over_minus_one_on_ffmpegs_meter(name, ffmpeg_meter):
    sound = limit(LOUD[name])
    assert np.isfinite(sound).all()
    peak, _momentary = ffmpeg_meter(sound)
    assert peak <= -1.0


@given(
    levels=st.lists(st.floats(0, 8), min_size=24, max_size=24),
    length=st.integers(1, 3_000),
    seed=st.integers(0, 99),
    tone=st.integers(0, 23_999),
)
@settings(max_examples=40)
def test_bursts_of_any_length_and_level_stay_under_the_ceiling(levels, length, seed, tone):
    steps = np.resize(np.repeat(levels, length), LENGTH)
    sound = limit(stereo((noise(seed) + sine(tone)) * steps)[: 8 * GRID])
    assert np.abs(sound).max() <= 10 ** (-1 / 20)
    assert true_peak(sound) <= -1.0


def test_what_stays_under_the_ceiling_passes_bit_for_bit_and_late():
    quiet = stereo(noise() * 0.3, noise(1) * 0.2)
    np.testing.assert_array_equal(limit(quiet)[LATENCY:], quiet[:-LATENCY])


def test_it_is_bit_transparent_again_after_a_peak_has_passed():
    sound = stereo(noise() * 0.3)
    sound[5_000] = 1.4
    late = limit(sound)[LATENCY:]
    assert np.abs(late[4_900]).max() < np.abs(sound[4_900]).max()
    np.testing.assert_array_equal(late[-GRID:], sound[: -LATENCY or None][-GRID:])


def test_the_gain_is_back_at_six_decibels_a_second():
    sound = stereo(np.full(LENGTH, 0.2))
    sound[3_000] = 3.0
    gain = limit(sound)[LATENCY:, 0] / sound[:-LATENCY, 0]
    level = 20 * np.log10(gain[12_000::4_800])
    np.testing.assert_allclose(np.diff(level)[:10], 0.6, atol=0.01)


def test_both_sides_are_turned_down_alike():
    sound = stereo(sine(100) * 2, sine(100) * 0.1)
    late = limit(sound)
    np.testing.assert_allclose(late[:, 1], late[:, 0] * 0.05, atol=1e-7)


def test_the_lowest_gain_of_a_block_is_told():
    limiter = Limiter()
    out = np.empty((GRID, 2), np.float32)
    limiter.process(np.full((GRID, 2), 0.1, np.float32), out)
    assert limiter.reduction == 1.0
    for _block in range(2):
        limiter.process(np.full((GRID, 2), 2.0, np.float32), out)
    assert 0.36 < limiter.reduction < 0.436


def test_two_runs_are_equal_to_the_last_bit():
    loud = LOUD["noise that comes and goes"]
    assert limit(loud).tobytes() == limit(loud).tobytes()
