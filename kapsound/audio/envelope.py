"""Computes equal-power gain curves, without a function that differs between processors.

Only sums and products of float64 are used: they are exact everywhere, unlike `sin` and `exp`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kapsound.samples import Samples
from kapsound.units import GRID

SHORTEST = GRID
"""The shortest fade, in frames (43 ms): its steepest sample step is 0.00077 of the level."""

# Odd polynomial for sin(pi/2 x) on 0..1, error under 4e-9, by a weighted (Lawson) fit.
_C1, _C3, _C5, _C7, _C9 = (
    1.57079628609,
    -0.645963297544,
    0.0796882212676,
    -0.00467183665408,
    0.00015062683922,
)


def quarter_sine(part: float) -> float:
    """Return sin(pi/2 part) for a part of 0..1; its square and its mirror's sum to 1."""
    square = part * part
    return part * (_C1 + square * (_C3 + square * (_C5 + square * (_C7 + square * _C9))))


@dataclass(frozen=True, slots=True)
class Slope:
    """Rises from 0 to 1, or falls from 1 to 0, over `length` frames from `start` on."""

    start: int
    length: int
    falling: bool

    @property
    def end(self) -> int:
        """The frame from which the slope is over."""
        return self.start + self.length

    def at(self, age: int) -> float:
        """Return the gain at a frame of the voice's own time."""
        if age <= self.start:
            return 1.0 if self.falling else 0.0
        if age >= self.end:
            return 0.0 if self.falling else 1.0
        part = (age - self.start) / self.length
        return quarter_sine(1.0 - part if self.falling else part)


class Envelope:
    """Gives a voice's gain over its own time: the product of a level and its slopes.

    `rise` is the length of the rise in frames; `end` is where the voice is over, None if nowhere:
    a fall of `tail` frames leads there, which has begun already if the voice is shorter.
    """

    def __init__(self, rise: int, end: int | None, tail: int) -> None:
        self.level = 1.0
        self._moves: tuple[Slope, ...] = (Slope(0, max(rise, SHORTEST), falling=False),)
        self._tail: tuple[Slope, ...] = ()
        if end is not None:
            length = max(tail, SHORTEST)
            self._tail = (Slope(end - length, length, falling=True),)

    @property
    def falling(self) -> bool:
        """Whether the voice was told to leave."""
        return any(slope.falling for slope in self._moves)

    def stop(self, age: int, fade: int) -> None:
        """Fall from the present gain to nothing over `fade` frames, unless already quicker."""
        fall = Slope(age, max(fade, SHORTEST), falling=True)
        if any(slope.falling and slope.end <= fall.end for slope in self._moves):
            return
        self.level *= _product(self._moves, age)
        self._moves = (fall,)

    def end_at(self, age: int, end: int, tail: int) -> None:
        """Be over at `end`, or `SHORTEST` from now if that is later, by a fall of `tail`."""
        length = max(min(tail, end - age), SHORTEST)
        self.level *= _product(self._tail, age)
        self._tail = (Slope(max(end - length, age), length, falling=True),)

    def at(self, age: int) -> float:
        """Return the gain at a frame of the voice's own time."""
        return self.level * _product(self._moves, age) * _product(self._tail, age)

    def over(self, age: int) -> bool:
        """Tell whether nothing more will be heard from `age` on."""
        return any(slope.falling and age >= slope.end for slope in self.slopes)

    @property
    def slopes(self) -> tuple[Slope, ...]:
        """Every slope that counts, in a fixed order."""
        return self._moves + self._tail


class Shaper:
    """Applies envelopes and ramps to blocks of GRID frames, in arrays it keeps."""

    def __init__(self) -> None:
        self._count = np.arange(GRID, dtype=np.float64)
        self._rising = ((self._count + 1.0) / GRID).astype(np.float32)
        self._part = np.empty(GRID)
        self._square = np.empty(GRID)
        self._curve = np.empty(GRID)
        self._gain = np.empty(GRID, np.float32)

    def envelope(
        self, sound: Samples, out: Samples, envelope: Envelope, age: int, gain: float
    ) -> None:
        """Fill `out` with a block that begins at `age`, by the envelope and a fixed gain."""
        slopes = envelope.slopes
        active = tuple(slope for slope in slopes if _moves_in(slope, age))
        if not active:
            scale(sound, out, envelope.at(age) * gain)
            return
        total, still = self._gain, tuple(slope for slope in slopes if slope not in active)
        total.fill(envelope.level * gain * _product(still, age))
        for slope in active:
            np.multiply(total, self._quarter(slope, age), out=total, casting="same_kind")
        multiply(sound, out, total)

    def ramp(self, block: Samples, start: float, end: float) -> None:
        """Multiply a block by a straight line from just after `start` to `end`."""
        if start == end:
            scale(block, block, end)
            return
        np.multiply(self._rising, np.float32(end - start), out=self._gain)
        np.add(self._gain, np.float32(start), out=self._gain)
        multiply(block, block, self._gain)

    def _quarter(self, slope: Slope, age: int) -> NDArray[np.float64]:
        """Return the slope's gain for each frame of the block that begins at `age`."""
        part, square, curve = self._part, self._square, self._curve
        np.subtract(self._count, float(slope.start - age), out=part)
        np.divide(part, float(slope.length), out=part)
        np.maximum(part, 0.0, out=part)
        np.minimum(part, 1.0, out=part)
        if slope.falling:
            np.subtract(1.0, part, out=part)
        np.multiply(part, part, out=square)
        curve.fill(_C9)
        for coefficient in (_C7, _C5, _C3, _C1):
            np.multiply(curve, square, out=curve)
            np.add(curve, coefficient, out=curve)
        return np.multiply(curve, part, out=curve)


def scale(sound: Samples, out: Samples, gain: float) -> None:
    """Fill `out` with a block times one gain; a gain of 1 leaves it as it is."""
    if gain != 1.0:
        np.multiply(sound, np.float32(gain), out=out)
    elif sound is not out:
        out[:] = sound


def multiply(sound: Samples, out: Samples, gain: Samples) -> None:
    """Fill `out`, shape (n, 2), with each frame of a block times its own gain, shape (n,)."""
    np.multiply(sound[:, 0], gain, out=out[:, 0])
    np.multiply(sound[:, 1], gain, out=out[:, 1])


def _moves_in(slope: Slope, age: int) -> bool:
    return age < slope.end and age + GRID > slope.start


def _product(slopes: tuple[Slope, ...], age: int) -> float:
    product = 1.0
    for slope in slopes:
        product *= slope.at(age)
    return product
