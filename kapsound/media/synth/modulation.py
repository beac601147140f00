"""Draws slow movement on a circle: curves that end where they begin, and moments for events.

A *curve* is a float array of `points(frames)` values spread evenly over a loop; the value after
the last is the first again. `at` reads it between its points.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from kapsound.units import SAMPLE_RATE

CURVE_RATE = 40
Curve = NDArray[np.float64]


def points(frames: int) -> int:
    """Return how many points a curve over a loop of `frames` has."""
    return max(8, round(frames * CURVE_RATE / SAMPLE_RATE))


def seconds(frames: int) -> Curve:
    """Return the time of each point of a curve, in seconds since the loop began."""
    count = points(frames)
    return np.arange(count, dtype=np.float64) * (frames / SAMPLE_RATE / count)


def at(curve: NDArray[np.inexact], places: NDArray[np.float64]) -> NDArray[np.inexact]:
    """Read curves (last axis) at `places`, in loops (0.25 is a quarter through); any real."""
    count = curve.shape[-1]
    exact = np.mod(places, 1.0) * count
    left = np.floor(exact).astype(np.int64) % count
    part = (exact - np.floor(exact)).astype(curve.real.dtype)
    here, following = curve[..., left], curve[..., (left + 1) % count]
    return np.asarray(here + (following - here) * part)


def at_one(curve: Curve, place: float) -> float:
    """Read a curve at one place, in loops."""
    return float(at(curve, np.array([place]))[0].real)


def wander(frames: int, rng: np.random.Generator, rate: float) -> Curve:
    """Return an aimless curve of mean 0 and RMS 1 that moves no faster than `rate` Hz."""
    count = points(frames)
    highest = min(max(1, int(rate * frames / SAMPLE_RATE)), count // 2 - 1)
    spectrum = np.zeros(count // 2 + 1, np.complex128)
    draws = rng.standard_normal((2, highest))
    # Slower components are the stronger ones, so the curve strolls rather than trembles.
    slope = 1.0 / np.sqrt(np.arange(1, highest + 1) + highest / 4)
    spectrum[1 : highest + 1] = (draws[0] + 1j * draws[1]) * slope
    curve = np.fft.irfft(spectrum, count)
    return np.asarray(curve / np.sqrt(np.mean(curve**2)))


def drift(frames: int, rng: np.random.Generator, rate: float, far: float) -> Curve:
    """Return a curve that wanders no faster than `rate` Hz and no further than `far` from 0."""
    return np.asarray(far * np.tanh(wander(frames, rng, rate)))


def sway(frames: int, rng: np.random.Generator, rate: float, depth_db: float) -> Curve:
    """Return a curve of linear gains that wander within `depth_db` either way of 1."""
    return from_db(drift(frames, rng, rate, depth_db))


def ease(part: Curve) -> Curve:
    """Return a smooth way from 0 to 1 as `part` goes from 0 to 1; before and after it is still."""
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.clip(part, 0.0, 1.0)))


def whole_cycles(frames: int, per_minute: float) -> int:
    """Return how many whole cycles, about so many a minute, a loop holds; at least one."""
    return max(1, round(frames / SAMPLE_RATE * per_minute / 60.0))


def cycle(frames: int, per_minute: float) -> Curve:
    """Return for each point of a curve how far it is in its cycle, 0 to 1."""
    return np.mod(seconds(frames) / (frames / SAMPLE_RATE) * whole_cycles(frames, per_minute), 1.0)


def from_db(level: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return the linear gain of levels in dB."""
    return np.asarray(10.0 ** (np.asarray(level, np.float64) / 20.0))


def moments(frames: int, rng: np.random.Generator, least: float, most: float) -> Curve:
    """Return irregular moments in seconds, `least` to `most` apart all around the loop.

    A loop too short for such gaps holds one moment.
    """
    length = frames / SAMPLE_RATE
    count = max(1, round(length * 2 / (least + most)))
    typical = length / count
    spread = max(0.0, min(most - typical, typical - least))
    uneven = rng.uniform(-1.0, 1.0, count)
    uneven -= uneven.mean()
    gaps = typical + spread * uneven / max(1.0, float(np.abs(uneven).max()))
    return np.asarray(np.mod(rng.uniform(0.0, length) + np.cumsum(gaps), length))


def place(
    frames: int, starts: Sequence[float] | Curve, shape: Callable[[Curve], Curve], span: float
) -> Curve:
    """Return the sum of `shape`, a function of seconds since its start, begun at each start.

    What is left of a shape at the loop's end goes on at its beginning; after `span` seconds it
    must be over.
    """
    length = frames / SAMPLE_RATE
    times = seconds(frames)
    total = np.zeros_like(times)
    for start in starts:
        since = np.mod(times - start, length)
        for lap in range(int(np.ceil(span / length))):
            total += shape(since + lap * length)
    return total


def swell(since: Curve, rise: float, fall: float) -> Curve:
    """Return a swell of height 1: a smooth rise, then an exponential fall with that time constant.

    `since` is in seconds since it began, `rise` and `fall` in seconds; it is over
    (-69 dB) after rise + 8 fall.
    """
    rising = ease(since / rise)
    # The last stretch of the tail is bent down to exactly nothing, so it ends without a corner.
    tail = np.clip(1.0 - (since - rise) / (8.0 * fall), 0.0, 1.0)
    falling = np.exp(-np.maximum(since - rise, 0.0) / fall) * np.minimum(1.0, 4.0 * tail)
    return np.asarray(rising * falling)


def swells(
    frames: int, each: Iterable[tuple[float, float, float]], fall: float, rest: float
) -> Curve:
    """Return swells over a level of `rest`, each given by its moment, its rise and its height."""
    total = np.full(points(frames), rest)
    for moment, rise, height in each:

        def one(since: Curve, rise: float = rise, height: float = height) -> Curve:
            return height * swell(since, rise, fall)

        total += place(frames, (moment,), one, rise + 8 * fall)
    return total
