"""Surveys a sound file for the library: digest, tags, measures; runs in a worker process."""

from collections.abc import Callable, Collection
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from kapsound.cache.digest import digest_of_file
from kapsound.errors import MediaError
from kapsound.media.blocks import rechunk
from kapsound.media.curves import CurveMeter, Curves
from kapsound.media.decode import Decoder
from kapsound.media.measure import Meter
from kapsound.media.probe import stamp_of
from kapsound.media.tags import read_tags
from kapsound.units import SAMPLE_RATE, to_seconds

_HASHED = 0.05

OnPart = Callable[[float], None]


def survey(path: Path, known: Collection[str], on_part: OnPart) -> dict[str, Any]:
    """Return a file's `digest`, and unless that is `known`, all that is measured and tagged.

    Raises:
        MediaError: the file cannot be used; the message names it.

    """
    stamp = stamp_of(path)
    digest = digest_of_file(path, lambda part: on_part(part * _HASHED))
    found: dict[str, Any] = {
        "digest": digest,
        "size": stamp.size,
        "modified_ns": stamp.modified_ns,
    }
    if digest not in known:
        found |= _measured(path, lambda part: on_part(_HASHED + part * (1 - _HASHED)))
        tags = asdict(read_tags(path))
        found["measured"] |= _loudness(found["measured"]["loudness"], tags.pop("loudness"))
        found["tags"] = tags
    if stamp_of(path) != stamp:
        raise MediaError(f"{path}: changed while it was scanned. Scan again.")
    return found


def _measured(path: Path, on_part: OnPart) -> dict[str, Any]:
    decoder, meter, curve = Decoder(path, on_part), Meter(), CurveMeter()
    for second in rechunk(decoder.blocks(), SAMPLE_RATE):
        meter.add(second)
        curve.add(second)
    measured, curves = meter.result(), curve.result()
    length = to_seconds(decoder.frames)
    return {
        "length": length,
        "measured": {
            "loudness": measured.loudness,
            "range": measured.loudness_range,
            "peak": round(measured.true_peak, 2),
            "lead_silence": to_seconds(measured.lead_silence),
            "trail_silence": to_seconds(measured.trail_silence),
            "brightness": _middle(curves),
            "onsets": round(sum(curves.onsets) / length, 3),
        },
        "curves": asdict(curves),
    }


def _loudness(measured: float | None, tagged: float | None) -> dict[str, Any]:
    """Return the loudness; where it is too short or too quiet to measure, what its tags say."""
    by_tags = measured is None and tagged is not None
    return {"loudness": tagged if by_tags else measured, "loudness_tagged": by_tags}


def _middle(curves: Curves) -> float | None:
    heard = [value for value in curves.brightness if value is not None]
    return round(median(heard), 1) if heard else None
