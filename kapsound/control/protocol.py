"""Writes and reads the control protocol, version 1: one JSON object a line.

`PROTOCOL.md` beside this says it for other programs.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from functools import partial
from typing import Any, NoReturn, get_args

from kapsound.control.messages import Message, Outcome
from kapsound.core.commands import Role
from kapsound.errors import KapsoundError
from kapsound.text import nearest

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


def read_line(line: bytes, kinds: tuple[type[Message], ...]) -> Message:
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


def _build(kind: type[Message], values: Mapping[str, Any]) -> Message:
    known = {item.name: item for item in _items(kind)}
    for name in values.keys() - known.keys():
        hint = nearest(name, known) or f"; allowed are: {', '.join(known)}"
        _wrong(f"unknown key {_shown(name)}{hint}")
    for name, item in known.items():
        if name not in values and item.default is MISSING:
            _wrong(f'"{kind.marker}" needs the key "{name}" as well')
    return kind(**{name: _CHECKS[name](name, value) for name, value in values.items()})


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        _wrong(f'"{name}" is a text')
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ProtocolError(f'"{name}" holds half a character') from error
    return value


def _name(name: str, value: Any) -> str:
    if not 0 < len(text := _text(name, value)) <= MAX_NAME:
        _wrong(f'"{name}" has 1 to {MAX_NAME} characters')
    return text


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        _wrong(f'"{name}" is true or false')
    return value


def _rate(name: str, value: Any) -> float:
    number = type(value) in (int, float)
    if not number or not (value == 0 or MIN_RATE <= value <= MAX_RATE):
        _wrong(f'"{name}" is 0 or a number from {MIN_RATE:g} to {MAX_RATE:g}')
    return float(value)


def _frame(name: str, value: Any) -> int | None:
    if value is not None and (type(value) is not int or value < 0):
        _wrong(f'"{name}" is a whole number of frames, or null')
    return value


def _yes(name: str, value: Any) -> bool:
    if value is not True:
        _wrong(f'"{name}" is true')
    return True


def _table(name: str, value: Any) -> dict[str, object]:
    if not isinstance(value, dict):
        _wrong(f'"{name}" is an object')
    return value


def _given(name: str, value: Any) -> dict[str, object]:
    """Check an object from a client, whose texts go into the record."""
    table = _table(name, value)
    try:
        _text(name, json.dumps(table, ensure_ascii=False))
    except RecursionError as error:
        raise ProtocolError(f'"{name}" is nested too deeply') from error
    return table


def _introduction(name: str, value: Any) -> dict[str, object]:
    table = _given(name, value)
    if table.keys() != {"role", "name"}:
        _wrong(f'"{name}" is an object with role and name')
    _choice("role", table["role"], CLIENT_ROLES)
    _name("name", table["name"])
    return table


def _list(name: str, value: Any) -> list[object]:
    if not isinstance(value, list):
        _wrong(f'"{name}" is a list')
    return value


def _choice(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in allowed:
        _wrong(f'"{name}" is one of: {", ".join(allowed)}')
    return value


# A key means the same in every message, so it is checked by its name.
_CHECKS: Mapping[str, Callable[[str, Any], object]] = {
    "key": _text,
    "hello": _introduction,
    "do": _given,
    "id": _name,
    "confirmed": _flag,
    "get": partial(_choice, allowed=("status", "contents")),
    "watch": _rate,
    "preview": _given,
    "take": _yes,
    "ready": _name,
    "recipe": _given,
    "would": partial(_choice, allowed=get_args(Outcome)),
    "plan": _list,
    "outcome": partial(_choice, allowed=get_args(Outcome)),
    "text": _text,
    "frame": _frame,
    "status": _table,
    "contents": _table,
    "error": _text,
}


def _items(kind: type[Message]) -> tuple[Field[Any], ...]:
    return fields(kind)  # type: ignore[arg-type]  # every concrete message is a dataclass


def _shown(name: str) -> str:
    return json.dumps(name[:40])


def _wrong(what: str) -> NoReturn:
    raise ProtocolError(what)
