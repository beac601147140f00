"""Names the type of stereo sound, and gathers it; importing it loads numpy."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from kapsound.units import CHANNELS

Samples = NDArray[np.float32]
"""Stereo sound: shape (n, 2), float32, full scale is 1.0, 48 kHz."""


class Gatherer:
    """Turns blocks of any size into blocks of `size` frames, in the same order."""

    def __init__(self, size: int) -> None:
        self._rest = np.empty((size, CHANNELS), np.float32)
        self._filled = 0

    @property
    def empty(self) -> bool:
        """Say whether no frames wait for more."""
        return not self._filled

    def push(self, block: Samples) -> Iterator[Samples]:
        """Take float32 of shape (n, 2); yield every block that is now full, each a new array."""
        size, at = len(self._rest), 0
        while at < len(block):
            taken = min(size - self._filled, len(block) - at)
            self._rest[self._filled : self._filled + taken] = block[at : at + taken]
            self._filled, at = self._filled + taken, at + taken
            if self._filled == size:
                self._filled = 0
                yield self._rest.copy()

    def rest(self) -> Samples:
        """Return the frames that do not fill a block yet, and forget them."""
        filled, self._filled = self._filled, 0
        return self._rest[:filled].copy()
