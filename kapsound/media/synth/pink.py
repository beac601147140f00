"""Synthesizes pink noise, a little darker at the top than the textbook's."""

import numpy as np

from kapsound.media.synth.modulation import drift, sway
from kapsound.media.synth.noise import Band, add_noise, high_pass, low_pass, slope, widening
from kapsound.samples import Samples


def render(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with noise that falls by 3 dB an octave; above 5 kHz it falls faster."""
    frames = len(out)
    colour = slope(-3.0) * high_pass(40.0, 3) * low_pass(5_000.0, 1) * low_pass(10_000.0, 8)
    level = sway(frames, rng, 0.05, 0.7)
    add_noise(out, rng, Band(colour, level, widening(200.0, 0.75), drift(frames, rng, 0.03, 0.08)))
