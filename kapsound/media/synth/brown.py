"""Synthesizes brown noise: deep and even, like a far waterfall through a wall."""

import numpy as np

from kapsound.media.synth.modulation import drift, sway
from kapsound.media.synth.noise import Band, add_noise, high_pass, low_pass, slope, widening
from kapsound.samples import Samples


def render(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with noise that falls by 6 dB an octave; it breathes by 0.7 dB."""
    frames = len(out)
    colour = slope(-6.0) * high_pass(45.0, 3) * low_pass(7_000.0, 3)
    level = sway(frames, rng, 0.05, 0.7)
    add_noise(out, rng, Band(colour, level, widening(90.0, 0.8), drift(frames, rng, 0.03, 0.08)))
