"""Makes noise with a moving spectrum, seamless by construction.

A loop is covered by windowed segments, each half over the next and the last over the first.
Every segment is noise drawn anew in the frequency domain; the sine window's squares add up to
one, so independent segments join at constant power, wherever the loop is cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kapsound.media.synth.modulation import Curve, at_one
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE

SEGMENT = 32_768
Shape = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Noise of one colour whose gain follows a curve.

    `colour` is the amplitude at each of `frequencies()`; `level` a curve of linear gains;
    `width` the side's share of the middle, for each frequency (0 is mono, 1 is unrelated ears);
    `balance` a curve from -1 (left) to 1 (right).
    """

    colour: Shape
    level: Curve
    width: Shape
    balance: Curve


def frequencies() -> Shape:
    """Return the frequencies in Hz at which colours and widths are given."""
    return np.asarray(np.fft.rfftfreq(SEGMENT, 1 / SAMPLE_RATE), np.float64)


def slope(per_octave: float) -> Shape:
    """Return a colour that changes by `per_octave` dB, 0 dB at 1 kHz and nothing at 0 Hz."""
    heard = np.maximum(frequencies(), 1.0)
    colour = (heard / 1_000.0) ** (per_octave / (20.0 * np.log10(2.0)))
    return np.where(frequencies() > 0.0, colour, 0.0)


def low_pass(corner: float, order: int) -> Shape:
    """Return a Butterworth low-pass of that order, -3 dB at `corner` Hz."""
    return np.asarray(1.0 / np.sqrt(1.0 + (frequencies() / corner) ** (2 * order)))


def high_pass(corner: float, order: int) -> Shape:
    """Return a Butterworth high-pass of that order, -3 dB at `corner` Hz."""
    heard = np.maximum(frequencies(), 1e-3)
    return np.asarray(1.0 / np.sqrt(1.0 + (corner / heard) ** (2 * order)))


def widening(corner: float, widest: float) -> Shape:
    """Return a width that is narrow in the bass and reaches `widest` well above `corner` Hz."""
    return np.asarray(widest * (0.3 + 0.7 * high_pass(corner, 1)))


def add_noise(out: Samples, rng: np.random.Generator, band: Band) -> None:
    """Add a band of noise to the loop `out` of shape (frames, 2), RMS 1 where its level is 1."""
    power = np.sum(band.colour**2 * (1.0 + band.width**2))
    colour = band.colour * (SEGMENT / 2 / np.sqrt(power))
    pair = np.stack([colour, colour * band.width]).astype(np.float32)
    for start, middle, end in _segments(len(out)):
        ears = _draw(rng, pair)[:, : end - start]
        ears *= _window(middle - start, end - middle)
        ears *= _gains(band, middle / len(out))
        add_around(out, start, ears.T)


def _segments(frames: int) -> Iterator[tuple[int, int, int]]:
    count = max(2, -(-frames // (SEGMENT // 2 - 1)))
    edges = [round(index * frames / count) for index in range(count + 2)]
    return zip(edges, edges[1:], edges[2:], strict=False)


def _draw(rng: np.random.Generator, pair: Samples) -> Samples:
    parts = rng.standard_normal((2, 2, pair.shape[1]), dtype=np.float32)
    spectrum = (parts[0] + np.complex64(1j) * parts[1]) * pair
    mid, side = np.fft.irfft(spectrum, SEGMENT)
    return np.stack([mid + side, mid - side]).astype(np.float32, copy=False)


def _window(rise: int, fall: int) -> NDArray[np.float32]:
    up = np.sin((np.arange(rise) + 0.5) * (np.pi / 2 / rise))
    down = np.cos((np.arange(fall) + 0.5) * (np.pi / 2 / fall))
    return np.concatenate([up, down]).astype(np.float32)


def _gains(band: Band, where: float) -> NDArray[np.float32]:
    balance = at_one(band.balance, where)
    ears = at_one(band.level, where) * np.sqrt([1.0 - balance, 1.0 + balance])
    return ears.astype(np.float32)[:, None]


def add_around(out: Samples, start: int, piece: Samples) -> None:
    """Add a piece no longer than the loop from `start` on; what is left goes to the beginning."""
    first = min(len(piece), len(out) - start)
    out[start : start + first] += piece[:first]
    out[: len(piece) - first] += piece[first:]
