"""Synthesizes a stream: water over stones, each place with its own voice, above a soft rush."""

import numpy as np
from numpy.typing import NDArray

from kapsound.media.synth.modulation import Curve, at, sway, wander
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

# Where the water turns over: pan from -1 to 1, the middle of its bubbles' pitch in Hz, and how
# many there are in a second.
_PLACES = ((-0.6, 520.0, 14.0), (-0.2, 820.0, 16.0), (0.25, 430.0, 12.0), (0.6, 1_050.0, 14.0))
_KINDS = 40
_BUBBLE = 7_200


def render(frames: int, rng: np.random.Generator) -> Samples:
    """Return a brook that murmurs now here, now there, shape (frames, 2)."""
    out = np.zeros((frames, 2), np.float32)
    for pan, pitch, often in _PLACES:
        _add_place(out, rng, (pan, pitch, often))
    reverberate(out, hall(rng, 0.9, 0.45, ears=2))
    for colour, level in zip(_colours(), (0.05, 0.06, 0.022), strict=True):
        gains = level * sway(frames, rng, 0.1, 1.0) * sway(frames, rng, 0.9, 1.2)
        balance = 0.15 * np.tanh(wander(frames, rng, 0.08))
        add_noise(out, rng, Band(colour, gains, widening(220.0, 0.8), balance))
    return out


def _colours() -> tuple[Shape, Shape, Shape]:
    return (
        slope(-4.0) * high_pass(110.0, 2) * low_pass(420.0, 2),
        slope(-3.0) * high_pass(350.0, 2) * low_pass(1_500.0, 2) * low_pass(8_000.0, 6),
        slope(-3.0) * high_pass(1_300.0, 2) * low_pass(4_500.0, 2) * low_pass(8_500.0, 8),
    )


def _add_place(out: Samples, rng: np.random.Generator, place: tuple[float, float, float]) -> None:
    pan, pitch, often = place
    kinds = [_bubble(rng, pitch) for _ in range(_KINDS)]
    murmur = sway(len(out), rng, 0.35, 4.0)
    ears = np.sqrt([1.0 - pan, 1.0 + pan]).astype(np.float32)
    count = max(1, round(len(out) / SAMPLE_RATE * often))
    for start in rng.integers(0, len(out), count):
        loud = 0.05 * min(2.0, float(rng.lognormal(0.0, 0.5))) * _there(murmur, start, len(out))
        bubble = kinds[int(rng.integers(_KINDS))][: len(out)]
        add_around(out, int(start), bubble[:, None] * (ears * np.float32(loud)))


def _there(curve: Curve, frame: int, frames: int) -> float:
    return float(at(curve, np.array([frame / frames]))[0].real)


def _bubble(rng: np.random.Generator, middle: float) -> NDArray[np.float32]:
    """Return one bubble: a damped tone that rises a little as it reaches the surface."""
    time = np.arange(_BUBBLE) / SAMPLE_RATE
    pitch = middle * 2.0 ** rng.uniform(-0.7, 0.7)
    rise = pitch * (time + rng.uniform(0.3, 2.0) * time**2)
    soft = 0.5 - 0.5 * np.cos(np.pi * np.clip(time / rng.uniform(0.006, 0.014), 0.0, 1.0))
    fading = np.exp(-time / rng.uniform(0.012, 0.035)) * np.clip((0.15 - time) / 0.03, 0.0, 1.0)
    return np.asarray(np.sin(2.0 * np.pi * rise) * soft * fading, np.float32)
