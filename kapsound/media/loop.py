"""Makes a loop of a sound: its end is crossfaded into its start, so that it wraps unheard."""

from collections.abc import Iterator
from typing import IO

import numpy as np
from numpy.typing import NDArray

from kapsound.cache.store import FRAME_BYTES
from kapsound.samples import Samples
from kapsound.units import CHANNELS, SAMPLE_RATE

LONGEST_CROSSFADE = 4 * SAMPLE_RATE


def crossfade_length(frames: int) -> int:
    """Return how many frames of a sound's end go into its start: 4 s, at most a quarter."""
    return min(LONGEST_CROSSFADE, frames // 4)


def crossfade(end: Samples, start: Samples) -> Samples:
    """Return `end` passing into `start`, equal in power; both of the same shape."""
    rising = _curve(len(start))[:, np.newaxis]
    falling = _curve(len(start))[::-1, np.newaxis]
    return (end * falling + start * rising).astype(np.float32)


def loop_blocks(file: IO[bytes], frames: int) -> Iterator[Samples]:
    """Give the loop of a sound in an open raw file; it is shorter by its crossfade."""
    fade = crossfade_length(frames)
    yield crossfade(_read(file, frames - fade, fade), _read(file, 0, fade))
    for start in range(fade, frames - fade, SAMPLE_RATE):
        yield _read(file, start, min(SAMPLE_RATE, frames - fade - start))


def _curve(frames: int) -> NDArray[np.float64]:
    """Rise from 0 to 1: the root of a smoothstep; its square and its mirror's sum to 1."""
    part = (np.arange(frames) + 0.5) / max(1, frames)
    return np.sqrt(part * part * (3 - 2 * part))


def _read(file: IO[bytes], start: int, frames: int) -> Samples:
    file.seek(start * FRAME_BYTES)
    data = np.frombuffer(file.read(frames * FRAME_BYTES), "<f4")
    return data.astype(np.float32).reshape(-1, CHANNELS)
