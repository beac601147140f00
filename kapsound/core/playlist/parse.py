"""A playlist's text becomes a `Playlist`, or every problem in it at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import tomli
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kapsound.core.playlist.cross import Fault, cross_checks
from kapsound.core.playlist.fields import allowed, at_path, hints_of
from kapsound.core.playlist.locate import KeyPath, key_lines, locate
from kapsound.core.playlist.model import FORMAT, Playlist
from kapsound.errors import PlaylistError, Problem
from kapsound.text import nearest, quoted, visible

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
    faults = list(cross_checks(data))
    try:
        playlist = Playlist.model_validate(data)
    except ValidationError as error:
        faults = [*_faults(error), *faults]
    if faults:
        raise PlaylistError(_problems(faults, text, file))
    return playlist


def key_text(path: Sequence[str | int]) -> str:
    """Return a path of keys as messages write it: `phases[2].tracks[0].start`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{_key(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def _key(part: str) -> str:
    return part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else quoted(part)


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
        raise PlaylistError([Problem(file, words, locate(key_lines(text), ["format"]), "format")])


def _problems(faults: Sequence[Fault], text: str, file: str) -> list[Problem]:
    lines = key_lines(text)
    problems = (
        Problem(file, fault.message, locate(lines, fault.path), key_text(fault.path))
        for fault in faults
    )
    return sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0)


def _faults(error: ValidationError) -> Iterator[Fault]:
    for detail in error.errors(include_url=False):
        # An empty list of phases is a cross check's; here it also follows from faulty phases.
        if detail["type"] != "too_short":
            path = tuple(part for part in detail["loc"] if part != "[key]")
            yield Fault(path, _message(detail, path))


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
