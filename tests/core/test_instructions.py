"""A ramp is a straight line in dB between two frames."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.instructions import Bus, Clip, RampBus
from kapsound.units import Frames

frames = st.integers(0, 10**9)
levels = st.floats(-80.0, 6.0)


def test_a_ramp_stands_before_it_begins_and_after_it_ends():
    ramp = RampBus(Bus.MUSIC, Frames(100), -20.0, Frames(200), 0.0)
    assert [ramp.level_at(frame) for frame in (0, 100, 150, 200, 999)] == [
        -20.0,
        -20.0,
        -10.0,
        0.0,
        0.0,
    ]


def test_a_ramp_without_length_is_at_its_end():
    assert RampBus(Bus.MUSIC, Frames(5), -20.0, Frames(5), -3.0).level_at(5) == -3.0


@given(frames, levels, st.integers(1, 10**7), levels, frames)
def test_a_ramp_never_leaves_the_span_between_its_levels(start, first, length, last, at):
    ramp = RampBus(Bus.MUSIC, Frames(start), first, Frames(start + length), last)
    low, high = min(first, last), max(first, last)
    assert low - 1e-9 <= ramp.level_at(at) <= high + 1e-9


@pytest.mark.parametrize("loop", [False, True])
def test_a_clip_is_as_long_as_its_span(loop):
    assert Clip("key", Frames(10), Frames(25), 1.0, loop=loop).frames == 15
