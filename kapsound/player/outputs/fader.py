"""Applies an output's level and the fades of a change of outputs, which no record knows of."""

from collections.abc import Iterator

import numpy as np

from kapsound.samples import Samples
from kapsound.units import GRID, SAMPLE_RATE, to_gain

FALL_S = 1.0
RISE_S = 4.0
RETURN_DB = -40.0


class Fader:
    """Scales the blocks of one output; at full level and without a fade they stay as they are."""

    def __init__(self) -> None:
        self._level = np.float32(1.0)
        self._gain = 1.0
        self._falling = False
        self._way: Iterator[float] = iter(())
        self._line = (np.arange(GRID, dtype=np.float32) / np.float32(GRID))[:, None]

    @property
    def silent(self) -> bool:
        """Whether it has fallen to nothing."""
        return self._falling and self._gain == 0.0

    def level(self, level: float) -> None:
        """Set the level in dB; it holds from the next block on."""
        self._level = np.float32(to_gain(level))

    def begin(self) -> None:
        """Come from nothing within one block, under a rise of the session's own."""
        self._falling, self._gain, self._way = False, 0.0, iter((1.0,))

    def rise(self) -> None:
        """Come from nothing, linear in dB from -40 dB over four seconds."""
        steps = _blocks(RISE_S)
        levels = (RETURN_DB * (1.0 - step / steps) for step in range(steps + 1))
        self._falling, self._gain, self._way = False, 0.0, map(to_gain, levels)

    def fall(self) -> None:
        """Fall to nothing within a second, unless it does so already."""
        if self._falling:
            return
        steps, present = _blocks(FALL_S), self._gain
        levels = (to_gain(RETURN_DB * step / steps) for step in range(1, steps))
        self._falling, self._way = True, iter([*(present * gain for gain in levels), 0.0])

    def apply(self, block: Samples) -> Samples:
        """Return a block of shape (GRID, 2) as it is to be heard."""
        before = self._gain
        self._gain = next(self._way, before)
        if self._level != 1:
            block = block * self._level
        if before == self._gain == 1.0:
            return block
        return block * (np.float32(before) + np.float32(self._gain - before) * self._line)


def _blocks(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE / GRID)
