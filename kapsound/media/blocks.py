"""Cuts, joins and cleans sound that comes in blocks."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kapsound.samples import Samples
from kapsound.units import CHANNELS


def rechunk(blocks: Iterable[Samples], frames: int) -> Iterator[Samples]:
    """Give the same sound in blocks of `frames` each, C-contiguous; the last may be shorter."""
    chunk, filled = _empty(frames), 0
    for block in blocks:
        taken = 0
        while taken < len(block):
            part = block[taken : taken + frames - filled]
            chunk[filled : filled + len(part)] = part
            taken, filled = taken + len(part), filled + len(part)
            if filled == frames:
                yield chunk
                chunk, filled = _empty(frames), 0
    if filled:
        yield chunk[:filled]


def cut(block: Samples, frames: int) -> Iterator[Samples]:
    """Give a block in parts of at most `frames` each."""
    return (block[start : start + frames] for start in range(0, len(block), frames))


def sanitise(block: NDArray[np.floating[Any]], most: float) -> int:
    """Replace NaN, and what is beyond +-`most`, by 0 in place; returns how many values it was."""
    right = np.abs(block) <= most  # false for NaN as well
    if right.all():
        return 0
    block[~right] = 0
    return int(right.size - right.sum())


def to_bytes(block: Samples) -> bytes:
    """Return a block as it lies in prepared audio: little-endian float32."""
    return block.astype("<f4", copy=False).tobytes()


def _empty(frames: int) -> Samples:
    return np.empty((frames, CHANNELS), np.float32)
