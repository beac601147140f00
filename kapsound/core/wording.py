"""Commands in words: how they are typed, written in a journal and listed for help."""

import json
from dataclasses import MISSING, Field, asdict, fields
from decimal import Decimal
from difflib import get_close_matches
from math import isfinite
from typing import Any, get_type_hints

from kapsound.core.commands import LIVE_COMMANDS, Command, CueTurn, Switch
from kapsound.core.instructions import Bus, VoiceId
from kapsound.core.prepared import PreparedAudio, Recipe, recipe_from_json, recipe_to_json
from kapsound.core.reports import REPORTS, AudioReady
from kapsound.errors import UsageError
from kapsound.units import Decibels, Seconds, format_duration, parse_duration

_LIVE = {kind.name: kind for kind in LIVE_COMMANDS}
_ALL = _LIVE | {kind.name: kind for kind in REPORTS}


def parse_command(text: str) -> Command:
    """Read a live command as a person types it, such as `extend 5m` or `level music -3`.

    Raises:
        UsageError: no such command, or an argument is missing or not understood.

    """
    name, *rest = text.split(maxsplit=1) or [""]
    if name not in _LIVE:
        near = get_close_matches(name, _LIVE, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(_LIVE)}"
        raise UsageError(f'no command "{name}"; {hint}')
    kind = _LIVE[name]
    return _build(kind, "".join(rest).strip().split(maxsplit=_splits(kind)))


def write_command(command: Command) -> str:
    """Return the command as it is typed; `read_command` reads it back."""
    items, hints = _items(type(command)), _hints(type(command))
    values = [_write(hints[item.name], getattr(command, item.name)) for item in items]
    if items and items[-1].default == values[-1] == "":
        values.pop()
    return " ".join([command.name, *values])


def show_command(text: str) -> str:
    """Return a command of a journal as people write it, such as `extend 1m`.

    Audio that got ready is shown by the name alone, and what is no command as it is.
    """
    if text.partition(" ")[0] == AudioReady.name:
        return AudioReady.name
    try:
        command = read_command(text)
    except UsageError:
        return text
    hints = _hints(type(command))
    values = (
        _show(hints[item.name], getattr(command, item.name)) for item in _items(type(command))
    )
    return " ".join(filter(None, [command.name, *values]))


def read_command(text: str) -> Command:
    """Read what `write_command` wrote, the player's own commands included, to the last space.

    Raises:
        UsageError: the text was not written by this program.

    """
    name, *rest = text.split(" ", 1)
    if name not in _ALL:
        raise UsageError(f'no command "{name}"')
    kind = _ALL[name]
    return _build(kind, "".join(rest).split(" ", _splits(kind)) if rest else [])


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


def _splits(kind: type[Command]) -> int:
    return max(len(_items(kind)) - 1, 0)


def _build(kind: type[Command], words: list[str]) -> Command:
    items = _items(kind)
    needed = sum(item.default is MISSING for item in items)
    if not needed <= len(words) <= len(items):
        typed = " ".join([kind.name, *words])
        raise UsageError(f'"{typed}" is not understood. Write: {usage(kind)}')
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
            return _decibels(word)
        if hint == Recipe:
            return recipe_from_json(json.loads(word))
        if hint is PreparedAudio:
            return PreparedAudio(**json.loads(word))
        return int(word) if hint is VoiceId else hint(word)
    except (ValueError, TypeError) as error:
        reason = str(error) if hint is Seconds else f'"{word}" is not understood'
        raise UsageError(f"{kind.name}: {reason}. Write: {usage(kind)}") from error


def _decibels(word: str) -> Decibels:
    level = float(word.lower().removesuffix("db"))
    if not isfinite(level):
        raise ValueError
    return Decibels(level)


def _write(hint: Any, value: Any) -> str:
    if hint == Recipe:
        return _word(recipe_to_json(value))
    if hint is PreparedAudio:
        return _word(asdict(value))
    # Durations are typed without an exponent.
    return f"{Decimal(repr(value)):f}s" if hint is Seconds else str(value)


def _show(hint: Any, value: Any) -> str:
    if hint is Seconds:
        return format_duration(value)
    return f"{value:g}" if hint is Decibels else str(value)


def _word(value: object) -> str:
    """Return JSON without a space, so that it is one word."""
    return json.dumps(value, separators=(",", ":")).replace(" ", "\\u0020")
