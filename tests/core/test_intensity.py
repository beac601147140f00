"""The measured intensity rises with loudness, brightness, range and onsets, from 1 to 5."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.intensity import intensity_of, measured_intensity
from kapsound.core.query import Facts

CALM = {"loudness": -30.0, "brightness": 500.0, "range": 2.0, "onsets": 0.0}
FIERCE = {"loudness": -10.0, "brightness": 4000.0, "range": 20.0, "onsets": 4.0}


def test_the_ends_of_the_scale_are_as_the_formula_says():
    assert measured_intensity(Facts("a", **CALM)) == pytest.approx(1)
    assert measured_intensity(Facts("a", **FIERCE)) == pytest.approx(5)


@pytest.mark.parametrize(
    ("name", "gain"), [("loudness", 1.2), ("brightness", 1.2), ("range", 0.8), ("onsets", 0.8)]
)
def test_each_measure_counts_by_its_weight(name, gain):
    one = measured_intensity(Facts("a", **CALM | {name: FIERCE[name]}))
    assert one == pytest.approx(1 + gain)


@given(
    st.none() | st.floats(-100, 20), st.none() | st.floats(0, 24_000), st.floats(0, 80),
    st.none() | st.floats(0, 50),
)  # fmt: skip
def test_it_is_always_on_the_scale(loudness, brightness, spread, onsets):
    facts = Facts("a", loudness=loudness, brightness=brightness, range=spread, onsets=onsets)
    assert 1 - 1e-9 <= measured_intensity(facts) <= 5 + 1e-9


def test_the_clinics_own_mark_comes_first():
    assert intensity_of(Facts("a", **FIERCE, intensity=1)) == 1.0
    assert intensity_of(Facts("a", **FIERCE)) == pytest.approx(5)
