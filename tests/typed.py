"""Holds values against the types they are said to have, key by key."""

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints, is_typeddict


def mismatches(value: Any, hint: Any, path: str = "") -> list[str]:
    """Return where a value is not of a type: a key too few or too many, or another type."""
    kind, within = get_origin(hint), get_args(hint)
    if kind is Annotated:
        return mismatches(value, within[0], path)
    if isinstance(hint, UnionType):
        tried = [mismatches(value, part, path) for part in within if part is not NoneType]
        return [] if value is None and NoneType in within else min(tried, key=len)
    if kind is Literal:
        return [] if value in within else [f"{path}: {value!r} is none of {within}"]
    if is_typeddict(hint):
        return _of_keys(value, hint, path)
    if kind in (list, dict) and isinstance(value, kind):
        items = enumerate(value) if kind is list else value.items()
        return [
            found for at, item in items for found in mismatches(item, within[-1], f"{path}/{at}")
        ]
    return [] if type(value) is (kind or hint) else [f"{path}: {value!r} is no {hint}"]


def _of_keys(value: Any, hint: Any, path: str) -> list[str]:
    parts = get_type_hints(hint, include_extras=True)
    if not isinstance(value, dict):
        return [f"{path}: {value!r} is no object"]
    wrong = [f"{path}/{key}: missing" for key in parts.keys() - value.keys()]
    wrong += [f"{path}/{key}: unknown" for key in value.keys() - parts.keys()]
    return wrong + [
        found
        for key in parts.keys() & value.keys()
        for found in mismatches(value[key], parts[key], f"{path}/{key}")
    ]
