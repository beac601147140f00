"""Measures momentary loudness after ITU-R BS.1770 for the meters, to a few tenths of a LU."""

import math
from collections import deque
from functools import cache, cached_property

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
_WHOLE = math.ceil(_MOMENT)
# What BS.1770 adds to a K-weighted power in dB to give LUFS.
OFFSET_DB = -0.691


class Loudness:
    """Measures K-weighted loudness over the last 400 ms, from spectra of blocks of GRID frames.

    Nothing is measured before somebody asks. One thread may add while another asks.
    """

    def __init__(self) -> None:
        self._heard: deque[_Heard] = deque(maxlen=_WHOLE)

    def add(self, block: Samples) -> None:
        """Hear one block, shape (GRID, 2), which has to stay as it is."""
        self._heard.append(_Heard(block))

    def momentary(self, floor: float) -> float:
        """Return the loudness in LUFS, never under `floor`."""
        energies = [heard.energy for heard in list(self._heard)]
        if len(energies) == _WHOLE:
            energies[0] *= _MOMENT % 1.0 or 1.0
        energy = sum(energies) / _MOMENT
        return max(OFFSET_DB + 10.0 * math.log10(energy), floor) if energy > 0.0 else floor


class _Heard:
    """A block, and its K-weighted mean square over both sides once it was asked for."""

    def __init__(self, block: Samples) -> None:
        self._block = block

    @cached_property
    def energy(self) -> float:
        # The spectrum of left + i right has the power of both, half in each bin and its mirror.
        spectrum = np.fft.fft(self._block.view(np.complex64)[:, 0])
        return float(np.vdot(spectrum.real**2 + spectrum.imag**2, _power_weights()))


@cache
def _power_weights() -> NDArray[np.float64]:
    """Return what each bin of a spectrum adds to the mean square: |H|^2 and 1/N^2."""
    turn = np.exp(-2j * np.pi * np.fft.fftfreq(GRID))
    weights = np.full(GRID, 1.0 / GRID**2)
    for b, a in (_SHELF, _LOW_CUT):
        weights = weights * np.abs(np.polyval(b[::-1], turn) / np.polyval(a[::-1], turn)) ** 2
    return weights
