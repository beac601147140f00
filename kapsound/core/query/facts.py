"""Holds what is known of a track, and names the fields that a query may ask for."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, get_args

from kapsound.text import visible

Vocals = Literal["none", "wordless", "language"]
VOCALS: tuple[Vocals, ...] = get_args(Vocals)
LOWEST, HIGHEST = 1, 5
"""The ends of the scales of intensity and valence."""

TEXTS: Mapping[str, str] = {
    "title": "the title, from the file's tags or its name",
    "artist": "the artist",
    "album": "the album",
    "genre": "the genre",
    "notes": "the clinic's notes",
    "licence": "the licence, as the clinic wrote it",
    "path": "the file and its folders",
}
"""The fields whose text is looked through, and what each is."""
WHOLES: Mapping[str, str] = {
    "intensity": "how intense it is, 1 (calm) to 5, by the clinic",
    "valence": "how it feels, 1 (dark) to 5 (bright), by the clinic",
    "year": "the year it came out",
    "bpm": "beats in a minute, from the file's tags",
}
"""The fields of whole numbers."""
AMOUNTS: Mapping[str, str] = {
    "length": "how long it is, such as 4m or 90s",
    "loudness": "how loud it is, in LUFS",
    "range": "how much its loudness varies, in LU",
    "peak": "its true peak, in dBTP",
    "brightness": "where the middle of its spectrum lies, in Hz",
    "onsets": "how many sounds begin in a second",
}
"""The fields that are measured."""
CHOICES: Mapping[str, str] = {"vocals": "none, wordless or language"}
"""The fields that hold one word of a few."""
NAMED: Mapping[str, str] = {"title": "\x01", "artist": "\x02", "album": "\x03", "genre": "\x04"}
"""The fields of text that a word alone is looked for in, each with its mark in `searched`."""
TAG_MARK = "\x1f"
TAG = "tag"
TAG_WORDS = "a tag of the clinic's"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a track; None, or empty, what is not.

    `length` is in seconds, `loudness` in LUFS, `range` in LU and `peak` in dBTP;
    `brightness` is the median of the spectral centroid in Hz, and `onsets` the mean of the
    onsets a second; the fields from `intensity` on are the clinic's own.
    """

    path: str
    title: str = ""
    artist: str = ""
    album: str = ""
    genre: str = ""
    year: int | None = None
    bpm: int | None = None
    length: float = 0.0
    loudness: float | None = None
    range: float = 0.0
    peak: float = 0.0
    brightness: float | None = None
    onsets: float | None = None
    intensity: int | None = None
    valence: int | None = None
    vocals: Vocals | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""
    licence: str = ""


def folded(text: str) -> str:
    """Return text as it is compared: without case, accents and unseen characters."""
    parts = unicodedata.normalize("NFKD", visible(text).casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def searched(facts: Facts) -> str:
    """Return the text that a word of a query is looked for in, folded.

    Each part has a mark of its own before it, which no folded text holds, and each tag one on
    both sides. A track with a voice in it is also found by the word vocal.
    """
    named = (f"{mark}{folded(getattr(facts, name))}" for name, mark in NAMED.items())
    tags = "".join(f"{TAG_MARK}{folded(tag)}" for tag in facts.tags)
    voice = "" if facts.vocals in (None, "none") else f"vocal {facts.vocals}"
    return f"{''.join(named)}{tags}{TAG_MARK}{voice}"


def file_title(path: str) -> str:
    """Return what a track without a title is called: its file's name without the ending."""
    return visible(PurePath(path).stem).strip()[:200] or "untitled"
