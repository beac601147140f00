"""Adds a room around a loop, and brings it to its level."""

import numpy as np
from numpy.typing import NDArray

from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE

PEAK = 0.5
# Low and high corner in Hz, and share of the hall's time.
_BANDS = ((150.0, 700.0, 1.0), (700.0, 2_200.0, 0.8), (2_200.0, 6_000.0, 0.5))


def hall(rng: np.random.Generator, length: float, level: float, ears: int) -> Samples:
    """Return a soft hall's impulse response, shape (frames, 2), the direct sound first.

    The reverberation takes `length` seconds to fall by 60 dB at low frequencies, half of that at
    high ones, and has `level` times the direct sound's strength for noise. With two `ears` each
    has its own tail, which is wide; with one they share it, which keeps a steady tone where it
    is and as loud in one ear as in the other.
    """
    count = int(length * SAMPLE_RATE)
    time = np.arange(count) / SAMPLE_RATE
    tail = np.zeros((count, ears))
    for low, high, share in _BANDS:
        fading = 10.0 ** (-3.0 * time / length / share)
        tail += _band(rng, (count, ears), low, high) * fading[:, None]
    tail *= (np.clip(time / 0.06, 0.0, 1.0) * np.clip((length - time) / 0.2, 0.0, 1.0))[:, None]
    tail *= level / np.sqrt(np.sum(tail**2, axis=0))
    tail[0] = 1.0
    return np.repeat(tail, 2 // ears, axis=1).astype(np.float32)


def _band(
    rng: np.random.Generator, shape: tuple[int, int], low: float, high: float
) -> NDArray[np.float64]:
    count = shape[0]
    spectrum = np.fft.rfft(rng.standard_normal(shape), axis=0)
    heard = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    gain = 1.0 / np.sqrt(1.0 + (heard / high) ** 4) / np.sqrt(1.0 + (low / (heard + 1e-3)) ** 4)
    return np.asarray(np.fft.irfft(spectrum * gain[:, None], count, axis=0))


def reverberate(out: Samples, response: Samples) -> None:
    """Convolve the loop `out` with a response in place; what rings on past the end begins it."""
    for ear in (0, 1):
        _convolve_around(out[:, ear], response[:, ear])


def _convolve_around(loop: NDArray[np.float32], response: NDArray[np.float32]) -> None:
    size = 1 << (2 * len(response) - 1).bit_length()
    spectrum = np.fft.rfft(response, size)
    ringing = np.zeros(len(response) - 1, np.float32)
    stride = size - len(ringing)
    for start in range(0, len(loop), stride):
        block = loop[start : start + stride]
        wet = np.fft.irfft(np.fft.rfft(block, size) * spectrum, size)
        wet[: len(ringing)] += ringing
        ringing = wet[len(block) : len(block) + len(ringing)].astype(np.float32)
        block[:] = wet[: len(block)]
    while len(ringing):
        turn = ringing[: len(loop)]
        loop[: len(turn)] += turn
        ringing = ringing[len(turn) :]


def finish(out: Samples) -> None:
    """Take away any constant part and bring the highest sample to `PEAK`, in place."""
    out -= out.mean(axis=0, dtype=np.float64).astype(np.float32)
    highest = max(float(out.max()), -float(out.min()))
    out *= np.float32(PEAK / highest)
