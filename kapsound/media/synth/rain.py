"""Synthesizes rain: a steady fall on leaves, single drops near by, a darker fall far away."""

import numpy as np
from numpy.typing import NDArray

from kapsound.media.synth.modulation import sway, wander
from kapsound.media.synth.noise import (
    Band,
    Shape,
    add_around,
    add_noise,
    high_pass,
    low_pass,
    slope,
    widening,
)
from kapsound.media.synth.space import hall, reverberate
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE

_DROPS_PER_SECOND = 22.0
_KINDS = 96
_DROP = 4_800


def render(frames: int, rng: np.random.Generator) -> Samples:
    """Return rain whose density drifts by 1.5 dB, shape (frames, 2)."""
    out = np.zeros((frames, 2), np.float32)
    _add_drops(out, rng)
    reverberate(out, hall(rng, 1.2, 0.5, ears=2))
    for colour, level in zip(_colours(), (0.08, 0.075, 0.032), strict=True):
        gains = level * sway(frames, rng, 0.12, 1.5)
        balance = 0.12 * np.tanh(wander(frames, rng, 0.05))
        add_noise(out, rng, Band(colour, gains, widening(250.0, 0.8), balance))
    return out


def _colours() -> tuple[Shape, Shape, Shape]:
    return (
        slope(-5.0) * high_pass(90.0, 2) * low_pass(500.0, 2),
        slope(-2.5) * high_pass(450.0, 2) * low_pass(2_600.0, 2) * low_pass(8_500.0, 8),
        slope(-2.0) * high_pass(2_200.0, 2) * low_pass(6_500.0, 2) * low_pass(8_500.0, 8),
    )


def _add_drops(out: Samples, rng: np.random.Generator) -> None:
    kinds = [_drop(rng) for _ in range(_KINDS)]
    count = max(1, round(len(out) / SAMPLE_RATE * _DROPS_PER_SECOND))
    for start in rng.integers(0, len(out), count):
        drop = kinds[int(rng.integers(_KINDS))][: len(out)]
        # Most drops are far: the near ones are few, and none is loud.
        loud = 0.05 * min(2.2, float(rng.lognormal(0.0, 0.6)))
        place = rng.uniform(-0.7, 0.7)
        ears = np.sqrt([1.0 - place, 1.0 + place]).astype(np.float32) * np.float32(loud)
        add_around(out, int(start), drop[:, None] * ears)


def _drop(rng: np.random.Generator) -> NDArray[np.float32]:
    """Return one drop: a short damped tone that slides up a little, with a soft beginning."""
    time = np.arange(_DROP) / SAMPLE_RATE
    pitch = 520.0 * 2.0 ** rng.uniform(0.0, 2.2)
    slide = pitch * (time + rng.uniform(0.0, 2.5) * time**2)
    soft = 0.5 - 0.5 * np.cos(np.pi * np.clip(time / rng.uniform(0.003, 0.007), 0.0, 1.0))
    fading = np.exp(-time / rng.uniform(0.005, 0.016)) * np.clip((0.1 - time) / 0.02, 0.0, 1.0)
    tone = np.sin(2.0 * np.pi * slide) * soft * fading
    return np.asarray(tone, np.float32)
