"""Synthesizes rain: a steady fall on leaves, single drops near by, a darker fall far away."""

import numpy as np

from kapsound.media.synth.drops import Drop, make_drop, set_down
from kapsound.media.synth.modulation import drift, sway
from kapsound.media.synth.noise import Band, Shape, add_noise, high_pass, low_pass, slope, widening
from kapsound.media.synth.space import hall, reverberate
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE

_DROPS_PER_SECOND = 22.0
_KINDS = 96
_DROP = Drop(4_800, octaves=(0.0, 2.2), rise=(0.0, 2.5), onset=(0.003, 0.007), fall=(0.005, 0.016))
_PITCH = 520.0


def render(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with rain whose density drifts by 1.5 dB."""
    frames = len(out)
    _add_drops(out, rng)
    reverberate(out, hall(rng, 1.2, 0.5, ears=2))
    for colour, level in zip(_colours(), (0.08, 0.075, 0.032), strict=True):
        gains = level * sway(frames, rng, 0.12, 1.5)
        balance = drift(frames, rng, 0.05, 0.12)
        add_noise(out, rng, Band(colour, gains, widening(250.0, 0.8), balance))


def _colours() -> tuple[Shape, Shape, Shape]:
    return (
        slope(-5.0) * high_pass(90.0, 2) * low_pass(500.0, 2),
        slope(-2.5) * high_pass(450.0, 2) * low_pass(2_600.0, 2) * low_pass(8_500.0, 8),
        slope(-2.0) * high_pass(2_200.0, 2) * low_pass(6_500.0, 2) * low_pass(8_500.0, 8),
    )


def _add_drops(out: Samples, rng: np.random.Generator) -> None:
    kinds = [make_drop(rng, _DROP, _PITCH) for _ in range(_KINDS)]
    count = max(1, round(len(out) / SAMPLE_RATE * _DROPS_PER_SECOND))
    for start in rng.integers(0, len(out), count):
        drop = kinds[int(rng.integers(_KINDS))]
        # Most drops are far: the near ones are few, and none is loud.
        loud = 0.05 * min(2.2, float(rng.lognormal(0.0, 0.6)))
        set_down(out, int(start), drop, rng.uniform(-0.7, 0.7), loud)
