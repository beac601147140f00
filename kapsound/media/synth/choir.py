"""Synthesizes a choir: soft voices around D, whose vowel turns slowly from "oo" to "ah"."""

from collections.abc import Iterator

import numpy as np

from kapsound.media.synth.modulation import Curve, drift, sway, wander
from kapsound.media.synth.noise import Band, add_noise, high_pass, low_pass, slope, widening
from kapsound.media.synth.space import hall, reverberate
from kapsound.media.synth.tones import ROOT, Voice, add_voices, blur, spread
from kapsound.samples import Samples

# The notes that are sung, A2, D3, A3, D4, E4, F#4 and A4, as ratios to the root, and their
# strengths. The first three are always there, the others come and go.
_NOTES = ((1.5, 0.5), (2.0, 1.0), (3.0, 0.8), (4.0, 0.7), (4.5, 0.35), (5.0, 0.45), (6.0, 0.3))
_STEADY = 3
# Formants of the two vowels: middle and breadth in Hz, strength.
_OO = ((330.0, 90.0, 1.0), (760.0, 110.0, 0.25), (2_300.0, 300.0, 0.01))
_AH = ((640.0, 130.0, 1.0), (1_080.0, 150.0, 0.5), (2_450.0, 300.0, 0.05))
_HIGHEST = 2_700.0
_FAINTEST = 0.005


def render(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with a choir whose notes breathe one by one."""
    frames = len(out)
    openness = np.asarray(0.5 + 0.5 * np.tanh(0.8 * wander(frames, rng, 0.06)))
    voices: list[Voice] = []
    for number, (ratio, strength) in enumerate(_NOTES):
        depth = 1.5 if number < _STEADY else 5.0
        presence = strength * sway(frames, rng, 0.07, depth)
        voices += _note(frames, rng, ROOT * ratio, (presence, openness))
    add_voices(out, voices)
    reverberate(out, hall(rng, 4.0, 0.6, ears=1))
    breath = slope(-3.0) * high_pass(350.0, 2) * low_pass(2_000.0, 2)
    level = 0.03 * sway(frames, rng, 0.08, 2.0)
    balance = drift(frames, rng, 0.05, 0.1)
    add_noise(out, rng, Band(breath, level, widening(250.0, 0.8), balance))


def _note(
    frames: int, rng: np.random.Generator, pitch: float, sung: tuple[Curve, Curve]
) -> Iterator[Voice]:
    presence, openness = sung
    pan = rng.uniform(-0.1, 0.1)
    partials = pitch * np.arange(1, int(_HIGHEST / pitch) + 1, dtype=np.float64)
    vowels = _throat(partials, _OO), _throat(partials, _AH)
    for hertz, closed, opened in zip(partials, *vowels, strict=True):
        if max(closed, opened) < _FAINTEST:
            continue
        strength = presence * (closed + (opened - closed) * openness)
        # Many singers on one note: the higher the partial, the further they are apart.
        sound = strength * blur(frames, rng, 0.4 + hertz / 500.0, 0.3)
        yield spread(frames, rng, (hertz, sound), (pan, 0.04 + hertz / 7_000.0))


def _throat(partials: Curve, vowel: tuple[tuple[float, float, float], ...]) -> Curve:
    """Return the strengths of a note's partials in Hz, sung on a vowel; their power adds to 1."""
    shaped = sum(
        level / (1.0 + ((partials - middle) / width) ** 2) for middle, width, level in vowel
    )
    strengths = shaped * (partials / partials[0]) ** -0.7
    return np.asarray(strengths / np.sqrt(np.sum(strengths**2)))
