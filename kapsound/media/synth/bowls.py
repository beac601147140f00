"""Synthesizes singing bowls: rubbed, they well up, beat from ear to ear and die away."""

import numpy as np

from kapsound.media.synth.modulation import Curve, from_db, moments, place, points, swell
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


def render(frames: int, rng: np.random.Generator) -> Samples:
    """Return bowls that swell one after the other, 5 to 10 s apart, shape (frames, 2)."""
    out = np.zeros((frames, 2), np.float32)
    voices: list[Voice] = []
    for bowl, touches in enumerate(_score(frames, rng)):
        voices += _bowl(frames, rng, bowl, touches)
    add_voices(out, voices)
    reverberate(out, hall(rng, 4.5, 0.4, ears=1))
    return out


def _score(frames: int, rng: np.random.Generator) -> list[list[float]]:
    """Return the moments at which each bowl is touched; no bowl twice in a row."""
    touches: list[list[float]] = [[] for _ in _BOWLS]
    bowl = int(rng.integers(len(_BOWLS)))
    for moment in moments(frames, rng, _LEAST, _MOST):
        touches[bowl].append(float(moment))
        bowl = (bowl + 1 + int(rng.integers(len(_BOWLS) - 1))) % len(_BOWLS)
    return touches


def _bowl(frames: int, rng: np.random.Generator, bowl: int, touches: list[float]) -> list[Voice]:
    ratio, modes = _BOWLS[bowl]
    pan = rng.uniform(-0.25, 0.25)
    voices = []
    for mode, strength, fall in zip(modes, _STRENGTHS, _FALLS, strict=True):
        level = strength * (2.0 / ratio) ** 0.3 * np.exp(2j * np.pi * rng.uniform())
        curve = level * _ringing(frames, rng, touches, fall)
        # A bowl's twin modes beat; here they do so between the ears, not in loudness.
        beat = rng.uniform(0.35, 0.7) * mode**0.5
        voices.append(spread(frames, rng, (ROOT * ratio * mode, curve), (pan, beat)))
    return voices


def _ringing(frames: int, rng: np.random.Generator, touches: list[float], fall: float) -> Curve:
    total = np.full(points(frames), _HUM)
    for touch in touches:
        rise = rng.uniform(4.6, 6.2)
        height = float(from_db(-rng.uniform(0.0, 2.0)))

        def one(since: Curve, rise: float = rise, height: float = height) -> Curve:
            return height * swell(since, rise, fall)

        total += place(frames, (touch,), one, rise + 8 * fall)
    return total
