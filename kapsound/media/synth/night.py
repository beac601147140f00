"""Synthesizes a night: still warm air, and crickets far away across a meadow."""

import numpy as np
from numpy.typing import NDArray

from kapsound.media.synth.drops import set_down
from kapsound.media.synth.modulation import at, drift, sway
from kapsound.media.synth.noise import (
    Band,
    add_noise,
    frequencies,
    high_pass,
    low_pass,
    slope,
    widening,
)
from kapsound.media.synth.space import hall, reverberate
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE

# The crickets near enough to be told apart: pan from -1 to 1, pitch in Hz, chirps a second.
_CRICKETS = (
    (-0.7, 3_150.0, 1.05),
    (-0.35, 3_420.0, 0.8),
    (0.1, 2_960.0, 0.93),
    (0.45, 3_300.0, 1.15),
    (0.75, 3_060.0, 0.7),
)
_LOUD = 0.012
_PULSE, _BETWEEN = 0.028, 0.042
_CHORUS, _BREADTH = 3_250.0, 260.0


def render(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with a summer night whose crickets come and go by 5 dB."""
    frames = len(out)
    for cricket in _CRICKETS:
        _add_cricket(out, rng, cricket)
    reverberate(out, hall(rng, 1.6, 0.9, ears=2))
    # The hush of the ground, the air, and the chorus of all crickets further away.
    layers = (
        (0.05, slope(-5.0) * high_pass(60.0, 2) * low_pass(260.0, 2)),
        (0.045, slope(-4.0) * high_pass(200.0, 2) * low_pass(1_400.0, 2) * low_pass(9_000.0, 6)),
        (0.0035, np.asarray(np.exp(-0.5 * ((frequencies() - _CHORUS) / _BREADTH) ** 2))),
    )
    for level, colour in layers:
        gains = level * sway(frames, rng, 0.08, 2.0)
        balance = drift(frames, rng, 0.05, 0.12)
        add_noise(out, rng, Band(colour, gains, widening(200.0, 0.8), balance))


def _add_cricket(
    out: Samples, rng: np.random.Generator, cricket: tuple[float, float, float]
) -> None:
    pan, pitch, often = cricket
    kinds = [_chirp(rng, pitch, pulses) for pulses in (2, 3, 3, 4)]
    count = max(1, round(len(out) / SAMPLE_RATE * often))
    places = (np.arange(count) + rng.uniform(-0.12, 0.12, count) + rng.uniform()) / count % 1.0
    presence = at(_LOUD * sway(len(out), rng, 0.05, 5.0), places).real
    for where, loud in zip(places, presence, strict=True):
        chirp = kinds[int(rng.integers(len(kinds)))]
        set_down(out, int(where * len(out)), chirp, pan, loud)


def _chirp(rng: np.random.Generator, pitch: float, pulses: int) -> NDArray[np.float32]:
    """Return a chirp: soft pulses of one tone, the first the quietest."""
    length = round((pulses * _BETWEEN + _PULSE) * SAMPLE_RATE)
    time = np.arange(length) / SAMPLE_RATE
    shape = np.zeros(length)
    for pulse in range(pulses):
        part = np.clip((time - pulse * _BETWEEN) / _PULSE, 0.0, 1.0)
        shape += (0.5 - 0.5 * np.cos(2.0 * np.pi * part)) * (1.0 - 0.5 / (pulse + 1))
    tone = np.sin(2.0 * np.pi * (pitch * rng.uniform(0.99, 1.01) * time + rng.uniform()))
    return np.asarray(tone * shape, np.float32)
