"""Finds peaks between samples, as FFmpeg's ebur128 meter does: at four times the rate."""

import numpy as np
from numpy.typing import NDArray

from kapsound.samples import Samples

REACH = 12
"""How many frames on either side of an interval are looked at."""

# FFmpeg resamples to 192 kHz by a Kaiser-windowed sinc (beta 9, 32 taps). Its two outer quarter
# points mirror each other, so each pair of samples around an interval is taken as a sum and a
# difference: (sum to the quarters, difference to the quarters, sum to the middle). The eight
# outer taps come to 0.4 % at most and are left out.
_TAPS = (
    (0.598357382, 0.301035000, 0.633994203),
    (-0.148846035, -0.026609972, -0.204426794),
    (0.082047183, 0.009903184, 0.114729729),
    (-0.052717111, -0.005318200, -0.074065733),
    (0.035701428, 0.003359086, 0.050246324),
    (-0.024530660, -0.002294758, -0.034546496),
    (0.016763783, 0.001622269, 0.023610360),
    (-0.011246614, -0.001155637, -0.015835369),
    (0.007331059, 0.000814863, 0.010315985),
    (-0.004597652, -0.000561124, -0.006463514),
    (0.002743967, 0.000372929, 0.003852211),
    (-0.001536933, -0.000236324, -0.002153321),
)
# Interpolation between samples differs from a straight line by second differences, weighted by
# at most this sum; the rest is the small slant of the quarter points.
_BEND = 0.433
_SLANT = 1.0003


class PeakFinder:
    """Finds the peaks of `frames` frames and of what lies between them, in arrays it keeps."""

    def __init__(self, frames: int) -> None:
        self._frames = frames
        self._step = np.empty((frames + 2 * REACH - 1) * 2, np.float32)
        self._bend = np.empty((frames + 2 * REACH - 2) * 2, np.float32)
        size = frames * 2
        self._pair, self._term, self._peaks, self._difference, self._middle = (
            np.empty(size, np.float32) for _ in range(5)
        )

    def bound(self, line: Samples) -> float:
        """Return a level that no peak in `line` exceeds, shape (frames + 2 REACH, 2)."""
        flat = line.reshape(-1)
        step = np.subtract(flat[2:], flat[:-2], out=self._step)
        bend = np.subtract(step[2:], step[:-2], out=self._bend)
        return _SLANT * _peak(flat) + _BEND * _peak(bend)

    def peaks(self, line: Samples) -> Samples:
        """Return for each frame from REACH on the peak up to the next, shape (frames, 2)."""
        flat, size = line.reshape(-1), self._frames * 2
        quarters, difference, middle = self._peaks, self._difference, self._middle
        for total in (quarters, difference, middle):
            total.fill(0.0)
        for reach, (even, odd, centre) in enumerate(_TAPS):
            left = flat[2 * (REACH - reach) :][:size]
            right = flat[2 * (REACH + 1 + reach) :][:size]
            self._add(difference, np.subtract(left, right, out=self._pair), odd)
            pair = np.add(left, right, out=self._pair)
            self._add(quarters, pair, even)
            self._add(middle, pair, centre)
        np.add(np.abs(quarters, out=quarters), np.abs(difference, out=difference), out=quarters)
        np.maximum(quarters, np.abs(middle, out=middle), out=quarters)
        np.maximum(quarters, np.abs(flat[2 * REACH :][:size], out=middle), out=quarters)
        return quarters.reshape(-1, 2)

    def _add(self, total: Samples, values: Samples, factor: float) -> None:
        np.multiply(values, np.float32(factor), out=self._term)
        np.add(total, self._term, out=total)


def _peak(values: NDArray[np.float32]) -> float:
    return float(max(-values.min(), values.max()))
