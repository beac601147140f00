"""Commands in words: how they are typed, written in a journal and listed for help."""

from dataclasses import MISSING, Field, fields
from difflib import get_close_matches
from typing import Any, get_type_hints

from kapsound.core.commands import (
    LIVE_COMMANDS,
    PLAYER_COMMANDS,
    Command,
    CueTurn,
    Switch,
)
from kapsound.core.instructions import Bus, VoiceId
from kapsound.errors import UsageError
from kapsound.units import Decibels, Seconds, parse_duration

_LIVE = {kind.name: kind for kind in LIVE_COMMANDS}
_ALL = _LIVE | {kind.name: kind for kind in PLAYER_COMMANDS}


def parse_command(text: str) -> Command:
    """Read a live command as a person types it, such as `extend 5m` or `level music -3`.

    Raises:
        UsageError: no such command, or an argument is missing or not understood.

    """
    name, _, rest = text.strip().partition(" ")
    if name not in _LIVE:
        near = get_close_matches(name, _LIVE, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(_LIVE)}"
        raise UsageError(f'no command "{name}"; {hint}')
    return _build(_LIVE[name], rest.strip())


def write_command(command: Command) -> str:
    """Return the command as it is typed; `read_command` reads it back."""
    hints = _hints(type(command))
    values = (
        _write(hints[item.name], getattr(command, item.name)) for item in _items(type(command))
    )
    return " ".join([command.name, *values]).rstrip()


def read_command(text: str) -> Command:
    """Read what `write_command` wrote, the player's own commands included.

    Raises:
        UsageError: the text was not written by this program.

    """
    name, _, rest = text.partition(" ")
    if name not in _ALL:
        raise UsageError(f'no command "{name}"')
    return _build(_ALL[name], rest)


def usage(kind: type[Command]) -> str:
    """Return how a command is typed, such as `extend BY` or `talk [on|off|toggle]`."""
    words = [kind.name]
    for item in _items(kind):
        hint = _hints(kind)[item.name]
        choices = [str(value) for value in hint] if hint in (Bus, Switch, CueTurn) else []
        word = "|".join(choices) or item.name.upper()
        words.append(word if item.default is MISSING else f"[{word}]")
    return " ".join(words)


def describe(kind: type[Command]) -> str:
    """Return the line of help for a command."""
    return (kind.__doc__ or "").strip()


def _items(kind: type[Command]) -> tuple[Field[Any], ...]:
    return fields(kind)  # type: ignore[arg-type]  # every concrete command is a dataclass


def _hints(kind: type[Command]) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(kind: type[Command], rest: str) -> Command:
    items = _items(kind)
    words = rest.split(maxsplit=len(items) - 1) if items and rest else []
    needed = sum(item.default is MISSING for item in items)
    if len(words) < needed or (rest and not items):
        raise UsageError(f'"{kind.name} {rest}" is not understood. Write: {usage(kind)}')
    hints = _hints(kind)
    values = {
        item.name: _read(hints[item.name], word, kind)
        for item, word in zip(items, words, strict=False)
    }
    return kind(**values)


def _read(hint: Any, word: str, kind: type[Command]) -> Any:
    try:
        if hint is Seconds:
            return parse_duration(word)
        if hint is Decibels:
            return Decibels(float(word.lower().removesuffix("db")))
        return int(word) if hint is VoiceId else hint(word)
    except ValueError as error:
        reason = str(error) if hint is Seconds else f'"{word}" is not understood'
        raise UsageError(f"{kind.name}: {reason}. Write: {usage(kind)}") from error


def _write(hint: Any, value: object) -> str:
    return f"{value}s" if hint is Seconds else str(value)
