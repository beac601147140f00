"""Writes and reads commands as JSON objects, as records and programs have them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from kapsound.core.commands import LIVE_COMMANDS, Command
from kapsound.core.json_values import read_dataclass
from kapsound.core.reports import REPORTS
from kapsound.errors import UsageError
from kapsound.text import nearest, quoted

_EVERY = (*LIVE_COMMANDS, *REPORTS)
# More seconds than any written length has; their frames are still exact.
_LARGEST = 1e13


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
    values = dict(data) if isinstance(data, Mapping) else {}
    name, there = values.pop("name", None), {kind.name: kind for kind in kinds}
    kind = there.get(name) if isinstance(name, str) else None
    if kind is None:
        raise UsageError(f"no command {quoted(str(name))}{nearest(str(name), there)}")
    known = [item.name for item in fields(kind)]  # type: ignore[arg-type]  # a dataclass
    for key in values:
        if key not in known:
            raise UsageError(f"{name} has no argument {quoted(key)}{nearest(key, known)}")
    try:
        return _countable(read_dataclass(kind, values))
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from error


def _countable(command: Command) -> Command:
    for name, value in command_to_json(command).items():
        if isinstance(value, int | float) and not -_LARGEST <= value <= _LARGEST:
            raise ValueError(f"{name}: {value:g} is no number to count with")
    return command
