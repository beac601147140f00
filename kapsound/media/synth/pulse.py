"""Synthesizes a low tone that swells about fifty times a minute, like a heart at rest."""

import numpy as np

from kapsound.media.synth.modulation import Curve, cycle, drift, ease, from_db, sway
from kapsound.media.synth.noise import Band, add_noise, high_pass, low_pass, slope, widening
from kapsound.media.synth.tones import ROOT, Voice, add_voices, voice
from kapsound.samples import Samples

BEATS_PER_MINUTE = 50.0
# Of a beat: the rise, the softer second swell's beginning and its share of the first.
_RISE, _FALL, _SECOND, _SHARE = 0.22, 0.34, 0.30, 0.45
# Notes as ratios to the root: D2, A2, D3 and, faintly, A3.
_NOTES = ((1.0, 1.0), (1.5, 0.4), (2.0, 0.45), (3.0, 0.12))
_DEPTH = 7.0


def render(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with a soft double swell for each beat, never quite gone between."""
    frames = len(out)
    full = _beat(frames)
    voices: list[Voice] = []
    for ratio, strength in _NOTES:
        for number in range(1, 6):
            hertz = ROOT * ratio * number
            # The higher a partial, the deeper it sinks between the beats.
            depth = _DEPTH + 2.0 * np.log2(ratio * number)
            gains = strength * number**-2.0 * from_db(depth * (full - 1.0))
            voices.append(voice(frames, rng, hertz, gains, 0.04 + hertz / 6_000.0))
    add_voices(out, voices)
    air = slope(-4.0) * high_pass(120.0, 2) * low_pass(1_200.0, 2)
    level = 0.12 * from_db(3.0 * (full - 1.0)) * sway(frames, rng, 0.08, 1.0)
    add_noise(out, rng, Band(air, level, widening(200.0, 0.8), drift(frames, rng, 0.04, 0.1)))


def _beat(frames: int) -> Curve:
    """Return 0 between beats and 1 at the height of one."""
    part = cycle(frames, BEATS_PER_MINUTE)
    return np.maximum(_swell(part), _SHARE * _swell(part - _SECOND))


def _swell(part: Curve) -> Curve:
    falling = 0.5 + 0.5 * np.cos(np.pi * np.clip((part - _RISE) / _FALL, 0.0, 1.0))
    return np.asarray(ease(part / _RISE) * falling)
