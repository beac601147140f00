"""Synthesizes water: rain, a stream and an ocean."""

import numpy as np

from kapsound.media.synth.drops import Drop, make_drop, set_down
from kapsound.media.synth.modulation import (
    Curve,
    at_one,
    drift,
    ease,
    from_db,
    moments,
    place,
    points,
    sway,
)
from kapsound.media.synth.noise import Band, add_noise, high_pass, low_pass, slope, widening
from kapsound.media.synth.space import hall, reverberate
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE

_DROPS_PER_SECOND = 22.0
_DROPS = 96
_DROP = Drop(4_800, octaves=(0.0, 2.2), rise=(0.0, 2.5), onset=(0.003, 0.007), fall=(0.005, 0.016))
_PITCH = 520.0
# Where the water turns over: pan from -1 to 1, the middle of its bubbles' pitch in Hz, and how
# many there are in a second.
_PLACES = ((-0.6, 520.0, 14.0), (-0.2, 820.0, 16.0), (0.25, 430.0, 12.0), (0.6, 1_050.0, 14.0))
_BUBBLES = 40
_BUBBLE = Drop(
    7_200, octaves=(-0.7, 0.7), rise=(0.3, 2.0), onset=(0.006, 0.014), fall=(0.012, 0.035)
)
_LEAST, _MOST = 8.0, 14.0
# What a wave is made of: lag behind its swell and rise, both in seconds, the fall's time constant,
# the band's level at rest and at the crest in dB.
_SWELL = (0.0, 5.0, 3.2, -9.0, 0.0)
_SURF = (0.9, 4.4, 2.2, -14.0, -1.0)
_FOAM = (2.2, 4.2, 2.8, -25.0, -9.0)


def rain(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with rain whose density drifts by 1.5 dB.

    A steady fall on leaves, single drops near by, a darker fall far away.
    """
    frames = len(out)
    _add_drops(out, rng)
    reverberate(out, hall(rng, 1.2, 0.5, ears=2))
    layers = (
        (0.08, slope(-5.0) * high_pass(90.0, 2) * low_pass(500.0, 2)),
        (0.075, slope(-2.5) * high_pass(450.0, 2) * low_pass(2_600.0, 2) * low_pass(8_500.0, 8)),
        (0.032, slope(-2.0) * high_pass(2_200.0, 2) * low_pass(6_500.0, 2) * low_pass(8_500.0, 8)),
    )
    for level, colour in layers:
        gains = level * sway(frames, rng, 0.12, 1.5)
        balance = drift(frames, rng, 0.05, 0.12)
        add_noise(out, rng, Band(colour, gains, widening(250.0, 0.8), balance))


def _add_drops(out: Samples, rng: np.random.Generator) -> None:
    kinds = [make_drop(rng, _DROP, _PITCH) for _ in range(_DROPS)]
    count = max(1, round(len(out) / SAMPLE_RATE * _DROPS_PER_SECOND))
    for start in rng.integers(0, len(out), count):
        drop = kinds[int(rng.integers(_DROPS))]
        # Most drops are far: the near ones are few, and none is loud.
        loud = 0.05 * min(2.2, float(rng.lognormal(0.0, 0.6)))
        set_down(out, int(start), drop, rng.uniform(-0.7, 0.7), loud)


def stream(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with a brook that murmurs now here, now there.

    Water over stones, each place with its own voice, above a soft rush.
    """
    frames = len(out)
    for stones in _PLACES:
        _add_place(out, rng, stones)
    reverberate(out, hall(rng, 0.9, 0.45, ears=2))
    layers = (
        (0.05, slope(-4.0) * high_pass(110.0, 2) * low_pass(420.0, 2)),
        (0.06, slope(-3.0) * high_pass(350.0, 2) * low_pass(1_500.0, 2) * low_pass(8_000.0, 6)),
        (0.022, slope(-3.0) * high_pass(1_300.0, 2) * low_pass(4_500.0, 2) * low_pass(8_500.0, 8)),
    )
    for level, colour in layers:
        gains = level * sway(frames, rng, 0.1, 1.0) * sway(frames, rng, 0.9, 1.2)
        balance = drift(frames, rng, 0.08, 0.15)
        add_noise(out, rng, Band(colour, gains, widening(220.0, 0.8), balance))


def _add_place(out: Samples, rng: np.random.Generator, stones: tuple[float, float, float]) -> None:
    pan, pitch, often = stones
    kinds = [make_drop(rng, _BUBBLE, pitch) for _ in range(_BUBBLES)]
    murmur = sway(len(out), rng, 0.35, 4.0)
    count = max(1, round(len(out) / SAMPLE_RATE * often))
    for start in rng.integers(0, len(out), count):
        near = at_one(murmur, start / len(out))
        loud = 0.05 * min(2.0, float(rng.lognormal(0.0, 0.5))) * near
        set_down(out, int(start), kinds[int(rng.integers(_BUBBLES))], pan, loud)


def ocean(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with waves 8 to 14 s apart, no two alike.

    They gather, break softly and draw back over sand.
    """
    frames = len(out)
    breaks = moments(frames, rng, _LEAST, _MOST)
    heights = rng.uniform(0.65, 1.0, len(breaks))
    paces = rng.uniform(0.95, 1.35, len(breaks))
    waves = np.stack([breaks, heights, paces])
    balance = drift(frames, rng, 0.07, 0.45)
    layers = (
        (_SWELL, slope(-4.5) * high_pass(55.0, 3) * low_pass(350.0, 2)),
        (_SURF, slope(-4.0) * high_pass(220.0, 2) * low_pass(1_600.0, 2)),
        (_FOAM, slope(-3.5) * high_pass(1_400.0, 2) * low_pass(6_000.0, 2) * low_pass(9_000.0, 6)),
    )
    for wave, colour in layers:
        level = _tide(frames, waves, wave) * sway(frames, rng, 0.3, 0.8)
        add_noise(out, rng, Band(colour, level, widening(160.0, 0.75), balance))


def _tide(frames: int, waves: Curve, wave: tuple[float, float, float, float, float]) -> Curve:
    """Return a band's gains: in dB it climbs from rest to the crest and sinks back.

    `waves` holds a column a wave: its moment in seconds, its height and its pace.
    """
    lag, rise, fall, rest, crest = wave
    height = np.zeros(points(frames))
    for moment, tall, pace in waves.T:

        def one(since: Curve, pace: float = float(pace)) -> Curve:
            after = np.maximum(since / pace - rise, 0.0) / fall
            return np.asarray(ease(since / pace / rise) * (1.0 + after) * np.exp(-after))

        # Waves that run into each other rise to the taller one, not to their sum.
        span = float(pace) * (rise + 12 * fall)
        height = np.hypot(height, tall * place(frames, (moment + lag,), one, span))
    return from_db(rest + (crest - rest) * np.minimum(height, 1.1))
