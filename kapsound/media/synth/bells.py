"""Synthesizes far bells: slow, consonant, softly struck, each ringing into the next."""

from collections.abc import Iterator
from itertools import repeat

import numpy as np

from kapsound.media.synth.modulation import drift, from_db, moments, sway, swells
from kapsound.media.synth.noise import Band, add_noise, high_pass, low_pass, slope, widening
from kapsound.media.synth.space import hall, reverberate
from kapsound.media.synth.tones import ROOT, Voice, add_voices, spread
from kapsound.samples import Samples

# Bells A3, D4, E4, F#4, A4, B4 and D5 as ratios to the root D2, a scale whose every pair agrees.
_BELLS = (3.0, 4.0, 4.5, 5.0, 6.0, 20 / 3, 8.0)
# What rings in a bell: ratio to its note, strength, the fall's time constant and the rise in
# seconds. The minor third of a cast bell is left out: a fifth takes its place.
_PARTIALS = (
    (0.5, 0.5, 9.0, 3.0),
    (1.0, 1.0, 8.0, 2.0),
    (1.5, 0.16, 5.0, 1.6),
    (2.0, 0.28, 4.5, 1.3),
    (3.0, 0.08, 3.0, 1.0),
    (4.0, 0.04, 2.0, 0.9),
)
_LEAST, _MOST = 3.4, 6.0
# Every bell hums a little all the time, so that a strike never comes out of nothing.
_HUM = 0.12


def render(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with bells that toll one by one, 3.4 to 6 s apart."""
    frames = len(out)
    bells = zip(_BELLS, _score(frames, rng), strict=True)
    add_voices(out, [voice for bell in bells for voice in _bell(frames, rng, *bell)])
    reverberate(out, hall(rng, 5.0, 0.7, ears=1))
    air = slope(-4.0) * high_pass(150.0, 2) * low_pass(1_800.0, 2)
    level = 0.18 * sway(frames, rng, 0.08, 1.5)
    add_noise(out, rng, Band(air, level, widening(250.0, 0.8), drift(frames, rng, 0.05, 0.1)))


def _score(frames: int, rng: np.random.Generator) -> list[list[float]]:
    """Return the moments at which each bell is struck: a slow walk along the scale."""
    strikes: list[list[float]] = [[] for _ in _BELLS]
    bell = int(rng.integers(len(_BELLS)))
    for moment in moments(frames, rng, _LEAST, _MOST):
        strikes[bell].append(float(moment))
        steps = [step for step in (-3, -2, -1, 1, 2, 3) if 0 <= bell + step < len(_BELLS)]
        bell += int(rng.choice(steps))
    return strikes


def _bell(
    frames: int, rng: np.random.Generator, ratio: float, strikes: list[float]
) -> Iterator[Voice]:
    pan = rng.uniform(-0.15, 0.15)
    heights = [float(from_db(-rng.uniform(0.0, 2.0))) for _ in strikes]
    for number, strength, fall, rise in _PARTIALS:
        level = strength * (4.0 / ratio) ** 0.5 * np.exp(2j * np.pi * rng.uniform())
        rung = zip(strikes, repeat(rise), heights)
        curve = level * (swells(frames, rung, fall, 0.0) + _HUM)
        turning = rng.uniform(0.15, 0.4) * number**0.5
        yield spread(frames, rng, (ROOT * ratio * number, curve), (pan, turning))
