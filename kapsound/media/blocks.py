"""Cuts, joins and cleans sound that comes in blocks."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kapsound.samples import Gatherer, Samples


def rechunk(blocks: Iterable[Samples], frames: int) -> Iterator[Samples]:
    """Give the same sound in blocks of `frames` each, C-contiguous; the last may be shorter."""
    gatherer = Gatherer(frames)
    for block in blocks:
        if gatherer.empty and len(block) == frames:  # as decoders give them, not to be copied
            yield np.ascontiguousarray(block)
        else:
            yield from gatherer.push(block)
    if len(rest := gatherer.rest()):
        yield rest


def cut(block: Samples, frames: int) -> Iterator[Samples]:
    """Give a block in parts of at most `frames` each."""
    return (block[start : start + frames] for start in range(0, len(block), frames))


def sanitise(block: NDArray[np.floating[Any]], most: float) -> int:
    """Replace NaN, and what is beyond +-`most`, by 0 in place; returns how many values it was."""
    if -most <= block.min(initial=0) and block.max(initial=0) <= most:  # false for NaN as well
        return 0
    right = np.abs(block) <= most
    block[~right] = 0
    return int(right.size - right.sum())


def to_bytes(block: Samples) -> memoryview:
    """Return a C-contiguous block as it lies in prepared audio: little-endian float32."""
    return block.astype("<f4", copy=False).reshape(-1).view(np.uint8).data
