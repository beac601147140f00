"""The kinds of value a playlist holds: how each is written, read and described.

A kind stands in the annotation of a model's field, as in `Annotated[Seconds, span(1, 60)]`.
It reads the value as the file has it, and describes it in messages, in the reference and in
the schema.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from kapsound.text import either, nearest, path_problem, quoted, visible
from kapsound.units import format_duration, parse_duration

_ID = r"[A-Za-z0-9_-]{1,40}"
_TIME = r"(\d+h(\d+m)?(\d+(\.\d+)?s)?|\d+m(\d+(\.\d+)?s)?|\d+(\.\d+)?s)"
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A kind of value.

    `words` complete "write ..."; `reader` returns the value read, or None where it is not
    allowed; `json` is the JSON Schema of the written form; `fault` says more about a value
    that is not allowed; `write` gives the written form of a value read.
    """

    words: str
    reader: Callable[[Any], Any]
    json: Mapping[str, Any]
    fault: Callable[[Any], str] = lambda _: ""
    write: Callable[[Any], Any] = lambda value: value

    def read(self, value: Any) -> Any:
        """Return the value read, or raise a ValueError that says what is allowed."""
        found = self.reader(value)
        if found is None:
            why = self.fault(value) or "is not allowed here"
            near = nearest(value, self.json.get("enum", ()))
            raise ValueError(f"{quoted(value)} {why}; write {self.words}{near}")
        return found

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)


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


def number(low: float, high: float, unit: str) -> Kind:
    """Return the kind of a number from `low` to `high`; NaN and infinity are not."""

    def read(value: Any) -> float | None:
        known = isinstance(value, int | float) and not isinstance(value, bool)
        return float(value) if known and low <= value <= high else None

    words = f"a number from {low:g} to {high:g} ({unit}), without quotes"
    json = {"type": "number", "minimum": low, "maximum": high}
    return Kind(words, read, json, write=_short)


def _short(value: float) -> float:
    return int(value) if value == int(value) else value


def whole(low: int, high: int) -> Kind:
    """Return the kind of a whole number from `low` to `high`."""

    def read(value: Any) -> int | None:
        return value if type(value) is int and low <= value <= high else None

    range_ = f"{low}" if low == high else f"a whole number from {low} to {high}"
    json = {"type": "integer", "minimum": low, "maximum": high}
    return Kind(f"{range_}, without quotes", read, json)


def choice(options: tuple[str, ...]) -> Kind:
    """Return the kind of a word that is one of a few."""

    def read(value: Any) -> str | None:
        return value if isinstance(value, str) and value in options else None

    return Kind(either(options), read, {"type": "string", "enum": list(options)})


def text(longest: int, shortest: int = 1) -> Kind:
    """Return the kind of text for people; control characters in it are shown as glyphs."""

    def read(value: Any) -> str | None:
        shown = visible(value.strip(), keep="\n") if isinstance(value, str) else None
        return shown if shown is not None and shortest <= len(shown) <= longest else None

    words = f"text in quotes, {shortest} to {longest} characters"
    return Kind(words, read, {"type": "string", "minLength": shortest, "maxLength": longest})


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
