"""Synthesizes wind: slow gusts through far trees, darker as they sink, brighter as they rise."""

import numpy as np

from kapsound.media.synth.modulation import Curve, drift, from_db, points, sway, wander
from kapsound.media.synth.noise import Band, Shape, add_noise, high_pass, low_pass, slope, widening
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE

# Low and high corner in Hz, level in a full gust in dB, how far it sinks between gusts in dB,
# and how many seconds it lags behind the gust: the higher, the more it moves.
_LAYERS = (
    (60.0, 220.0, -4.0, 4.0, 0.0),
    (200.0, 480.0, 0.0, 8.0, 0.3),
    (420.0, 900.0, -5.0, 12.0, 0.8),
    (800.0, 2_400.0, -15.0, 15.0, 1.4),
)
_GUSTS_PER_SECOND = 0.09


def render(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with wind that swells and sinks by 8 dB, over ten seconds and more."""
    frames = len(out)
    gust = _gusts(frames, rng)
    balance = drift(frames, rng, 0.06, 0.35)
    for low, high, level, depth, lag in _LAYERS:
        gains = from_db(level + depth * (_later(gust, frames, lag) - 1.0))
        gains *= sway(frames, rng, 0.5, 0.8)
        add_noise(out, rng, Band(_colour(low, high), gains, widening(180.0, 0.8), balance))


def _gusts(frames: int, rng: np.random.Generator) -> Curve:
    """Return 0 in a lull and 1 in a full gust."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.9 * wander(frames, rng, _GUSTS_PER_SECOND)))


def _later(gust: Curve, frames: int, seconds: float) -> Curve:
    return np.roll(gust, round(seconds * points(frames) * SAMPLE_RATE / frames))


def _colour(low: float, high: float) -> Shape:
    return slope(-3.0) * high_pass(low, 3) * low_pass(high, 2) * low_pass(9_000.0, 6)
