"""Counts the onsets of a second: how often a sound begins.

The flux of a spectrum is the mean, over bands a third of an octave wide or more, of how far each
has risen in dB since two spectra (40 ms) before; falls count nothing. An onset is a flux that is
the largest within 60 ms either way and `RISE_DB` above the mean of the half second around it
(after S. Dixon, Onset detection revisited, 2006, spectral flux).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kapsound.media.curves.spectra import A_SECOND, FREQUENCIES, Power

RISE_DB = 2.5
_LOWEST_HZ, _HIGHEST_HZ, _BANDS = 100.0, 10_000.0, 20
_NARROWEST = 6
_SINCE = 2
_AROUND = 3
_HALF_SECOND = A_SECOND // 2
# Under this a band is silence, and what stirs in it is not heard.
_FLOOR = 1e-5
_Floats = NDArray[np.float64]


class Flux:
    """Gives the flux of spectra that come in blocks."""

    def __init__(self) -> None:
        self._before = np.full((_SINCE, len(_EDGES) - 1), 10 * np.log10(_FLOOR))

    def add(self, power: Power) -> _Floats:
        """Return the flux of each of the next spectra."""
        bands = np.add.reduceat(power, _EDGES, axis=1, dtype=np.float64)[:, :-1]
        levels = np.concatenate((self._before, 10 * np.log10(bands + _FLOOR)))
        self._before = levels[-_SINCE:]
        rises: _Floats = np.maximum(levels[_SINCE:] - levels[:-_SINCE], 0).mean(axis=1)
        return rises


def onsets(flux: Sequence[_Floats]) -> list[int]:
    """Return the onsets of each second of the flux of a whole sound."""
    whole = np.concatenate(flux) if flux else np.zeros(0)
    if not len(whole):
        return []
    around = np.lib.stride_tricks.sliding_window_view(_padded(whole, _AROUND), 2 * _AROUND + 1)
    wide = np.lib.stride_tricks.sliding_window_view(
        _padded(whole, _HALF_SECOND), 2 * _HALF_SECOND + 1
    )
    begins = (whole >= around.max(axis=1)) & (whole >= wide.mean(axis=1) + RISE_DB)
    seconds = np.add.reduceat(begins, np.arange(0, len(whole), A_SECOND), dtype=np.int64)
    return [int(count) for count in seconds]


def _padded(flux: _Floats, by: int) -> _Floats:
    return np.pad(flux, by)


def _edges() -> NDArray[np.int64]:
    """Return the first spectral line of each band, and of what lies above the last."""
    wanted = np.geomspace(_LOWEST_HZ, _HIGHEST_HZ, _BANDS + 1)
    edges = [int(np.searchsorted(FREQUENCIES, _LOWEST_HZ))]
    for line in np.searchsorted(FREQUENCIES, wanted[1:]):
        if line - edges[-1] >= _NARROWEST:
            edges.append(int(line))
    return np.array(edges)


_EDGES = _edges()
