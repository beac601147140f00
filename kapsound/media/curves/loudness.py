"""Measures the loudness of a second.

L = -0.691 + 10 log10(sum over f of |K(f)|^2 P(f) / frames), in LUFS: the mean square of both
channels, weighted by the K filter of ITU-R BS.1770-4 (annex 1, the coefficients for 48 kHz), by
its response in the spectrum rather than in time.
"""

from math import log10

import numpy as np
from numpy.typing import NDArray

from kapsound.media.curves.spectra import FREQUENCIES, HOP, Power
from kapsound.units import SAMPLE_RATE

LOWEST_LUFS = -100.0
_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def loudness(power: Power) -> float:
    """Return the loudness of the spectra of a second, `LOWEST_LUFS` at least."""
    mean = float((power.sum(axis=0, dtype=np.float64) * _WEIGHT).sum()) / (len(power) * HOP)
    return max(LOWEST_LUFS, -0.691 + 10 * log10(mean)) if mean else LOWEST_LUFS


def _response(filter_: tuple[tuple[float, ...], tuple[float, ...]]) -> NDArray[np.float64]:
    """Return the power that a filter lets through at each frequency."""
    z = np.exp(-2j * np.pi * FREQUENCIES / SAMPLE_RATE)
    above, below = (sum(c * z**n for n, c in enumerate(part)) for part in filter_)
    response: NDArray[np.float64] = np.abs(above / below) ** 2
    return response


_WEIGHT = _response(_SHELF) * _response(_HIGH_PASS)
