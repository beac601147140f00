"""Finds the highest peak between samples, as FFmpeg's ebur128 meter does.

That meter resamples everything to 192 kHz. Most of a sound cannot hold its highest peak, as its
samples and second differences show at a tenth of the cost: only the rest is resampled here.
"""

import numpy as np
from numpy.typing import NDArray

from kapsound.samples import Samples
from kapsound.units import CHANNELS

REACH = 16
"""How many frames before and after a place are looked at; as many make a stretch."""

BEND = 0.4285
"""By how much of the second differences around it a place differs from a straight line at most."""

_KAISER_BETA = 9.0
_LIKELY = 64

Floats = NDArray[np.float64]


def taps() -> Floats:
    """Return FFmpeg's resampler to four times the rate: 32 taps for each place between two frames.

    It is a sinc in a Kaiser window; the first of the taps is for the frame 15 before.
    """
    distance = np.arange(1 - REACH, 1 + REACH)[:, np.newaxis] - np.array([0.25, 0.5, 0.75])
    window = np.i0(_KAISER_BETA * np.sqrt(1 - (distance / REACH) ** 2)) / np.i0(_KAISER_BETA)
    return np.asarray(np.sinc(distance) * window)


class TruePeakFinder:
    """Finds the `highest` of all samples and of what lies between them, in blocks of any size.

    `highest_sample` is that of the samples alone. The last frames given wait for those after.
    """

    def __init__(self) -> None:
        self.highest_sample = 0.0
        self.highest = 0.0
        self._rest: Samples = np.empty((0, CHANNELS), np.float32)
        self._begun = False
        self._taps = _taps_of_stretch()

    def add(self, block: Samples) -> None:
        """Look at the next frames, shape (frames, 2), finite float32."""
        line = np.concatenate((self._rest, block))
        if not self._begun and len(line) > REACH:
            line = np.concatenate((line[REACH:0:-1], line))  # FFmpeg mirrors the beginning
            self._begun = True
        whole = len(line) // REACH * REACH
        if self._begun and whole > 2 * REACH:
            self._look(line[:whole])
            line = line[whole - 2 * REACH :].copy()
        self._rest = line

    def finish(self) -> None:
        """Look at the last frames, as if silence followed."""
        self.add(np.zeros((3 * REACH, CHANNELS), np.float32))

    def _look(self, line: Samples) -> None:
        """Look at all stretches but the first and the last, which lie around them."""
        flat = line.reshape(-1)
        level, bends = _size(flat), _second_differences(flat)
        self.highest_sample = max(self.highest_sample, level)
        self.highest = max(self.highest, level)
        if level + BEND * _size(bends) > self.highest:
            self._search(line, _bounds(flat, bends))

    def _search(self, line: Samples, bounds: Samples) -> None:
        """Resample what may be higher than all so far; if it is much, the likeliest first."""
        if np.count_nonzero(bounds > self.highest) > _LIKELY:
            self._resample(line, np.argpartition(bounds, -_LIKELY)[-_LIKELY:])
        self._resample(line, np.flatnonzero(bounds > self.highest))

    def _resample(self, line: Samples, stretches: NDArray[np.intp]) -> None:
        if len(stretches):
            size = len(self._taps)
            around = np.lib.stride_tricks.sliding_window_view(line, size, axis=0)[1::REACH]
            between = around[stretches].reshape(-1, size).astype(np.float64) @ self._taps
            self.highest = max(self.highest, float(np.abs(between).max()))


def _size(values: Samples) -> float:
    return max(float(values.max()), -float(values.min()))


def _second_differences(flat: Samples) -> Samples:
    """Return them as long as the line is: the first and the last are 0."""
    step = flat[CHANNELS:] - flat[:-CHANNELS]
    bends = np.zeros_like(flat)
    np.subtract(step[CHANNELS:], step[:-CHANNELS], out=bends[CHANNELS:-CHANNELS])
    return bends


def _bounds(flat: Samples, bends: Samples) -> Samples:
    """Return for each inner stretch a level that nothing in it exceeds."""
    level, bend = _most(flat), _most(bends)
    around = np.maximum(np.maximum(bend[:-2], bend[1:-1]), bend[2:])
    return np.asarray(np.maximum(level[1:-1], level[2:]) + np.float32(BEND) * around)


def _most(flat: Samples) -> Samples:
    """Return the greatest size in each stretch; along long rows that is four times as fast."""
    return np.asarray(np.abs(flat).reshape(-1, CHANNELS * REACH).T.copy().max(axis=0))


def _taps_of_stretch() -> Floats:
    """Return the taps that give all places of a stretch from the frames around it, as a matrix."""
    each = taps()
    places = np.zeros((3 * REACH - 1, REACH, each.shape[1]))
    for frame in range(REACH):
        places[frame : frame + len(each), frame] = each
    return places.reshape(len(places), -1)
