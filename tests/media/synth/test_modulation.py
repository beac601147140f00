"""Slow movement closes its circle and keeps its bounds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapsound.media.synth.modulation import (
    at,
    moments,
    place,
    points,
    sway,
    swell,
    wander,
    whole_cycles,
)
from kapsound.media.synth.rhythm import BEATS_PER_MINUTE, BREATHS_PER_MINUTE
from kapsound.units import SAMPLE_RATE

lengths = st.integers(min_value=SAMPLE_RATE, max_value=600 * SAMPLE_RATE)
seeds = st.integers(min_value=0, max_value=2**32)


def _rng(seed):
    return np.random.Generator(np.random.PCG64(seed))


@settings(max_examples=30, deadline=None)
@given(lengths, seeds)
def test_moments_keep_their_distance_all_around_the_loop(frames, seed):
    length = frames / SAMPLE_RATE
    found = np.sort(moments(frames, _rng(seed), 8.0, 14.0))
    gaps = np.diff(np.append(found, found[0] + length))
    assert gaps.sum() == pytest.approx(length)
    if length > 40:
        assert gaps.min() > 7.99
        assert gaps.max() < 14.01


@settings(max_examples=30, deadline=None)
@given(lengths, seeds)
def test_a_sway_stays_within_its_depth_and_meets_its_beginning(frames, seed):
    curve = sway(frames, _rng(seed), 0.1, 2.0)
    assert np.abs(20 * np.log10(curve)).max() <= 2.0
    steps = np.abs(np.diff(np.append(curve, curve[0])))
    assert steps[-1] <= steps[:-1].max() * 1.5


def test_a_wander_has_mean_zero_and_unit_strength():
    curve = wander(60 * SAMPLE_RATE, _rng(1), 0.2)
    assert curve.mean() == pytest.approx(0.0, abs=1e-9)
    assert np.sqrt(np.mean(curve**2)) == pytest.approx(1.0)


def test_curves_are_read_around_the_loop():
    curve = np.array([0.0, 1.0, 2.0, 3.0])
    assert at(curve, np.array([0.0, 0.125, 0.875, 1.25, -0.25])).tolist() == [0, 0.5, 1.5, 1, 3]


def test_a_shape_that_runs_past_the_end_goes_on_at_the_beginning():
    frames = 4 * SAMPLE_RATE
    once = place(frames, [0.0], lambda since: np.where(since < 6.0, 1.0, 0.0), 6.0)
    assert once[: points(frames) // 2].tolist() == [2.0] * (points(frames) // 2)
    assert once[points(frames) // 2 :].tolist() == [1.0] * (points(frames) // 2)


def test_a_swell_begins_and_ends_at_nothing():
    curve = swell(np.array([0.0, 4.0, 4.0 + 8 * 3.0]), 4.0, 3.0)
    assert curve.tolist() == [0.0, 1.0, 0.0]


@pytest.mark.parametrize("length", [60, 90, 120, 180, 600, 1800])
def test_breaths_come_at_five_and_a_half_to_six_a_minute(length):
    assert 5.3 <= whole_cycles(length * SAMPLE_RATE, BREATHS_PER_MINUTE) * 60 / length <= 6.0


@pytest.mark.parametrize("length", [30, 60, 90, 180, 600])
def test_beats_come_at_about_fifty_a_minute(length):
    assert 49.0 <= whole_cycles(length * SAMPLE_RATE, BEATS_PER_MINUTE) * 60 / length <= 51.0
