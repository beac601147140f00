"""Finds peaks between samples, as FFmpeg's ebur128 meter does: at four times the rate."""

import numpy as np

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
MOST = _SLANT + 4 * _BEND
"""No peak between samples exceeds the highest of them by more than this factor."""


class PeakFinder:
    """Finds the peaks of `frames` frames and of what lies between them, in arrays it keeps."""

    def __init__(self, frames: int) -> None:
        self._size = frames * 2
        self._step = np.empty((frames + 2 * REACH - 1) * 2, np.float32)
        self._bend = np.empty((frames + 2 * REACH - 2) * 2, np.float32)
        even, odd, middle = np.array(_TAPS, np.float32).T[:, :, None]
        self._even, self._odd, self._middle = even, odd, middle
        self._pairs, self._terms = (np.empty((REACH, self._size), np.float32) for _ in range(2))
        self._peaks, self._sum = (np.empty(self._size, np.float32) for _ in range(2))

    def bound(self, line: Samples, highest: float) -> float:
        """Return a level that no peak in `line` exceeds, shape (frames + 2 REACH, 2).

        `highest` is one that none of its samples exceeds.
        """
        flat = line.reshape(-1)
        step = np.subtract(flat[2:], flat[:-2], out=self._step)
        bend = np.subtract(step[2:], step[:-2], out=self._bend)
        return _SLANT * highest + _BEND * float(max(-bend.min(), bend.max()))

    def peaks(self, line: Samples) -> Samples:
        """Return for each frame from REACH on the peak up to the next, shape (frames, 2)."""
        rows = np.ndarray((2 * REACH + 1, self._size), np.float32, line, 0, (8, 4))
        left, right = rows[REACH:0:-1], rows[REACH + 1 :]
        peaks, pairs = self._peaks, self._pairs
        self._weigh(np.subtract(left, right, out=pairs), self._odd, peaks)
        np.add(left, right, out=pairs)
        np.add(self._weigh(pairs, self._even, self._sum), peaks, out=peaks)
        np.maximum(peaks, self._weigh(pairs, self._middle, self._sum), out=peaks)
        np.maximum(peaks, np.abs(rows[REACH], out=self._sum), out=peaks)
        return peaks.reshape(-1, 2)

    def _weigh(self, pairs: Samples, taps: Samples, out: Samples) -> Samples:
        """Return the size of the weighted sum of the pairs, added up from the nearest outwards."""
        np.add.reduce(np.multiply(pairs, taps, out=self._terms), axis=0, out=out)
        return np.abs(out, out=out)
