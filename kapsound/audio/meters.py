"""Reads the levels of the buses and the master for the screen; changes nothing of the sound."""

import math
from dataclasses import dataclass

import numpy as np

from kapsound.audio.loudness import Loudness
from kapsound.core.instructions import Bus
from kapsound.samples import Samples

FLOOR = -120.0
"""What silence reads, in dBFS and LUFS."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Holds RMS over both sides and peak of one block, in dBFS, never under `FLOOR`."""

    rms: float = FLOOR
    peak: float = FLOOR


@dataclass(frozen=True, slots=True)
class Meters:
    """Holds every bus's levels in one block, and what the master comes to.

    `loudness` is momentary, in LUFS; `reduction` is the limiter's lowest gain, in dB (0 or less).
    """

    music: Reading
    ambience: Reading
    voice: Reading
    master: Reading
    loudness: float
    reduction: float


class MeterBridge:
    """Keeps what is rendered for whoever looks; another thread may take `meters` at any time."""

    def __init__(self) -> None:
        self._loudness = Loudness()
        self._buses: dict[Bus, Samples | None] = dict.fromkeys(Bus)
        self._shown: tuple[dict[Bus, Samples | None], float] | None = None

    def bus(self, bus: Bus, block: Samples | None) -> None:
        """Keep a bus's block; None is silence."""
        self._buses[bus] = None if block is None else block.copy()

    def master(self, block: Samples, gain: float) -> None:
        """Keep what goes out and the limiter's lowest gain, and show the whole."""
        heard = block.copy()
        self._loudness.add(heard)
        self._shown = ({**self._buses, Bus.MASTER: heard}, gain)

    @property
    def meters(self) -> Meters | None:
        """The levels of what was rendered last, None before anything was."""
        if self._shown is None:
            return None
        buses, gain = self._shown
        return Meters(
            **{
                str(bus): Reading() if block is None else read(block)
                for bus, block in buses.items()
            },
            loudness=self._loudness.momentary(FLOOR),
            reduction=decibels(gain),
        )


def read(block: Samples) -> Reading:
    """Return the levels of a block, shape (n, 2)."""
    flat = block.reshape(-1)
    mean_square = float(np.vdot(flat, flat)) / len(flat)
    peak = float(max(-flat.min(), flat.max()))
    return Reading(decibels(math.sqrt(mean_square)), decibels(peak))


def decibels(value: float) -> float:
    """Return a linear value in dB, never under `FLOOR`."""
    return max(20.0 * math.log10(value), FLOOR) if value > 0.0 else FLOOR
