"""Synthesizes a soft fifth that swells and falls five and a half to six times a minute."""

import numpy as np

from kapsound.media.synth.modulation import Curve, cycle, drift, ease, from_db, sway
from kapsound.media.synth.noise import Band, add_noise, high_pass, low_pass, slope, widening
from kapsound.media.synth.tones import ROOT, Voice, add_voices, voice
from kapsound.samples import Samples

BREATHS_PER_MINUTE = 5.75
# The in-breath's share of a breath; the way out is a little longer than the way in.
_IN, _STILL = 0.44, 0.06
# Notes as ratios to the root: D3, A3, D4 and, faintly, A4.
_NOTES = ((2.0, 1.0), (3.0, 0.5), (4.0, 0.35), (6.0, 0.12))
_DEPTH = 9.0


def render(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with a tone that rises with the in-breath and opens, then sinks."""
    frames = len(out)
    full = _breath(frames)
    voices: list[Voice] = []
    for ratio, strength in _NOTES:
        for number in range(1, 7):
            hertz = ROOT * ratio * number
            # The higher a partial the deeper it breathes, so the tone opens and closes.
            depth = _DEPTH + 4.0 * np.log2(ratio * number / 2.0)
            gains = strength * number**-1.8 * from_db(depth * (full - 1.0))
            voices.append(voice(frames, rng, hertz, gains, 0.04 + hertz / 6_000.0))
    add_voices(out, voices)
    air = slope(-4.0) * high_pass(250.0, 2) * low_pass(2_200.0, 2)
    level = 0.10 * from_db(12.0 * (full - 1.0)) * sway(frames, rng, 0.1, 0.7)
    add_noise(out, rng, Band(air, level, widening(250.0, 0.8), drift(frames, rng, 0.04, 0.1)))


def _breath(frames: int) -> Curve:
    """Return 0 with empty lungs and 1 with full ones."""
    part = cycle(frames, BREATHS_PER_MINUTE)
    out = np.clip((part - _IN - _STILL) / (1.0 - _IN - _STILL), 0.0, 1.0)
    return np.asarray(ease(part / _IN) * (0.5 + 0.5 * np.cos(np.pi * out)))
