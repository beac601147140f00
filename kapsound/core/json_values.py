"""Reads JSON values as the types that a dataclass declares for its fields."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from sys import float_info
from types import NoneType, UnionType
from typing import Annotated, Any, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints

from kapsound.text import quoted

T = TypeVar("T")
# A journal has no other way to write these.
_NOT_FINITE = ("nan", "inf", "-inf")


def read_dataclass(kind: type[T], data: Mapping[str, Any]) -> T:
    """Return a dataclass made of a JSON object; keys it does not know are left alone.

    Raises:
        ValueError: a value is missing or of another type; the message names its key.

    """
    if not isinstance(data, Mapping):
        _refuse(data, "object")
    values = {}
    for item, hint in _fields(kind):  # type: ignore[arg-type]  # every class is hashable
        if item.name in data:
            values[item.name] = _read_field(item.name, hint, data[item.name])
        elif item.default is MISSING:
            raise ValueError(f"{item.name} is missing")
    return kind(**values)


def read_value(hint: Any, value: Any) -> Any:
    """Return a JSON value as a type: a scalar, an enumeration, a dataclass, a union or a tuple.

    A type that is `Annotated` is read by the function that it is annotated with.

    Raises:
        ValueError: it is of another type.

    """
    plain = getattr(hint, "__supertype__", hint)
    kinds = get_args(plain)
    match get_origin(plain):
        case None:
            return _read_plain(plain, value)
        case origin if origin is Annotated:
            return kinds[1](value)
        case origin if origin is Union or origin is UnionType:
            return _read_union(kinds, value)
        case _:
            return _read_tuple(kinds, value)


@lru_cache(maxsize=128)
def _fields(kind: type) -> tuple[tuple[Field[Any], Any], ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple((item, hints[item.name]) for item in fields(kind))


def _read_field(name: str, hint: Any, value: Any) -> Any:
    try:
        return read_value(hint, value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _read_plain(plain: type, value: Any) -> Any:
    if is_dataclass(plain):
        return read_dataclass(plain, value)
    if issubclass(plain, Enum):
        return plain(value)
    if plain is float:
        return _read_number(value)
    if type(value) is not plain:
        _refuse(value, plain.__name__)
    return value


def _read_number(value: Any) -> float:
    finite = type(value) in (int, float) and abs(value) <= float_info.max
    if not finite and value not in _NOT_FINITE:
        _refuse(value, "number")
    return float(value)


def _read_union(kinds: tuple[Any, ...], value: Any) -> Any:
    """Return the value as the first of the types that it fits."""
    if value is None and NoneType in kinds:
        return None
    *most, last = (kind for kind in kinds if kind is not NoneType)
    for kind in most:
        try:
            return read_value(kind, value)
        except ValueError:
            continue
    return read_value(last, value)


def _read_tuple(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        _refuse(value, "list")
    if kinds[1:] == (...,):
        return tuple(read_value(kinds[0], item) for item in value)
    if len(value) != len(kinds):
        raise ValueError(f"a list of {len(kinds)} is needed, not of {len(value)}")
    return tuple(read_value(kind, item) for kind, item in zip(kinds, value, strict=True))


def _refuse(value: Any, kind: str) -> NoReturn:
    raise ValueError(f"{quoted(str(value))} is no {kind}")
