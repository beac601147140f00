"""Synthesizes a slow pad: soft chords around D that turn into one another note by note."""

from collections.abc import Iterator

import numpy as np

from kapsound.media.synth.modulation import Curve, at, drift, ease, place, seconds, sway
from kapsound.media.synth.noise import Band, add_noise, high_pass, low_pass, slope, widening
from kapsound.media.synth.space import hall, reverberate
from kapsound.media.synth.tones import ROOT, Voice, add_voices, voice
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE

# Chords as ratios to the root D2, in just intonation; D sounds in each of them.
_HOME = (1.0, 2.0, 3.0, 5.0, 9.0)
_OPEN = (1.0, 2.0, 3.0, 4.5, 8.0)
_FOURTH = (1.0, 2.0, 8 / 3, 10 / 3, 6.0)
_SIXTH = (1.0, 2.0, 3.0, 10 / 3, 5.0)
_CHORDS = (_HOME, _FOURTH, _OPEN, _SIXTH)
_CHORD_SECONDS = 14.0
_FADE = 6.0
_HIGHEST = 2_600.0


def render(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with chords of about 14 s that melt into each other."""
    frames = len(out)
    notes = _notes(frames, rng)
    add_voices(out, [voice for note in notes for voice in _note(frames, rng, *note)])
    reverberate(out, hall(rng, 3.5, 0.6, ears=1))
    air = slope(-4.0) * high_pass(200.0, 2) * low_pass(3_500.0, 2)
    level = 0.03 * sway(frames, rng, 0.08, 2.0)
    add_noise(out, rng, Band(air, level, widening(250.0, 0.8), drift(frames, rng, 0.05, 0.1)))


def _notes(frames: int, rng: np.random.Generator) -> list[tuple[float, list[float]]]:
    """Return each note's ratio and the moments in seconds at which a chord with it begins."""
    chords = _walk(rng, max(1, round(frames / SAMPLE_RATE / _CHORD_SECONDS)))
    each = frames / SAMPLE_RATE / len(chords)
    notes = sorted({ratio for chord in chords for ratio in chord})
    return [
        (note, [each * turn for turn, chord in enumerate(chords) if note in chord])
        for note in notes
    ]


def _walk(rng: np.random.Generator, count: int) -> list[tuple[float, ...]]:
    """Return `count` chords in a circle, no two neighbours the same, home first."""
    chords: list[tuple[float, ...]] = [_HOME]
    for turn in range(1, count):
        beside = (chords[-1], _HOME if turn == count - 1 else chords[-1])
        free = [chord for chord in _CHORDS if chord not in beside]
        chords.append(free[int(rng.integers(len(free)))])
    return chords


def _note(
    frames: int, rng: np.random.Generator, ratio: float, starts: list[float]
) -> Iterator[Voice]:
    presence = _presence(frames, rng, starts)
    for number in range(1, 9):
        hertz = ROOT * ratio * number
        if hertz < _HIGHEST:
            strength = number**-1.7 / (1.0 + hertz / 450.0)
            yield voice(frames, rng, hertz, strength * presence, 0.05 + hertz / 8_000.0)


def _presence(frames: int, rng: np.random.Generator, starts: list[float]) -> Curve:
    """Return a note's gains: 1 in the chords that have it, each change at its own leisure."""
    length = frames / SAMPLE_RATE
    each = length / max(1, round(length / _CHORD_SECONDS))
    fade = min(_FADE, each)

    def held(since: Curve) -> Curve:
        return ease(since / fade) - ease((since - each) / fade)

    share = np.clip(place(frames, starts, held, each + fade), 0.0, 1.0)
    late = drift(frames, rng, 0.05, 1.5)
    share = at(share, (seconds(frames) - late) / length).real
    return np.asarray(np.sin(np.pi / 2 * share) * sway(frames, rng, 0.1, 1.5))
