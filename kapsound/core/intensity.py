"""Says how intense a track is: by the clinic's own mark, or else by how it measures.

The measured intensity is 1 + 4 (0.3 L + 0.3 B + 0.2 R + 0.2 O), from 1, calm, to 5, where each
part goes from 0 to 1 and stays there beyond its ends:

- L, the loudness, from -30 to -10 LUFS;
- B, the brightness, from 500 to 4000 Hz, by octaves;
- R, the loudness range, from 2 to 20 LU;
- O, the onsets, from 0 to 4 a second.

Quiet, dark, even music with few beginnings is calm. What is not known counts as the middle.
"""

from math import log2

from kapsound.core.query.facts import HIGHEST, LOWEST, Facts

_UNKNOWN = 0.5


def intensity_of(facts: Facts) -> float:
    """Return a track's intensity, 1 to 5."""
    return measured_intensity(facts) if facts.intensity is None else float(facts.intensity)


def measured_intensity(facts: Facts) -> float:
    """Return the intensity that a track measures, 1 to 5."""
    brightness = None if facts.brightness is None else log2(max(facts.brightness, 1.0))
    parts = (
        0.3 * _part(facts.loudness, -30.0, -10.0),
        0.3 * _part(brightness, log2(500.0), log2(4000.0)),
        0.2 * _part(facts.range, 2.0, 20.0),
        0.2 * _part(facts.onsets, 0.0, 4.0),
    )
    return LOWEST + (HIGHEST - LOWEST) * sum(parts)


def _part(value: float | None, low: float, high: float) -> float:
    return _UNKNOWN if value is None else min(1.0, max(0.0, (value - low) / (high - low)))
