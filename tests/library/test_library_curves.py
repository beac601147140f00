"""Curves are packed into a byte a value, and come back to within half a step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.library.curves import pack, unpack

SECOND = st.tuples(
    st.floats(-100, 20), st.none() | st.floats(30, 20_000), st.integers(min_value=0, max_value=255)
)


@given(st.lists(SECOND, max_size=50))
def test_each_value_comes_back_to_within_half_a_step(seconds):
    loudness, brightness, onsets = zip(*seconds, strict=True) if seconds else ((), (), ())
    curves = unpack(pack({"loudness": loudness, "brightness": brightness, "onsets": onsets}))
    assert curves.loudness == pytest.approx(loudness, abs=0.25)
    assert curves.onsets == onsets
    for before, after in zip(brightness, curves.brightness, strict=True):
        assert (after is None) == (before is None)
        assert before is None or after == pytest.approx(before, rel=0.02)


def test_ten_minutes_take_less_than_two_kilobytes():
    curves = {"loudness": [-20.5] * 600, "brightness": [1500.0] * 600, "onsets": [1] * 600}
    assert len(pack(curves)) < 2_000
