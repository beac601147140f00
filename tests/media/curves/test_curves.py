"""The curves of a sound: its loudness is the meter's, its centroid and onsets as it was made."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sound_rigs import tone

from kapsound.media.curves import CurveMeter, curves
from kapsound.media.curves.loudness import LOWEST_LUFS
from kapsound.media.measure import measure
from kapsound.units import SAMPLE_RATE


def noise(seconds, level=0.1):
    shape = (int(seconds * SAMPLE_RATE), 2)
    return (np.random.default_rng(1).standard_normal(shape) * level).astype(np.float32)


def strokes(seconds, a_second, frequency=440.0):
    """Short tones that die away, so many a second."""
    sound = np.zeros((seconds * SAMPLE_RATE, 2), np.float32)
    time = np.arange(SAMPLE_RATE // 10) / SAMPLE_RATE
    stroke = np.sin(2 * np.pi * frequency * time) * np.exp(-time * 100)
    for number in range(seconds * a_second):
        start = 3_000 + number * SAMPLE_RATE // a_second
        sound[start : start + len(time)] += stroke[:, np.newaxis].astype(np.float32)
    return sound


@pytest.mark.parametrize(
    "sound",
    [tone(5, frequency=997.0), tone(5, frequency=60.0), tone(5, frequency=9_000.0), noise(5)],
    ids=["997 Hz", "60 Hz", "9 kHz", "noise"],
)
def test_the_loudness_of_a_steady_sound_is_the_meters(sound):
    assert curves(sound).loudness[2] == pytest.approx(measure(sound).loudness, abs=0.15)


def test_one_channel_alone_counts_as_it_does_for_the_meter():
    left = tone(5)
    left[:, 1] = 0
    assert curves(left).loudness[2] == pytest.approx(measure(left).loudness, abs=0.1)


@pytest.mark.parametrize("frequency", [220.0, 1_000.0, 6_000.0])
def test_the_centroid_of_a_tone_is_its_frequency(frequency):
    assert curves(tone(3, frequency=frequency)).brightness[1] == pytest.approx(frequency, rel=0.08)


def test_silence_has_no_centroid_no_loudness_and_no_onset():
    silent = curves(np.zeros((2 * SAMPLE_RATE, 2), np.float32))
    assert silent.loudness == (LOWEST_LUFS, LOWEST_LUFS)
    assert silent.brightness == (None, None)
    assert silent.onsets == (0, 0)


@pytest.mark.parametrize("a_second", [1, 2, 4])
@pytest.mark.parametrize("frequency", [300.0, 2_000.0])
def test_strokes_are_counted(a_second, frequency):
    assert curves(strokes(6, a_second, frequency)).onsets == (a_second,) * 6


def test_strokes_are_counted_over_soft_noise():
    assert curves(strokes(6, 2) + noise(6, 0.003)).onsets == (2,) * 6


@pytest.mark.parametrize("sound", [tone(6), noise(6)], ids=["tone", "noise"])
def test_a_steady_sound_begins_once(sound):
    assert curves(sound).onsets == (1, 0, 0, 0, 0, 0)


@given(st.integers(min_value=0, max_value=3 * SAMPLE_RATE))
def test_there_is_one_value_for_each_second_begun(frames):
    found = curves(np.full((frames, 2), 0.1, np.float32))
    seconds = -(-frames // SAMPLE_RATE)
    assert [len(found.loudness), len(found.brightness), len(found.onsets)] == [seconds] * 3


def test_nothing_has_no_curves():
    meter = CurveMeter()
    meter.add(np.zeros((0, 2), np.float32))
    assert meter.result().loudness == ()
