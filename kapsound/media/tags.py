"""Reads the tags of a sound file by tinytag; runs in worker processes. Nothing is ever written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tinytag import TinyTag

from kapsound.text import visible

LONGEST = 200
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_LARGEST_BPM = 999
# The loudness in LUFS that players bring a track to by its tags, and a step of each tag in dB.
# R128_TRACK_GAIN: RFC 7845, 5.2.1; REPLAYGAIN_TRACK_GAIN: the ReplayGain 2.0 specification.
_GAINS = {"r128_track_gain": (-23.0, 1 / 256), "replaygain_track_gain": (-18.0, 1.0)}
_QUIETEST_LUFS, _LOUDEST_LUFS = -70.0, 3.0


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file says of itself, for people; empty or None where it says nothing.

    `rights` is what it says of copyright and licence, `loudness` what its gain comes to, in LUFS.
    """

    title: str = ""
    artist: str = ""
    album: str = ""
    genre: str = ""
    rights: str = ""
    year: int | None = None
    bpm: int | None = None
    loudness: float | None = None


def read_tags(path: Path) -> Tags:
    """Return a file's tags; what cannot be read is none, for the sound may be well all the same."""
    try:
        found = TinyTag.get(str(path), duration=False, ignore_errors=None).as_dict()
    except Exception:  # noqa: BLE001 -- hostile tags fail in ways that nobody has listed
        return Tags()
    return Tags(
        title=_text(found, "title"),
        artist=_text(found, "artist", "albumartist"),
        album=_text(found, "album"),
        genre=_text(found, "genre"),
        rights=_text(found, "license", "copyright"),
        year=_number(found, "year", _FIRST_YEAR, _LAST_YEAR),
        bpm=_number(found, "bpm", 1, _LARGEST_BPM),
        loudness=_loudness(found),
    )


def _text(found: Mapping[str, object], *names: str) -> str:
    """Return the first of these that is there, in one line, as it may be shown."""
    for name in names:
        if shown := " ".join(visible(value, keep="\n\t").strip() for value in _values(found, name)):
            return " ".join(shown.split())[:LONGEST]
    return ""


def _number(found: Mapping[str, object], name: str, low: int, high: int) -> int | None:
    for value in _values(found, name):
        digits = re.search(r"\d{1,4}", value, re.ASCII)
        if digits and low <= int(digits[0]) <= high:
            return int(digits[0])
    return None


def _loudness(found: Mapping[str, object]) -> float | None:
    for name, (target, step) in _GAINS.items():
        for value in _values(found, name):
            gain = re.match(r"\s*([+-]?\d{1,6}(?:\.\d{1,6})?)", value, re.ASCII)
            loudness = target - float(gain[1]) * step if gain else None
            if loudness is not None and _QUIETEST_LUFS <= loudness <= _LOUDEST_LUFS:
                return round(loudness, 2)
    return None


def _values(found: Mapping[str, object], name: str) -> list[str]:
    value = found.get(name)
    values = value if isinstance(value, list) else [value]
    # A lone surrogate is no text: it could be neither stored nor shown.
    return [str(item).encode("utf-8", "replace").decode() for item in values if item]
