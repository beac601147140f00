"""Synthesizes a warm drone: D and A in just fifths and octaves, each partial alive by itself."""

import numpy as np

from kapsound.media.synth.modulation import drift, sway
from kapsound.media.synth.noise import Band, add_noise, high_pass, low_pass, slope, widening
from kapsound.media.synth.tones import ROOT, Voice, add_voices, voice
from kapsound.samples import Samples

# The strings of the drone as ratios to the root, and their strengths.
_STRINGS = ((1.0, 1.0), (1.5, 0.55), (2.0, 0.9), (3.0, 0.4), (4.0, 0.25))
_HIGHEST = 1_800.0


def render(out: Samples, rng: np.random.Generator) -> None:
    """Fill the loop `out` with a drone on D2 whose overtones come and go by 4 dB."""
    frames = len(out)
    voices: list[Voice] = []
    for hertz, strength in _partials().items():
        gains = strength * sway(frames, rng, 0.07, min(4.0, 0.4 + hertz / 180.0))
        voices.append(voice(frames, rng, hertz, gains, 0.03 + hertz / 6_000.0))
    add_voices(out, voices)
    air = slope(-5.0) * high_pass(100.0, 2) * low_pass(3_000.0, 2)
    still = 0.05 * sway(frames, rng, 0.08, 2.0)
    add_noise(out, rng, Band(air, still, widening(200.0, 0.8), drift(frames, rng, 0.05, 0.1)))


def _partials() -> dict[float, float]:
    """Return the strength of each partial in Hz; strings that share one add their power."""
    power: dict[float, float] = {}
    for ratio, strength in _STRINGS:
        for number in range(1, int(_HIGHEST / (ROOT * ratio)) + 1):
            hertz = ROOT * ratio * number
            gain = strength * number**-1.5 / (1.0 + (hertz / 900.0) ** 2)
            power[hertz] = power.get(hertz, 0.0) + gain**2
    return {hertz: float(np.sqrt(value)) for hertz, value in sorted(power.items())}
