"""Synthesizes brown noise: deep and even, like a far waterfall through a wall."""

import numpy as np

from kapsound.media.synth.modulation import sway, wander
from kapsound.media.synth.noise import (
    Band,
    add_noise,
    high_pass,
    low_pass,
    slope,
    widening,
)
from kapsound.samples import Samples


def render(frames: int, rng: np.random.Generator) -> Samples:
    """Return noise that falls by 6 dB an octave, shape (frames, 2); it breathes by 0.7 dB."""
    out = np.zeros((frames, 2), np.float32)
    colour = slope(-6.0) * high_pass(45.0, 3) * low_pass(7_000.0, 3)
    level = sway(frames, rng, 0.05, 0.7)
    balance = 0.08 * np.tanh(wander(frames, rng, 0.03))
    add_noise(out, rng, Band(colour, level, widening(90.0, 0.8), balance))
    return out
