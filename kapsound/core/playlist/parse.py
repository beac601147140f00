"""Makes a playlist's text a `Playlist`, or tells every problem in it at once."""

from collections.abc import Iterator, Mapping
from typing import Any

import tomli
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kapsound.core.playlist.cross import cross_checks
from kapsound.core.playlist.fields import allowed, at_path, hints_of
from kapsound.core.playlist.locate import Finding, KeyPath, problems
from kapsound.core.playlist.model import FORMAT, Playlist
from kapsound.errors import PlaylistError, Problem
from kapsound.text import nearest, quoted, visible

_MOST = 200
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_QUOTES = "; texts, paths and durations stand in quotes"


def decode_playlist(raw: bytes, file: str) -> str:
    """Return the text of a playlist's bytes.

    Raises:
        PlaylistError: the bytes are not UTF-8; it names the line of the first that is not.

    """
    if raw.startswith(_UTF16):
        raise PlaylistError([Problem(file, "is saved as UTF-16; save it as UTF-8", 1)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        words = f"the byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise PlaylistError([Problem(file, words, line)]) from error


def parse_playlist(text: str, file: str) -> Playlist:
    """Read a playlist's TOML text; `file` names it in messages.

    Raises:
        PlaylistError: with every problem found, each with its line and key.

    """
    text = text.removeprefix("\ufeff")
    data = _toml(text, file)
    _refuse_newer(data, text, file)
    found = list(cross_checks(data))
    try:
        playlist = Playlist.model_validate(data)
    except ValidationError as error:
        found = [*_findings(error), *found]
    if found:
        raise PlaylistError(_shown(problems(found, text, file), file))
    return playlist


def _shown(found: list[Problem], file: str) -> list[Problem]:
    """Return all of it, or of very much as much as anybody reads."""
    if len(found) <= _MOST:
        return found
    rest = Problem(file, f"{len(found) - _MOST} problems more; mend these first")
    return [*found[:_MOST], rest]


def _toml(text: str, file: str) -> dict[str, Any]:
    try:
        text.encode()
        return tomli.loads(text)
    except UnicodeEncodeError as error:
        words = "holds half a character (a lone surrogate), which no UTF-8 file can"
        raise PlaylistError([Problem(file, words, text.count("\n", 0, error.start) + 1)]) from error
    except tomli.TOMLDecodeError as error:
        hint = _QUOTES if "Invalid value" in error.msg or "newline" in error.msg else ""
        words = f"is not TOML: {visible(error.msg)}, at column {error.colno}{hint}"
        raise PlaylistError([Problem(file, words, error.lineno)]) from error
    except (ValueError, RecursionError) as error:
        words = "is not TOML a program can read: a number too long, or tables too deep"
        raise PlaylistError([Problem(file, words)]) from error


def _refuse_newer(data: Mapping[str, Any], text: str, file: str) -> None:
    written = data.get("format")
    if type(written) is int and written > FORMAT:
        words = (
            f"written for a newer kapsound (format {quoted(written)}); this one reads up to "
            f"{FORMAT}; nothing was changed"
        )
        raise PlaylistError(problems([Finding(("format",), words)], text, file))


def _findings(error: ValidationError) -> Iterator[Finding]:
    for detail in error.errors(include_url=False):
        # An empty list of phases is a cross check's; here it also follows from faulty phases.
        if detail["type"] != "too_short":
            path = tuple(part for part in detail["loc"] if part != "[key]")
            yield Finding(path, _message(detail, path))


def _message(detail: ErrorDetails, path: KeyPath) -> str:
    match detail["type"]:
        case "value_error":
            return str(detail["ctx"]["error"])
        case "missing":
            return f"is missing; write {allowed(at_path(path))}"
        case "extra_forbidden":
            return f"is not a key here{_keys(path)}"
    return f"{quoted(detail['input'])} is not allowed here; write {allowed(at_path(path))}"


def _keys(path: KeyPath) -> str:
    known = hints_of(at_path(path[:-1]))
    return nearest(path[-1], known) or f"; there are: {', '.join(known)}"
