"""Synthesizes an ocean: long waves that gather, break softly and draw back over sand."""

import numpy as np

from kapsound.media.synth.modulation import (
    Curve,
    drift,
    ease,
    from_db,
    moments,
    place,
    points,
    sway,
)
from kapsound.media.synth.noise import Band, Shape, add_noise, high_pass, low_pass, slope, widening
from kapsound.samples import Samples

_LEAST, _MOST = 8.0, 14.0
# What a wave is made of: lag behind its swell and rise, both in seconds, the fall's time constant,
# the band's level at rest and at the crest in dB.
_SWELL = (0.0, 5.0, 3.2, -9.0, 0.0)
_SURF = (0.9, 4.4, 2.2, -14.0, -1.0)
_FOAM = (2.2, 4.2, 2.8, -25.0, -9.0)


def render(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with waves 8 to 14 s apart, no two alike."""
    frames = len(out)
    breaks = moments(frames, rng, _LEAST, _MOST)
    heights = rng.uniform(0.65, 1.0, len(breaks))
    paces = rng.uniform(0.95, 1.35, len(breaks))
    waves = np.stack([breaks, heights, paces])
    balance = drift(frames, rng, 0.07, 0.45)
    for colour, wave in zip(_colours(), (_SWELL, _SURF, _FOAM), strict=True):
        level = _tide(frames, waves, wave) * sway(frames, rng, 0.3, 0.8)
        add_noise(out, rng, Band(colour, level, widening(160.0, 0.75), balance))


def _colours() -> tuple[Shape, Shape, Shape]:
    return (
        slope(-4.5) * high_pass(55.0, 3) * low_pass(350.0, 2),
        slope(-4.0) * high_pass(220.0, 2) * low_pass(1_600.0, 2),
        slope(-3.5) * high_pass(1_400.0, 2) * low_pass(6_000.0, 2) * low_pass(9_000.0, 6),
    )


def _tide(frames: int, waves: Curve, wave: tuple[float, float, float, float, float]) -> Curve:
    """Return a band's gains: in dB it climbs from rest to the crest and sinks back.

    `waves` holds a column a wave: its moment in seconds, its height and its pace.
    """
    lag, rise, fall, rest, crest = wave

    def one(since: Curve) -> Curve:
        after = np.maximum(since - rise, 0.0) / fall
        return np.asarray(ease(since / rise) * (1.0 + after) * np.exp(-after))

    height = np.zeros(points(frames))
    for moment, tall, pace in waves.T:

        def slower(since: Curve, pace: float = float(pace)) -> Curve:
            return one(since / pace)

        # Waves that run into each other rise to the taller one, not to their sum.
        span = float(pace) * (rise + 12 * fall)
        height = np.hypot(height, tall * place(frames, (moment + lag,), slower, span))
    return from_db(rest + (crest - rest) * np.minimum(height, 1.1))
