"""Defines kinds of value: how each is written in a file, read from it and described.

A kind reads the value as the file has it, and describes it in messages, in the reference and in
the schema. Playlists and settings share these; a playlist has more in `core.playlist.kinds`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kapsound.text import either, nearest, quoted, visible

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A kind of value.

    `words` complete "write ..."; `reader` returns the value read, or None where it is not
    allowed; `json` is the JSON Schema of the written form; `fault` says more about a value
    that is not allowed; `write` gives the written form of a value read.
    """

    words: str
    reader: Callable[[Any], Any]
    json: Mapping[str, Any] = field(default_factory=dict)
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
        self, _source: Any, _handler: "GetCoreSchemaHandler"
    ) -> "CoreSchema":
        from pydantic_core import core_schema  # noqa: PLC0415 - slow to load, and models alone ask

        return core_schema.no_info_plain_validator_function(self.read)


def number(low: float, high: float, unit: str) -> Kind:
    """Return the kind of a number from `low` to `high`; NaN and infinity are not."""

    def read(value: Any) -> float | None:
        known = isinstance(value, int | float) and not isinstance(value, bool)
        return float(value) if known and low <= value <= high else None

    words = f"a number from {low:g} to {high:g} ({unit}), without quotes"
    json = {"type": "number", "minimum": low, "maximum": high}
    return Kind(words, read, json, write=lambda value: int(value) if value % 1 == 0 else value)


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
