"""Defines the kinds of value that only a playlist holds.

A kind stands in the annotation of a model's field, as in `Annotated[Seconds, span(1, 60)]`.
"""

import re
import unicodedata
from typing import Any

from kapsound.kinds import Kind
from kapsound.text import either, path_problem
from kapsound.units import format_duration, parse_duration

_ID = r"[A-Za-z0-9_-]{1,40}"
_TIME = r"(\d+h(\d+m)?(\d+(\.\d+)?s)?|\d+m(\d+(\.\d+)?s)?|\d+(\.\d+)?s)"
_LONGEST_NAME = 40


def span(low: float, high: float) -> Kind:
    """Return the kind of a duration, written like `12m30s`, from `low` to `high` seconds."""
    ends = f"from {format_duration(low)} to {format_duration(high)}"

    def read(value: Any) -> float | None:
        seconds = _seconds(value)
        return seconds if seconds is not None and low <= seconds <= high else None

    words = f'a duration in quotes, like "90s", "12m30s" or "1h", {ends}'
    return Kind(words, read, {"type": "string", "pattern": f"^{_TIME}$"}, write=format_duration)


def offset(most: float) -> Kind:
    """Return the kind of a time from a beginning, or with a minus before an end, in seconds."""

    def read(value: Any) -> float | None:
        minus = isinstance(value, str) and value.startswith("-")
        seconds = _seconds(value[1:] if minus else value)
        if seconds is None or seconds > most or (minus and not seconds):
            return None
        return -seconds if minus else seconds

    words = 'a time in quotes, like "2m" from the beginning or "-1m" before the end'
    return Kind(words, read, {"type": "string", "pattern": f"^-?{_TIME}$"})


def _seconds(value: Any) -> float | None:
    try:
        return parse_duration(value) if isinstance(value, str) else None
    except ValueError:
        return None


def whole(low: int, high: int) -> Kind:
    """Return the kind of a whole number from `low` to `high`."""

    def read(value: Any) -> int | None:
        return value if type(value) is int and low <= value <= high else None

    range_ = f"{low}" if low == high else f"a whole number from {low} to {high}"
    json = {"type": "integer", "minimum": low, "maximum": high}
    return Kind(f"{range_}, without quotes", read, json)


def proper_name() -> Kind:
    """Return the kind of a name that commands, screens and the record use."""

    def read(value: Any) -> str | None:
        known = isinstance(value, str) and value.isprintable() and value == value.strip()
        return value if known and 1 <= len(value) <= _LONGEST_NAME else None

    words = f"a name in quotes, 1 to {_LONGEST_NAME} printable characters, no blanks around it"
    return Kind(words, read, {"type": "string", "minLength": 1, "maxLength": _LONGEST_NAME})


def identifier(of: str, *, reserved: tuple[str, ...] = ()) -> Kind:
    """Return the kind of an id, as commands name it; `reserved` words mean something else."""

    def read(value: Any) -> str | None:
        known = isinstance(value, str) and re.fullmatch(_ID, value)
        return value if known and value not in reserved else None

    but = f", but not {either(reserved)}" if reserved else ""
    words = f"the id of a {of}: 1 to 40 of A-Z, a-z, 0-9, _ and -{but}"
    return Kind(words, read, {"type": "string", "pattern": f"^{_ID}$"})


def one_key() -> Kind:
    """Return the kind of a key of the keyboard."""

    def read(value: Any) -> str | None:
        single = isinstance(value, str) and len(value) == 1
        return value if single and unicodedata.category(value)[0] in "LNPS" else None

    words = 'one printable character in quotes, like "1"'
    return Kind(words, read, {"type": "string", "minLength": 1, "maxLength": 1})


def file_path() -> Kind:
    """Return the kind of the path of a sound file, relative to the media root."""

    def read(value: Any) -> str | None:
        return value if isinstance(value, str) and path_problem(value) is None else None

    def fault(value: Any) -> str:
        return (path_problem(value) or "") if isinstance(value, str) else ""

    words = 'a path beneath the media root in quotes, like "music/dawn.flac"'
    return Kind(words, read, {"type": "string", "minLength": 1}, fault)


def folder_path() -> Kind:
    """Return the kind of the path of a folder, relative to the playlist file or absolute."""

    def read(value: Any) -> str | None:
        if not isinstance(value, str) or not value.strip() or value.startswith("~"):
            return None
        return None if "://" in value or "\x00" in value else value

    words = 'a folder in quotes, relative to the playlist file, like "../music"'
    return Kind(words, read, {"type": "string", "minLength": 1})
