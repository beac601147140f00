"""Synthesizes singing bowls: rubbed, they well up, beat from ear to ear and die away."""

from collections.abc import Iterator

import numpy as np

from kapsound.media.synth.modulation import from_db, moments, swells
from kapsound.media.synth.space import hall, reverberate
from kapsound.media.synth.tones import ROOT, Voice, add_voices, spread
from kapsound.samples import Samples

# Bowls D3, E3, A3, D4, E4 and A4 as ratios to the root. A bowl's modes are not harmonic; here the
# nearest notes of the same scale stand for them (about 2.7 and 5.3 times the lowest), so that
# bowls may ring with each other and with drone and pad.
_DEEP = (1.0, 3.0, 6.0)
_CLEAR = (1.0, 8 / 3, 16 / 3)
_BOWLS = ((2.0, _DEEP), (2.25, _CLEAR), (3.0, _CLEAR), (4.0, _DEEP), (4.5, _CLEAR), (6.0, _CLEAR))
_STRENGTHS = (1.0, 0.24, 0.05)
_FALLS = (9.0, 5.5, 3.0)
_LEAST, _MOST = 5.5, 9.5
# Every bowl hums a little all the time, so that a swell never comes out of nothing.
_HUM = 0.06


def render(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with bowls that swell one after the other, 5 to 10 s apart."""
    frames = len(out)
    bowls = enumerate(_score(frames, rng))
    add_voices(out, [voice for bowl in bowls for voice in _bowl(frames, rng, *bowl)])
    reverberate(out, hall(rng, 4.5, 0.4, ears=1))


def _score(frames: int, rng: np.random.Generator) -> list[list[float]]:
    """Return the moments at which each bowl is touched; no bowl twice in a row."""
    touches: list[list[float]] = [[] for _ in _BOWLS]
    bowl = int(rng.integers(len(_BOWLS)))
    for moment in moments(frames, rng, _LEAST, _MOST):
        touches[bowl].append(float(moment))
        bowl = (bowl + 1 + int(rng.integers(len(_BOWLS) - 1))) % len(_BOWLS)
    return touches


def _bowl(
    frames: int, rng: np.random.Generator, bowl: int, touches: list[float]
) -> Iterator[Voice]:
    ratio, modes = _BOWLS[bowl]
    pan = rng.uniform(-0.25, 0.25)
    for mode, strength, fall in zip(modes, _STRENGTHS, _FALLS, strict=True):
        level = strength * (2.0 / ratio) ** 0.3 * np.exp(2j * np.pi * rng.uniform())
        rubbed = ((touch, rng.uniform(4.6, 6.2), _height(rng)) for touch in touches)
        curve = level * swells(frames, rubbed, fall, _HUM)
        # A bowl's twin modes beat; here they do so between the ears, not in loudness.
        beat = rng.uniform(0.35, 0.7) * mode**0.5
        yield spread(frames, rng, (ROOT * ratio * mode, curve), (pan, beat))


def _height(rng: np.random.Generator) -> float:
    return float(from_db(-rng.uniform(0.0, 2.0)))
