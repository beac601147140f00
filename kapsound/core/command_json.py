"""Commands as JSON objects: their name and their arguments, as records and programs have them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, is_dataclass
from enum import Enum
from math import isfinite
from typing import Any, get_type_hints

from kapsound.core.commands import LIVE_COMMANDS, Command
from kapsound.core.prepared import Recipe, recipe_from_json
from kapsound.core.reports import REPORTS
from kapsound.errors import UsageError
from kapsound.text import nearest, quoted

_EVERY = (*LIVE_COMMANDS, *REPORTS)
_NUMBERS = (int, float)


def command_to_json(command: Command) -> dict[str, Any]:
    """Return a command as a JSON object, such as `{"name": "extend", "by": 300.0}`.

    Lengths are in seconds, levels in dB.
    """
    return {"name": command.name, **asdict(command)}  # type: ignore[call-overload]  # a dataclass


def command_from_json(data: Mapping[str, Any], kinds: Iterable[type[Command]] = _EVERY) -> Command:
    """Read what `command_to_json` returned, as one of the kinds; the player's own are among them.

    Raises:
        UsageError: it names no command, or an argument is missing, unknown or of another type.

    """
    values = dict(data)
    name, there = values.pop("name", None), {kind.name: kind for kind in kinds}
    kind = there.get(name) if isinstance(name, str) else None
    if kind is None:
        raise UsageError(f"no command {quoted(str(name))}{nearest(str(name), there)}")
    hints = get_type_hints(kind)
    known = [item.name for item in fields(kind)]  # type: ignore[arg-type]  # a dataclass
    for key in values:
        if key not in known:
            raise UsageError(f"{name} has no argument {quoted(key)}{nearest(key, known)}")
    try:
        return kind(**{key: _value(hints[key], value) for key, value in values.items()})
    except (TypeError, ValueError, OverflowError) as error:
        raise UsageError(f"{name}: {error}") from error


def _value(hint: Any, value: Any) -> Any:
    if hint == Recipe:
        return recipe_from_json(value)
    if is_dataclass(hint):
        return hint(**value)  # type: ignore[operator]  # a class
    plain = getattr(hint, "__supertype__", hint)
    if issubclass(plain, Enum):
        return plain(value)
    if plain is float:
        return _number(value)
    if type(value) is not plain:
        raise TypeError(f"{quoted(str(value))} is no {plain.__name__}")
    return value


def _number(value: Any) -> float:
    if type(value) not in _NUMBERS or not isfinite(value):
        raise TypeError(f"{quoted(str(value))} is no number")
    return float(value)
