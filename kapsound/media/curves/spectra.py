"""Cuts sound into short spectra, which every curve is measured from."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE

HOP = 960
"""The frames from one spectrum to the next: 20 ms, a whole number of them in a second."""
FRAME = 2 * HOP
A_SECOND = SAMPLE_RATE // HOP
Power = NDArray[np.floating[Any]]
"""The power of spectra, shape (spectra, FRAME // 2 + 1), both channels added."""

FREQUENCIES = np.fft.rfftfreq(FRAME, 1 / SAMPLE_RATE)
# Its squares, half a frame apart, sum to 1, so that the spectra hold the sound's energy exactly.
_WINDOW = np.sin(np.pi * (np.arange(FRAME) + 0.5) / FRAME).astype(np.float32)


class Spectra:
    """Gives the spectra of sound that comes in blocks, one each `HOP` frames."""

    def __init__(self) -> None:
        self._before = np.zeros(HOP, np.complex64)

    def add(self, block: Samples) -> Power:
        """Return the spectra that end in a block, shape (frames, 2); a rest is filled up with 0.

        Only the last block may be no multiple of `HOP`.
        """
        # Left and right are the two parts of one complex signal: one transform does for both.
        joined = np.ascontiguousarray(block, np.float32).view(np.complex64)[:, 0]
        rest = np.zeros(-len(joined) % HOP, np.complex64)
        whole = np.concatenate((self._before, joined, rest))
        self._before = whole[-HOP:]
        frames = np.lib.stride_tricks.sliding_window_view(whole, FRAME)[::HOP]
        spectrum = np.fft.fft(frames * _WINDOW)
        power = spectrum.real**2 + spectrum.imag**2
        return _one_sided(power) / FRAME


def _one_sided(power: Power) -> Power:
    """Add what lies at negative frequencies: the sum of both channels' one-sided power."""
    half = FRAME // 2
    folded = power[:, : half + 1].copy()
    folded[:, 1:half] += power[:, :half:-1]
    return folded
