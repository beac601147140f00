"""Measures how bright a second sounds: its spectral centroid.

C = sum over f of f A(f) / sum over f of A(f), in Hz, where A is the amplitude, the root of the
power of both channels (G. Peeters, A large set of audio features, 2004, 6.1.1).
"""

import numpy as np

from kapsound.media.curves.spectra import FREQUENCIES, Power

_SILENT_POWER = 1e-7  # a second, over all its spectra: far below what can be heard


def brightness(power: Power) -> float | None:
    """Return the centroid of the spectra of a second, None where it is silent."""
    if float(power.sum(dtype=np.float64)) < _SILENT_POWER * len(power):
        return None
    amplitude = np.sqrt(power).sum(axis=0, dtype=np.float64)
    return float((amplitude * FREQUENCIES).sum() / amplitude.sum())
