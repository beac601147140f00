"""Envelopes: equal power, no step, the same on every processor."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.audio.envelope import SHORTEST, Envelope, Shaper, Slope, quarter_sine
from kapsound.units import GRID

PARTS = np.linspace(0, 1, 5_001)


def curve(envelope, blocks):
    shaper = Shaper()
    sound = np.ones((blocks * GRID, 2), np.float32)
    for age in range(0, len(sound), GRID):
        block = sound[age : age + GRID]
        shaper.envelope(block, block, envelope, age, 1.0)
    return sound[:, 0]


def test_the_polynomial_is_the_sine_to_a_millionth():
    assert max(abs(quarter_sine(x) - math.sin(math.pi / 2 * x)) for x in PARTS) < 1e-6


def test_a_rise_and_its_fall_hold_the_power():
    power = [quarter_sine(x) ** 2 + quarter_sine(1 - x) ** 2 for x in PARTS]
    np.testing.assert_allclose(power, 1.0, atol=1e-5)


def test_a_crossfade_of_two_envelopes_holds_the_power():
    rising = Envelope(rise=9_000, end=None, tail=0)
    falling = Envelope(rise=1, end=None, tail=0)
    falling._moves = (Slope(0, 9_000, falling=True),)
    power = curve(rising, 6) ** 2 + curve(falling, 6) ** 2
    np.testing.assert_allclose(power, 1.0, atol=1e-5)


def test_an_envelope_rises_from_nothing_and_ends_in_nothing():
    envelope = Envelope(rise=4_000, end=5 * GRID, tail=GRID)
    gains = curve(envelope, 5)
    assert gains[0] == 0.0
    assert gains[4_000] == 1.0
    assert gains[-1] < 0.001
    assert not envelope.over(5 * GRID - 1)
    assert envelope.over(5 * GRID)


def test_a_fade_is_never_shorter_than_a_block():
    assert np.diff(curve(Envelope(rise=0, end=None, tail=0), 1)).max() <= 0.00077
    stopped = Envelope(rise=0, end=None, tail=0)
    stopped.stop(GRID, 1)
    assert np.diff(curve(stopped, 2)).min() >= -0.00077
    assert stopped.over(GRID + SHORTEST)


@given(
    stops=st.lists(
        st.tuples(st.integers(0, 9 * GRID), st.integers(0, 30_000), st.booleans()), max_size=6
    ),
    rise=st.integers(0, 30_000),
)
def test_whatever_is_asked_and_when_the_gain_never_steps(stops, rise):
    envelope, shaper = Envelope(rise, 9 * GRID, GRID), Shaper()
    pending = sorted(stops)
    gains = np.ones((11 * GRID, 2), np.float32)
    for age in range(0, len(gains), GRID):
        while pending and pending[0][0] <= age:
            _at, fade, damaged = pending.pop(0)
            if damaged:
                envelope.end_at(age, min(age + fade, 9 * GRID), 4_800)
            else:
                envelope.stop(age, fade)
        block = gains[age : age + GRID]
        shaper.envelope(block, block, envelope, age, 1.0)
        assert gains[age, 0] == pytest.approx(envelope.at(age), abs=1e-6)
    assert np.abs(np.diff(gains[:, 0])).max() <= 0.0011
    assert gains[-1, 0] == 0.0


def test_a_slower_stop_does_not_delay_a_quicker_one():
    envelope = Envelope(rise=0, end=None, tail=0)
    envelope.stop(GRID, 3_000)
    envelope.stop(GRID + 100, 90_000)
    assert envelope.over(GRID + 3_000)


def test_a_ramp_is_a_straight_line_that_meets_its_end():
    block = np.ones((GRID, 2), np.float32)
    Shaper().ramp(block, 0.5, 1.0)
    assert block[-1, 0] == 1.0
    np.testing.assert_allclose(np.diff(block[:, 1]), 0.5 / GRID, atol=1e-6)
