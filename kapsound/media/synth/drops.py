"""Makes drops and bubbles of water, and sets short sounds in their places around the loop."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kapsound.media.synth.modulation import ease
from kapsound.media.synth.noise import add_around
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE

_Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drop:
    """A kind of drop: its length in frames, and ranges of what differs from drop to drop.

    `octaves` is how far its pitch lies from the usual one, `rise` how fast it slides up, `onset`
    how long it begins and `fall` the time constant of its fading, both in seconds.
    """

    length: int
    octaves: _Range
    rise: _Range
    onset: _Range
    fall: _Range


def make_drop(rng: np.random.Generator, kind: Drop, pitch: float) -> NDArray[np.float32]:
    """Return one drop, shape (frames,): a short damped tone about `pitch` Hz that slides up."""
    length = kind.length / SAMPLE_RATE
    time = np.arange(kind.length) / SAMPLE_RATE
    pitch *= 2.0 ** rng.uniform(*kind.octaves)
    slide = pitch * (time + rng.uniform(*kind.rise) * time**2)
    soft = ease(time / rng.uniform(*kind.onset))
    fading = np.exp(-time / rng.uniform(*kind.fall)) * np.clip((length - time) / (length / 5), 0, 1)
    return np.asarray(np.sin(2.0 * np.pi * slide) * soft * fading, np.float32)


def set_down(out: Samples, start: int, piece: NDArray[np.float32], pan: float, loud: float) -> None:
    """Add a short sound, shape (n,), to the loop at a frame, from -1 (left) to 1 (right)."""
    ears = np.sqrt([1.0 - pan, 1.0 + pan]).astype(np.float32) * np.float32(loud)
    add_around(out, start, piece[: len(out), None] * ears)
