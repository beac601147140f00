"""Synthesizes a stream: water over stones, each place with its own voice, above a soft rush."""

import numpy as np

from kapsound.media.synth.drops import Drop, make_drop, set_down
from kapsound.media.synth.modulation import at_one, drift, sway
from kapsound.media.synth.noise import Band, Shape, add_noise, high_pass, low_pass, slope, widening
from kapsound.media.synth.space import hall, reverberate
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE

# Where the water turns over: pan from -1 to 1, the middle of its bubbles' pitch in Hz, and how
# many there are in a second.
_PLACES = ((-0.6, 520.0, 14.0), (-0.2, 820.0, 16.0), (0.25, 430.0, 12.0), (0.6, 1_050.0, 14.0))
_KINDS = 40
_BUBBLE = Drop(
    7_200, octaves=(-0.7, 0.7), rise=(0.3, 2.0), onset=(0.006, 0.014), fall=(0.012, 0.035)
)


def render(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with a brook that murmurs now here, now there."""
    frames = len(out)
    for place in _PLACES:
        _add_place(out, rng, place)
    reverberate(out, hall(rng, 0.9, 0.45, ears=2))
    for colour, level in zip(_colours(), (0.05, 0.06, 0.022), strict=True):
        gains = level * sway(frames, rng, 0.1, 1.0) * sway(frames, rng, 0.9, 1.2)
        balance = drift(frames, rng, 0.08, 0.15)
        add_noise(out, rng, Band(colour, gains, widening(220.0, 0.8), balance))


def _colours() -> tuple[Shape, Shape, Shape]:
    return (
        slope(-4.0) * high_pass(110.0, 2) * low_pass(420.0, 2),
        slope(-3.0) * high_pass(350.0, 2) * low_pass(1_500.0, 2) * low_pass(8_000.0, 6),
        slope(-3.0) * high_pass(1_300.0, 2) * low_pass(4_500.0, 2) * low_pass(8_500.0, 8),
    )


def _add_place(out: Samples, rng: np.random.Generator, place: tuple[float, float, float]) -> None:
    pan, pitch, often = place
    kinds = [make_drop(rng, _BUBBLE, pitch) for _ in range(_KINDS)]
    murmur = sway(len(out), rng, 0.35, 4.0)
    count = max(1, round(len(out) / SAMPLE_RATE * often))
    for start in rng.integers(0, len(out), count):
        near = at_one(murmur, start / len(out))
        loud = 0.05 * min(2.0, float(rng.lognormal(0.0, 0.5))) * near
        set_down(out, int(start), kinds[int(rng.integers(_KINDS))], pan, loud)
