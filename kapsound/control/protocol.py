"""Writes and reads the control protocol, version 1: one JSON object a line.

`PROTOCOL.md` beside this says it for other programs.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from typing import Any, NoReturn, TypeVar, get_args

from kapsound.control.messages import Message, Outcome
from kapsound.core.commands import Role
from kapsound.errors import KapsoundError
from kapsound.text import nearest

_Read = TypeVar("_Read", bound=Message)

VERSION = 1
LINE_LIMIT = 64 * 1024
MIN_RATE = 0.1
MAX_RATE = 30.0
MAX_NAME = 200

CLIENT_ROLES = (Role.SCREEN, Role.SCRIPT, Role.REMOTE)
"""The roles that a client may have; the others are the player's own."""


class ProtocolError(KapsoundError):
    """A line is not what the protocol says it should be."""


def write_line(message: Message) -> bytes:
    """Return the message as a line of JSON in ASCII, its newline included.

    Raises:
        ProtocolError: a value has no JSON, such as an infinite number in a status.

    """
    values = {item.name: getattr(message, item.name) for item in _items(type(message))}
    try:
        text = json.dumps({"version": VERSION, **values}, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise ProtocolError(f"{type(message).__name__} cannot be sent: {error}") from error
    return text.encode() + b"\n"


def read_line(line: bytes, kinds: tuple[type[_Read], ...]) -> _Read:
    """Read a line as one of the kinds.

    Raises:
        ProtocolError: it is none of them; the message says what is wrong and what is allowed.

    """
    values = _parse(line)
    if (version := values.pop("version", VERSION)) != VERSION or isinstance(version, bool):
        _wrong(f"version {_shown(str(version))} is not spoken here; this is version {VERSION}")
    for kind in kinds:
        if kind.marker in values:
            return _build(kind, values)
    needed = ", ".join(kind.marker for kind in kinds)
    raise ProtocolError(f"one of these keys is needed: {needed}")


def _parse(line: bytes) -> dict[str, Any]:
    try:
        values = json.loads(line.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"the line is not JSON: {error}") from error
    if not isinstance(values, dict):
        _wrong('a line is one JSON object, such as {"get": "status"}')
    return values


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _build(kind: type[_Read], values: Mapping[str, Any]) -> _Read:
    known = {item.name: item for item in _items(kind)}
    for name in values.keys() - known.keys():
        hint = nearest(name, known) or f"; allowed are: {', '.join(known)}"
        _wrong(f"unknown key {_shown(name)}{hint}")
    for name, item in known.items():
        if name not in values and item.default is MISSING:
            _wrong(f'"{kind.marker}" needs the key "{name}" as well')
    for name, value in values.items():
        _check(name, value)
    return kind(**values)


def _check(name: str, value: Any) -> None:
    for fits, what in _RULES[name]:
        if not fits(value):
            _wrong(f'"{name}" {what}')
    if name not in _PLAYERS_OWN:
        _check_characters(name, value)
    if name == "hello":
        _check("role", value["role"])
        _check("name", value["name"])


def _check_characters(name: str, value: Any) -> None:
    """Refuse texts that no file takes: a client's go into the record."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ProtocolError(f'"{name}" holds half a character') from error
    except RecursionError as error:
        raise ProtocolError(f'"{name}" is nested too deeply') from error


_Rule = tuple[Callable[[Any], bool], str]


def _one_of(*allowed: str) -> _Rule:
    return lambda value: value in allowed, f"is one of: {', '.join(allowed)}"


def _is_rate(value: Any) -> bool:
    return type(value) in (int, float) and (value == 0 or MIN_RATE <= value <= MAX_RATE)


def _is_frame(value: Any) -> bool:
    return value is None or (type(value) is int and value >= 0)


_TEXT: _Rule = (lambda value: isinstance(value, str), "is a text")
_NAME = (_TEXT, (lambda text: 0 < len(text) <= MAX_NAME, f"has 1 to {MAX_NAME} characters"))
_TABLE: _Rule = (lambda value: isinstance(value, dict), "is an object")
_OUTCOME = _one_of(*get_args(Outcome))
_HELLO: _Rule = (lambda table: table.keys() == {"role", "name"}, "is an object with role and name")

# A key means the same in every message, so it is checked by its name; each rule may rely on
# those before it.
_RULES: Mapping[str, Sequence[_Rule]] = {
    "key": [_TEXT],
    "hello": [_TABLE, _HELLO],
    "role": [_one_of(*CLIENT_ROLES)],
    "name": _NAME,
    "do": [_TABLE],
    "id": _NAME,
    "confirmed": [(lambda value: isinstance(value, bool), "is true or false")],
    "get": [_one_of("status", "contents")],
    "watch": [(_is_rate, f"is 0 or a number from {MIN_RATE:g} to {MAX_RATE:g}")],
    "preview": [_TABLE],
    "take": [(lambda value: value is True, "is true")],
    "ready": _NAME,
    "recipe": [_TABLE],
    "would": [_OUTCOME],
    "plan": [(lambda value: isinstance(value, list), "is a list")],
    "outcome": [_OUTCOME],
    "text": [_TEXT],
    "frame": [(_is_frame, "is a whole number of frames, or null")],
    "status": [_TABLE],
    "contents": [_TABLE],
    "error": [_TEXT],
}
_PLAYERS_OWN = ("plan", "status", "contents")


def _items(kind: type[Message]) -> tuple[Field[Any], ...]:
    return fields(kind)  # type: ignore[arg-type]  # every concrete message is a dataclass


def _shown(name: str) -> str:
    return json.dumps(name[:40])


def _wrong(what: str) -> NoReturn:
    raise ProtocolError(what)
