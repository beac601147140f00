"""Adds steady tones whose strength and phase move slowly: additive synthesis on a circle.

Every tone makes a whole number of cycles in the loop. Its sound is Re(A(t) exp(i w t)), with A a
slow complex curve: a constant is a pure tone, a wandering one the warm blur of many players.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kapsound.media.synth.modulation import Curve, at, sway, wander
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE

ROOT = 72.0
"""The tonal centre of every tuned source: D2 of 72 Hz, so that its A4, 6 * 72, is 432 Hz."""

_STEP = 480
_BATCH = 512
_WIDE, _ROUND = 0.5, 0.22


@dataclass(frozen=True, slots=True, eq=False)
class Tone:
    """One partial: its whole `cycles` in the loop and its complex curve of strength."""

    cycles: int
    curve: NDArray[np.complex64]


@dataclass(frozen=True, slots=True)
class Voice:
    """A partial in stereo: its sound in the middle, and what it has in the side (left - right)."""

    mid: Tone
    side: tuple[Tone, ...]


def cycles(frames: int, hertz: float) -> int:
    """Return the whole number of cycles in the loop nearest to a frequency, at least one."""
    return max(1, round(hertz * frames / SAMPLE_RATE))


def blur(frames: int, rng: np.random.Generator, rate: float, share: float) -> NDArray[np.complex64]:
    """Return a complex curve around a constant of random phase.

    `share` is the wandering part's RMS against the constant's 1; it moves no faster than `rate`.
    """
    drifting = (wander(frames, rng, rate) + 1j * wander(frames, rng, rate)) / np.sqrt(2.0)
    turn = np.exp(2j * np.pi * rng.uniform())
    return np.asarray(turn * (1.0 + share * drifting), np.complex64)


def voice(
    frames: int, rng: np.random.Generator, hertz: float, strength: Curve, turning: float
) -> Voice:
    """Return a living partial: its strength and phase stray a little from the curve given.

    Part of it drifts round the head about `turning` times a second.
    """
    living = strength * sway(frames, rng, 0.06, 1.0) * blur(frames, rng, 0.25, 0.12)
    return spread(frames, rng, (hertz, living), (rng.uniform(-0.18, 0.18), turning))


def spread(
    frames: int,
    rng: np.random.Generator,
    partial: tuple[float, NDArray[np.inexact]],
    place: tuple[float, float],
) -> Voice:
    """Return a partial (Hz, curve) set in a place (pan from -1 to 1, turns a second).

    Its side is mostly a quarter turn from its middle, which widens it and favours neither ear.
    A weaker part, some hundredths of a Hz apart, goes slowly round; the middle, and with it a
    mono sum and the loudness of both ears together, holds still.
    """
    hertz, curve = partial
    pan, turning = place
    side = complex(pan, _WIDE * int(rng.choice((-1, 1))))
    home = cycles(frames, hertz)
    apart = cycles(frames, turning * rng.uniform(0.6, 1.4)) * int(rng.choice((-1, 1)))
    return Voice(
        Tone(home, curve.astype(np.complex64)),
        (
            Tone(home, (side * curve).astype(np.complex64)),
            Tone(max(1, home + apart), (_ROUND * curve).astype(np.complex64)),
        ),
    )


def add_voices(out: Samples, voices: list[Voice]) -> None:
    """Add voices to the loop `out` of shape (frames, 2)."""
    _add_tones(out, [voice.mid for voice in voices], (1.0, 1.0))
    _add_tones(out, [tone for voice in voices for tone in voice.side], (1.0, -1.0))


def _add_tones(out: Samples, tones: list[Tone], signs: tuple[float, float]) -> None:
    turns = np.array([tone.cycles for tone in tones], np.int64)
    curves = np.stack([tone.curve for tone in tones])
    table = _table(turns, len(out))
    for first in range(0, len(out), _STEP * _BATCH):
        last = min(first + _STEP * _BATCH, len(out))
        sound = _stretch(turns, curves, table, (first, last), len(out))
        out[first:last] += sound[:, None] * np.array(signs, np.float32)


def _table(turns: NDArray[np.int64], frames: int) -> NDArray[np.float32]:
    steps = np.arange(_STEP)
    wave = np.exp(2j * np.pi * (turns[:, None] / frames) * steps)
    ramp = wave * (steps / _STEP)
    return np.concatenate([wave.real, wave.imag, ramp.real, ramp.imag]).astype(np.float32)


def _stretch(
    turns: NDArray[np.int64],
    curves: NDArray[np.complex64],
    table: NDArray[np.float32],
    span: tuple[int, int],
    frames: int,
) -> NDArray[np.float32]:
    """Return the tones' sum over `span`: each step's start times a table of one step.

    Phases at the steps' starts are exact, by whole numbers; within a step the curve is a line.
    """
    starts = np.arange(span[0], span[1] + _STEP, _STEP, dtype=np.int64)
    strength = at(curves, starts / frames)
    phase = (turns[:, None] * starts[:-1]) % frames
    turn = np.exp(2j * np.pi * phase / frames)
    begin, change = strength[:, :-1] * turn, np.diff(strength, axis=1) * turn
    rows = np.concatenate([begin.real, -begin.imag, change.real, -change.imag])
    sound = rows.T.astype(np.float32) @ table
    return np.asarray(sound.reshape(-1)[: span[1] - span[0]])
