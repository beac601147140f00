"""Synthesizes tones that swell and sink in a slow rhythm: of breathing, and of a heart at rest."""

from dataclasses import dataclass

import numpy as np

from kapsound.media.synth.modulation import Curve, cycle, drift, ease, from_db, sway
from kapsound.media.synth.noise import Band, add_noise, high_pass, low_pass, slope, widening
from kapsound.media.synth.tones import ROOT, add_voices, voice
from kapsound.samples import Samples

BREATHS_PER_MINUTE = 5.75
BEATS_PER_MINUTE = 50.0


@dataclass(frozen=True, slots=True)
class _Tone:
    """A tone: its notes (ratio to the root, strength) and how many partials each of them has.

    A partial's strength is its number to the power of `fall`; it sinks by `depth` dB between the
    swells, and by `deeper` more for each octave above the lowest, so the tone opens and closes.
    """

    notes: tuple[tuple[float, float], ...]
    partials: int
    fall: float
    depth: float
    deeper: float


# D3, A3, D4 and, faintly, A4.
_BREATH = _Tone(((2.0, 1.0), (3.0, 0.5), (4.0, 0.35), (6.0, 0.12)), 6, -1.8, 9.0, 4.0)
# D2, A2, D3 and, faintly, A3.
_BEAT = _Tone(((1.0, 1.0), (1.5, 0.4), (2.0, 0.45), (3.0, 0.12)), 5, -2.0, 7.0, 2.0)
# The in-breath's share of a breath; the way out is a little longer than the way in.
_IN, _STILL = 0.44, 0.06
# Of a beat: the rise, the softer second swell's beginning and its share of the first.
_RISE, _FALL, _SECOND, _SHARE = 0.22, 0.34, 0.30, 0.45


def breathing(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with a soft fifth that rises and opens with the in-breath, then sinks.

    It does so five and a half to six times a minute.
    """
    frames = len(out)
    full = _breath(frames)
    _add_tone(out, rng, _BREATH, full)
    air = slope(-4.0) * high_pass(250.0, 2) * low_pass(2_200.0, 2)
    level = 0.10 * from_db(12.0 * (full - 1.0)) * sway(frames, rng, 0.1, 0.7)
    add_noise(out, rng, Band(air, level, widening(250.0, 0.8), drift(frames, rng, 0.04, 0.1)))


def pulse(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with a low tone that swells twice, softly, about fifty times a minute.

    It is never quite gone between.
    """
    frames = len(out)
    full = _beat(frames)
    _add_tone(out, rng, _BEAT, full)
    air = slope(-4.0) * high_pass(120.0, 2) * low_pass(1_200.0, 2)
    level = 0.12 * from_db(3.0 * (full - 1.0)) * sway(frames, rng, 0.08, 1.0)
    add_noise(out, rng, Band(air, level, widening(200.0, 0.8), drift(frames, rng, 0.04, 0.1)))


def _add_tone(out: Samples, rng: np.random.Generator, tone: _Tone, full: Curve) -> None:
    voices, lowest = [], tone.notes[0][0]
    for ratio, strength in tone.notes:
        for number in range(1, tone.partials + 1):
            hertz = ROOT * ratio * number
            depth = tone.depth + tone.deeper * np.log2(ratio * number / lowest)
            gains = strength * number**tone.fall * from_db(depth * (full - 1.0))
            voices.append(voice(len(out), rng, hertz, gains, 0.04 + hertz / 6_000.0))
    add_voices(out, voices)


def _breath(frames: int) -> Curve:
    """Return 0 with empty lungs and 1 with full ones."""
    part = cycle(frames, BREATHS_PER_MINUTE)
    out = np.clip((part - _IN - _STILL) / (1.0 - _IN - _STILL), 0.0, 1.0)
    return np.asarray(ease(part / _IN) * (0.5 + 0.5 * np.cos(np.pi * out)))


def _beat(frames: int) -> Curve:
    """Return 0 between beats and 1 at the height of one."""
    part = cycle(frames, BEATS_PER_MINUTE)
    return np.maximum(_swell(part), _SHARE * _swell(part - _SECOND))


def _swell(part: Curve) -> Curve:
    falling = 0.5 + 0.5 * np.cos(np.pi * np.clip((part - _RISE) / _FALL, 0.0, 1.0))
    return np.asarray(ease(part / _RISE) * falling)
