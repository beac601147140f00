"""Measures how a sound goes, at one value a second: loudness, brightness, onsets.

These are for choosing and comparing music. What is played is levelled by `kapsound.media.measure`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kapsound.media.blocks import cut
from kapsound.media.curves.brightness import brightness
from kapsound.media.curves.loudness import loudness
from kapsound.media.curves.onsets import Flux, onsets
from kapsound.media.curves.spectra import Spectra
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Curves:
    """One value for each second: LUFS, the centroid in Hz (None: silent), and onsets."""

    loudness: tuple[float, ...]
    brightness: tuple[float | None, ...]
    onsets: tuple[int, ...]


class CurveMeter:
    """Measures the curves of sound that is given to it second by second."""

    def __init__(self) -> None:
        self._spectra, self._flux = Spectra(), Flux()
        self._loudness: list[float] = []
        self._brightness: list[float | None] = []
        self._fluxes: list[NDArray[np.float64]] = []

    def add(self, second: Samples) -> None:
        """Measure the next second, shape (frames, 2), finite float32; only the last is shorter."""
        if not len(second):
            return
        power = self._spectra.add(second)
        self._loudness.append(round(loudness(power), 2))
        centroid = brightness(power)
        self._brightness.append(None if centroid is None else round(centroid, 1))
        self._fluxes.append(self._flux.add(power))

    def result(self) -> Curves:
        """Return the curves; no more seconds may follow."""
        return Curves(tuple(self._loudness), tuple(self._brightness), tuple(onsets(self._fluxes)))


def curves(sound: Samples) -> Curves:
    """Measure a whole sound at once, shape (frames, 2)."""
    meter = CurveMeter()
    for second in cut(sound, SAMPLE_RATE):
        meter.add(second)
    return meter.result()
