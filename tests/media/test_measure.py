"""Loudness and true peak as FFmpeg's meter reads them; silence to the window."""

import numpy as np
import pytest

from kapsound.media.measure import LOWEST_PEAK_DB, Meter, measure


def test_a_full_scale_sine_measures_as_ebu_tech_3341_says(sounds):
    # A stereo sine of 1 kHz at -23 dBFS measures -23 LUFS (EBU Tech 3341, test 1).
    sound = sounds.tone(5, frequency=1_000, level=10 ** (-23 / 20))
    measured = measure(sound)
    assert measured.loudness == pytest.approx(-23.0, abs=0.1)
    assert measured.true_peak == pytest.approx(-23.0, abs=0.1)
    assert measured.loudness_range == pytest.approx(0.0, abs=0.1)


def test_a_peak_between_samples_is_seen():
    square = np.tile(np.float32([0.5, 0.5, -0.5, -0.5]), 12_000) * np.hanning(48_000)
    sound = square.astype(np.float32).repeat(2).reshape(-1, 2)
    assert np.abs(sound).max() <= 0.5
    assert measure(sound).true_peak == pytest.approx(-3.0, abs=0.1)


def test_a_peak_in_the_last_milliseconds_counts():
    sound = np.zeros((48_100, 2), np.float32)
    sound[-2] = 0.5
    assert measure(sound).true_peak == pytest.approx(-6.0, abs=0.3)


def test_silence_has_no_loudness_and_is_silent_all_through():
    measured = measure(np.zeros((48_000, 2), np.float32))
    assert measured.loudness is None
    assert measured.true_peak == LOWEST_PEAK_DB
    assert (measured.lead_silence, measured.trail_silence) == (48_000, 48_000)


def test_a_blink_of_sound_is_measured_without_complaint():
    assert measure(np.full((10, 2), 0.1, np.float32)).true_peak >= -20


@pytest.mark.parametrize("block", [7_777, 48_000, 100_000])
def test_the_size_of_blocks_makes_no_difference(sounds, block):
    sound = sounds.tone(3.0)
    sound[:50_000] = 0
    sound[-10_000:] *= 1e-4
    meter = Meter()
    for start in range(0, len(sound), block):
        meter.add(sound[start : start + block])
    assert meter.result() == measure(sound)


def test_silence_is_counted_to_the_window_of_ten_milliseconds(sounds):
    sound = np.zeros((96_300, 2), np.float32)
    sound[24_100:72_000, 1] = 0.1  # on one side only
    measured = measure(sound)
    assert measured.lead_silence == 24_000
    assert measured.trail_silence == 96_300 - 72_000


def test_a_constant_offset_is_measured_whatever_sounds_over_it(sounds):
    assert measure(sounds.tone(1.0)).offset == pytest.approx(0, abs=1e-6)
    assert measure(sounds.tone(1.0) - np.float32([0.2, 0])).offset == pytest.approx(0.2, abs=1e-6)
