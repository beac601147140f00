"""Defines the kinds of value that only a playlist holds.

A kind stands in the annotation of a model's field, as in `Annotated[Seconds, span(1, 60)]`.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kapsound.text import Kind, either, path_problem
from kapsound.units import format_duration, parse_duration

_ID = r"[A-Za-z0-9_-]{1,40}"
_PARTS = r"\d+h( ?\d+m)?( ?\d+(\.\d+)?s)?|\d+m( ?\d+(\.\d+)?s)?|\d+(\.\d+)?s"
_TIME = rf"({_PARTS}|\d+(\.\d+)?|(\d+:[0-5]?\d|\d+):[0-5]\d(\.\d+)?)"
_LONGEST_NAME = 40


def span(low: float, high: float) -> Kind:
    """Return the kind of a duration, written like `1m30s`, from `low` to `high` seconds."""
    ends = f"from {format_duration(low)} to {format_duration(high)}"

    def read(value: Any) -> float | None:
        seconds = _seconds(value)
        return seconds if seconds is not None and low <= seconds <= high else None

    words = f'a duration in quotes, like "90s", "1m30s" or "1:30", {ends}'
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


def _string(words: str, allowed: Callable[[str], object], **json: Any) -> Kind:
    """Return the kind of a text that is allowed as it stands."""

    def read(value: Any) -> str | None:
        return value if isinstance(value, str) and allowed(value) else None

    return Kind(words, read, {"type": "string", **json})


def proper_name() -> Kind:
    """Return the kind of a name that commands, screens and the record use."""

    def allowed(name: str) -> bool:
        return name.isprintable() and name == name.strip() and 1 <= len(name) <= _LONGEST_NAME

    words = f"a name in quotes, 1 to {_LONGEST_NAME} printable characters, no blanks around it"
    return _string(words, allowed, minLength=1, maxLength=_LONGEST_NAME)


def identifier(of: str, *, reserved: tuple[str, ...] = ()) -> Kind:
    """Return the kind of an id, as commands name it; `reserved` words mean something else."""
    but = f", but not {either(reserved)}" if reserved else ""
    words = f"the id of a {of}: 1 to 40 of A-Z, a-z, 0-9, _ and -{but}"
    return _string(
        words, lambda id_: re.fullmatch(_ID, id_) and id_ not in reserved, pattern=f"^{_ID}$"
    )


def one_key() -> Kind:
    """Return the kind of a key of the keyboard."""

    def allowed(key: str) -> bool:
        return len(key) == 1 and unicodedata.category(key)[0] in "LNPS"

    return _string('one printable character in quotes, like "1"', allowed, minLength=1, maxLength=1)


def file_path() -> Kind:
    """Return the kind of the path of a sound file, relative to the media root."""

    def fault(value: Any) -> str:
        return (path_problem(value) or "") if isinstance(value, str) else ""

    words = 'a path beneath the media root in quotes, like "music/dawn.flac"'
    return replace(
        _string(words, lambda path: path_problem(path) is None, minLength=1), fault=fault
    )


def folder_path() -> Kind:
    """Return the kind of the path of a folder, relative to the playlist file or absolute."""

    def allowed(path: str) -> bool:
        strange = path.startswith("~") or "://" in path or "\x00" in path
        return bool(path.strip()) and not strange

    words = 'a folder in quotes, relative to the playlist file, like "../music"'
    return _string(words, allowed, minLength=1)
