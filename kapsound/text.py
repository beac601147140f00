"""Handles text of people: shown safely, quoted in messages, and read from files as kinds of value.

A kind reads a value as the file has it, and describes it in messages, in the reference and in the
schema. Playlists and settings share these; a playlist has more in `core.playlist.kinds`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f]"
)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|(?:data|file|https?):", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_LONGEST_QUOTE = 60
_BENEATH = "write it relative to the media root (the key media)"


def visible(text: str, keep: str = "") -> str:
    """Return the text with glyphs for what is not seen, or moves the rest: safe on a terminal."""
    return _HIDDEN.sub(lambda found: _glyph(found.group(), keep), text)


def _glyph(char: str, keep: str) -> str:
    if char in keep:
        return char
    if char <= "\x1f":
        return chr(0x2400 + ord(char))
    return "\u2421" if char == "\x7f" else "\ufffd"


def credited(title: str, artist: str) -> str:
    """Return a title with its artist, in one line; one that names the artist already stays."""
    named = artist.casefold() in title.casefold()
    return title if named else f"{title} - {artist}"


def quoted(value: object) -> str:
    """Return a value as a message names it: text in quotes, anything long cut short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else _whole(value)
    if isinstance(value, str):
        shown = visible(value)
        cut = shown if len(shown) <= _LONGEST_QUOTE else shown[: _LONGEST_QUOTE - 1] + "…"
        return f'"{cut}"'
    return {"list": "a list", "dict": "a table"}.get(type(value).__name__, "a date or time")


def _whole(value: int) -> str:
    return str(value) if abs(value) < 10**15 else "a number this large"


def either(options: Iterable[object]) -> str:
    """Return options as a sentence names them: `"a", "b" or "c"`."""
    *most, last = (quoted(option) for option in options)
    return f"{', '.join(most)} or {last}" if most else last


def nearest(word: object, options: Iterable[str]) -> str:
    """Return `; did you mean "x"?` for the option most like `word`, or nothing."""
    near = likest(word, options) if isinstance(word, str) else None
    return "" if near is None else f"; did you mean {quoted(near)}?"


def likest(word: str, options: Iterable[str]) -> str | None:
    """Return the option most like `word`, None if none is like it."""
    return next(iter(get_close_matches(word, list(options), n=1)), None)


def path_problem(path: str) -> str | None:
    """Return what is wrong with a path that should lie beneath the media root, or None.

    Only the wording is judged; whether the file exists is found when it is prepared.
    """
    parts = path.split("/")
    faults = (
        (not path.strip(), "is empty; name a file beneath the media root"),
        ("\x00" in path, "holds a NUL character, which no file name has"),
        (_URL.match(path), "is a URL; kapsound plays files only, so download it first"),
        (path.startswith("/") or _DRIVE.match(path), f"is an absolute path; {_BENEATH}"),
        ("\\" in path, 'holds a backslash; write "/" between folders'),
        (path.startswith("~"), f'starts with "~", which is not expanded; {_BENEATH}'),
        (".." in parts, f'goes up with ".."; {_BENEATH}'),
        (parts[-1] in ("", "."), "names a folder, not a file"),
    )
    return next((words for wrong, words in faults if wrong), None)


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
