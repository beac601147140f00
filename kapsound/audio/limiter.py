"""Limits the true peak of the master, looking ahead."""

import numpy as np
from numpy.typing import NDArray

from kapsound.audio.envelope import multiply
from kapsound.audio.truepeak import MOST, REACH, PeakFinder
from kapsound.samples import Samples
from kapsound.units import GRID, to_gain

CEILING_DB = -1.2
"""What the limiter aims at in dBTP; the 0.2 dB under -1 cover the gain's own movement."""

LATENCY = 400
"""By how many frames what comes out is late (8.3 ms): the look-ahead and the peaks' reach."""

# The gain is worked out for each 32 frames and drawn in straight lines between them.
_STEP = 32
_STEPS = GRID // _STEP
_MARGIN = LATENCY % _STEP
_AHEAD = LATENCY // _STEP
# Eleven weights, a triangle: the gain moves over 7 ms. Two more steps on either side keep it
# still around a peak.
_WEIGHTS = tuple(weight / 36.0 for weight in (1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1))
_COLUMN = np.array(_WEIGHTS)[:, None]
_WINDOW = _AHEAD + 2
_HOLD = 75
"""Steps the gain stays down after a peak: 50 ms, so that low notes are not bent."""
_RELEASE = to_gain(6.0 * _STEP / 48_000)
"""The gain comes back by 6 dB a second."""
_LOUDEST = 64.0


class Limiter:
    """Holds true peaks under -1 dBTP; what stays under it passes bit for bit, `LATENCY` late.

    Samples that are not numbers become 0, and none counts for more than 36 dBFS.
    """

    def __init__(self) -> None:
        self._line = np.zeros((LATENCY + GRID, 2), np.float32)
        self._finder = PeakFinder(GRID)
        self._wanted = np.ones(_WINDOW - 1 + _STEPS)
        self._held = np.ones(len(_WEIGHTS) - 1 + _STEPS + 1)
        self._highest = 0.0
        self._gain = 1.0
        self._hold = 0
        self._resting = True
        self._rising = (np.arange(_STEP) / _STEP).astype(np.float64)
        self._shape = np.empty((_STEPS, _STEP), np.float32)
        self.reduction = 1.0

    def process(self, block: Samples, out: Samples) -> None:
        """Limit the next block, shape (GRID, 2), into `out`; `reduction` is its lowest gain."""
        line = self._line
        line[:LATENCY] = line[GRID:]
        line[LATENCY:] = block
        before, self._highest = self._highest, _mended(line[LATENCY:])
        wanted = self._want(
            line[LATENCY - _MARGIN - REACH :][: GRID + 2 * REACH], max(before, self._highest)
        )
        out[:] = line[:GRID]
        self.reduction = 1.0
        if wanted is None and self._resting:
            return
        multiply(out, out, self._gains(wanted))

    def _want(self, line: Samples, highest: float) -> NDArray[np.float64] | None:
        """Return the gain each step of the newest block can bear, None if all can bear 1."""
        ceiling = to_gain(CEILING_DB)
        if highest * MOST <= ceiling or self._finder.bound(line, highest) <= ceiling:
            return None
        peaks: NDArray[np.float64]
        peaks = self._finder.peaks(line).reshape(_STEPS, -1).max(axis=1).astype(np.float64)
        if peaks.max() <= ceiling:
            return None
        return np.divide(ceiling, np.maximum(peaks, ceiling))

    def _gains(self, wanted: NDArray[np.float64] | None) -> Samples:
        """Return the gain of every frame that goes out now, shape (GRID,)."""
        self._wanted[: _WINDOW - 1] = self._wanted[_STEPS:]
        self._wanted[_WINDOW - 1 :] = 1.0 if wanted is None else wanted
        self._held[: len(_WEIGHTS)] = self._held[_STEPS:]
        self._held[len(_WEIGHTS) :] = self._release(_sliding_min(self._wanted))
        self._resting = bool(self._wanted.min() == 1.0 == self._held.min())
        knots = _smooth(self._held)
        self.reduction = float(knots.min())
        slope = (knots[1:] - knots[:-1])[:, None] * self._rising
        np.add(knots[:-1, None], slope, out=self._shape, casting="same_kind")
        return self._shape.reshape(-1)

    def _release(self, targets: NDArray[np.float64]) -> list[float]:
        """Go down with the targets at once, hold, and come back slowly."""
        gain, hold, gains = self._gain, self._hold, []
        if hold >= len(targets) and targets.min() > gain:
            self._hold -= len(targets)
            return [gain] * len(targets)
        for target in targets.tolist():
            if target <= gain:
                gain, hold = target, _HOLD
            elif hold:
                hold -= 1
            else:
                gain = min(target, gain * _RELEASE)
            gains.append(gain)
        self._gain, self._hold = gain, hold
        return gains


def _sliding_min(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the minimum of each `_WINDOW` (14) neighbours, by doubling."""
    two = np.minimum(values[1:], values[:-1])
    four = np.minimum(two[2:], two[:-2])
    eight = np.minimum(four[4:], four[:-4])
    return np.minimum(eight[6:], eight[:-6])


def _smooth(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weighted mean of each eleven neighbours, never over 1."""
    shape = (len(_WEIGHTS), len(values) - len(_WEIGHTS) + 1)
    neighbours = np.ndarray(shape, np.float64, values, 0, (8, 8))
    total: NDArray[np.float64] = np.add.reduce(neighbours * _COLUMN, axis=0)
    return np.minimum(total, 1.0, out=total)


def _mended(block: Samples) -> float:
    """Put 0 in place of what is not a number, keep the rest within bounds; return its peak."""
    peak = max(-block.min(), block.max())
    if not peak <= _LOUDEST:
        block[np.isnan(block)] = 0.0
        np.clip(block, -_LOUDEST, _LOUDEST, out=block)
        peak = np.abs(block).max()
    return float(peak)
