"""Measures momentary loudness after ITU-R BS.1770 for the meters, to a few tenths of a LU."""

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray

from kapsound.samples import Samples
from kapsound.units import GRID, SAMPLE_RATE

# The two biquads of BS.1770-4 at 48 kHz, (b, a) each: the head's shelf and the low cut.
_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_LOW_CUT = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))

_MOMENT = 0.4 * SAMPLE_RATE / GRID
# What BS.1770 adds to a K-weighted power in dB to give LUFS.
OFFSET_DB = -0.691


class Loudness:
    """Measures K-weighted loudness over the last 400 ms, from spectra of blocks of GRID frames."""

    def __init__(self) -> None:
        self._weights = _power_weights()
        whole = math.ceil(_MOMENT)
        self._energies = deque([0.0] * whole, maxlen=whole)

    def add(self, block: Samples) -> None:
        """Hear one block, shape (GRID, 2)."""
        spectrum = np.fft.rfft(block, axis=0)
        power = (spectrum.real**2 + spectrum.imag**2).sum(axis=1)
        self._energies.append(float(np.vdot(power, self._weights)))

    def momentary(self, floor: float) -> float:
        """Return the loudness in LUFS, never under `floor`."""
        oldest = self._energies[0] * (_MOMENT % 1.0 or 1.0)
        energy = (oldest + sum(list(self._energies)[1:])) / _MOMENT
        return max(OFFSET_DB + 10.0 * math.log10(energy), floor) if energy > 0.0 else floor


def _power_weights() -> NDArray[np.float64]:
    """Return what each bin of a spectrum adds to the mean square: |H|^2, both halves, 1/N^2."""
    turn = np.exp(-2j * np.pi * np.arange(GRID // 2 + 1) / GRID)
    weights = np.full(GRID // 2 + 1, 2.0 / GRID**2)
    weights[[0, -1]] /= 2.0
    for b, a in (_SHELF, _LOW_CUT):
        weights = weights * np.abs(np.polyval(b[::-1], turn) / np.polyval(a[::-1], turn)) ** 2
    return weights
