"""Synthesizes steady noise: brown and pink."""

import numpy as np

from kapsound.media.synth.modulation import drift, sway
from kapsound.media.synth.noise import Band, Shape, add_noise, high_pass, low_pass, slope, widening
from kapsound.samples import Samples


def brown(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with noise like a far waterfall through a wall, deep and even.

    It falls by 6 dB an octave, and breathes by 0.7 dB.
    """
    colour = slope(-6.0) * high_pass(45.0, 3) * low_pass(7_000.0, 3)
    _add(out, rng, colour, widening(90.0, 0.8))


def pink(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with noise that falls by 3 dB an octave, faster above 5 kHz.

    It is a little darker at the top than the textbook's, and breathes by 0.7 dB.
    """
    colour = slope(-3.0) * high_pass(40.0, 3) * low_pass(5_000.0, 1) * low_pass(10_000.0, 8)
    _add(out, rng, colour, widening(200.0, 0.75))


def _add(out: Samples, rng: np.random.Generator, colour: Shape, width: Shape) -> None:
    level = sway(len(out), rng, 0.05, 0.7)
    add_noise(out, rng, Band(colour, level, width, drift(len(out), rng, 0.03, 0.08)))
