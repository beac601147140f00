"""Reading one value of the settings file each; what is allowed is said by a ValueError."""

import json
from collections.abc import Collection
from contextlib import suppress
from difflib import get_close_matches
from typing import Any

from kapsound.config.settings import (
    BUFFERINGS,
    HIGHEST_MAXIMUM_DB,
    LARGEST_CACHE,
    LOWEST_MAXIMUM_DB,
    SMALLEST_CACHE,
    THEMES,
)
from kapsound.units import format_size, parse_size

_LONGEST = 200


def theme(value: Any) -> str:
    """Read the look."""
    if value in THEMES:
        return str(value)
    raise ValueError(f'"night" or "day"{near(value, THEMES)}')


def buffering(value: Any) -> str:
    """Read how far ahead the output is fed."""
    if value in BUFFERINGS:
        return str(value)
    raise ValueError(f'"usual" or "safe"{near(value, BUFFERINGS)}')


def cache_limit(value: Any) -> int:
    """Read the most bytes of prepared audio."""
    if isinstance(value, str):
        with suppress(ValueError):
            octets = parse_size(value)
            if SMALLEST_CACHE <= octets <= LARGEST_CACHE:
                return octets
    ends = f"{format_size(SMALLEST_CACHE)} to {format_size(LARGEST_CACHE)}"
    raise ValueError(f'an amount of disk space in quotes, from {ends}, like "20GB"')


def text(value: Any) -> str:
    """Read a text of one line."""
    if isinstance(value, str) and len(value) <= _LONGEST and value.isprintable():
        return value.strip()
    raise ValueError(f"a text in quotes, up to {_LONGEST} characters")


def texts(value: Any) -> tuple[str, ...]:
    """Read a list of folders."""
    if isinstance(value, list):
        try:
            return tuple(text(item) for item in value)
        except ValueError:
            pass
    raise ValueError('folders in quotes and brackets, like ["/home/clinic/sessions"]')


def keys(value: Any) -> str:
    """Read the keys of an action."""
    found = [value] if isinstance(value, str) else value
    if isinstance(found, list) and found and all(map(_is_key, found)):
        return ",".join(found)
    raise ValueError('the name of a key in quotes, like "space" or "f5", or a list of them')


def _is_key(key: Any) -> bool:
    return isinstance(key, str) and key.isprintable() and not set(key) & {",", " "} and key != ""


def level(value: Any) -> float:
    """Read a maximum level in dB."""
    known = isinstance(value, int | float) and not isinstance(value, bool)
    if known and LOWEST_MAXIMUM_DB <= value <= HIGHEST_MAXIMUM_DB:
        return float(value)
    ends = f"from {LOWEST_MAXIMUM_DB:g} to {HIGHEST_MAXIMUM_DB:g}"
    raise ValueError(f"a number {ends} (dB), without quotes")


def near(word: Any, options: Collection[str]) -> str:
    """Return a question for the nearest of some words, if one is near."""
    found = get_close_matches(word, options, n=1) if isinstance(word, str) else []
    return f"; did you mean {quoted(found[0])}?" if found else ""


def quoted(value: Any) -> str:
    """Return a value as it is written in the file."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a table"
    return json.dumps(value, default=str)
