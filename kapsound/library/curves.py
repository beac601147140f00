"""Packs a track's curves, at one value a second, into a byte each, and reads them back.

Loudness is kept in half LU over -100 LUFS, brightness in 24 steps an octave over 20 Hz (0: silent),
onsets as they are.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

_LOWEST_LUFS, _STEPS_A_LU = -100.0, 2
_LOWEST_HZ, _STEPS_AN_OCTAVE = 20.0, 24
_LARGEST = 255


@dataclass(frozen=True, slots=True)
class Curves:
    """How a track goes, a value for each second: LUFS, the centroid in Hz, and onsets."""

    loudness: tuple[float, ...] = ()
    brightness: tuple[float | None, ...] = ()
    onsets: tuple[int, ...] = ()


def pack(curves: Mapping[str, Sequence[Any]]) -> bytes:
    """Return curves, as a survey gives them, in few bytes."""
    loudness = _bytes(curves["loudness"], lambda lufs: (lufs - _LOWEST_LUFS) * _STEPS_A_LU)
    brightness = _bytes(curves["brightness"], _steps)
    return zlib.compress(loudness + brightness + _bytes(curves["onsets"], float))


def unpack(packed: bytes) -> Curves:
    """Return the curves that were packed, each value to within half a step."""
    data = zlib.decompress(packed)
    third = len(data) // 3
    loudness, brightness, onsets = data[:third], data[third : 2 * third], data[2 * third :]
    return Curves(
        tuple(value / _STEPS_A_LU + _LOWEST_LUFS for value in loudness),
        tuple(_hertz(value) if value else None for value in brightness),
        tuple(onsets),
    )


def _bytes(values: Iterable[Any], steps: Callable[[Any], float]) -> bytes:
    return bytes(min(_LARGEST, max(0, round(steps(value)))) for value in values)


def _steps(hertz: float | None) -> float:
    if hertz is None:
        return 0
    return max(1.0, log2(max(hertz, _LOWEST_HZ) / _LOWEST_HZ) * _STEPS_AN_OCTAVE)


def _hertz(steps: int) -> float:
    return round(_LOWEST_HZ * float(2 ** (steps / _STEPS_AN_OCTAVE)), 1)
