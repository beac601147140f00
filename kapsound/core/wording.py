"""Reads commands as people type them, shows them as people write them, and lists them for help."""

from dataclasses import MISSING, Field, fields
from math import isfinite
from typing import Any, get_type_hints

from kapsound.core.commands import LIVE_COMMANDS, Command, CueTurn, Switch
from kapsound.core.instructions import Bus
from kapsound.core.reports import AudioReady
from kapsound.errors import UsageError
from kapsound.text import nearest
from kapsound.units import Decibels, Seconds, format_duration, parse_duration

_LIVE = {kind.name: kind for kind in LIVE_COMMANDS}


def parse_command(text: str) -> Command:
    """Read a live command as a person types it, such as `extend 5m` or `level music -3`.

    Raises:
        UsageError: no such command, or an argument is missing or not understood.

    """
    name, *rest = text.split(maxsplit=1) or [""]
    if name not in _LIVE:
        hint = nearest(name, _LIVE) or f"; there are: {', '.join(_LIVE)}"
        raise UsageError(f'no command "{name}"{hint}')
    kind = _LIVE[name]
    most = max(len(_arguments(kind)) - 1, 0)
    return _build(kind, "".join(rest).strip().split(maxsplit=most))


def show_command(command: Command) -> str:
    """Return a command as people write it, such as `extend 1m`.

    A sound that got ready is shown by the name of the command alone.
    """
    if isinstance(command, AudioReady):
        return command.name
    values = (_show(getattr(command, item.name), hint) for item, hint in _arguments(type(command)))
    return " ".join(filter(None, [command.name, *values]))


def usage(kind: type[Command]) -> str:
    """Return how a command is typed, such as `extend BY` or `talk [on|off|toggle]`."""
    words = [kind.name]
    for item, hint in _arguments(kind):
        choices = [str(value) for value in hint] if hint in (Bus, Switch, CueTurn) else []
        word = "|".join(choices) or item.name.upper()
        words.append(word if item.default is MISSING else f"[{word}]")
    return " ".join(words)


def describe(kind: type[Command]) -> str:
    """Return the line of help for a command."""
    return (kind.__doc__ or "").strip()


def _arguments(kind: type[Command]) -> list[tuple[Field[Any], Any]]:
    hints = get_type_hints(kind)
    return [(item, hints[item.name]) for item in fields(kind)]  # type: ignore[arg-type]  # a dataclass


def _build(kind: type[Command], words: list[str]) -> Command:
    arguments = _arguments(kind)
    needed = sum(item.default is MISSING for item, _ in arguments)
    if not needed <= len(words) <= len(arguments):
        typed = " ".join([kind.name, *words])
        raise UsageError(f'"{typed}" is not understood. Write: {usage(kind)}')
    return kind(
        *(_read(hint, word, kind) for (_, hint), word in zip(arguments, words, strict=False))
    )


def _read(hint: Any, word: str, kind: type[Command]) -> Any:
    read = {Seconds: parse_duration, Decibels: _decibels}.get(hint, hint)
    try:
        return read(word)
    except ValueError as error:
        reason = str(error) if hint is Seconds else f'"{word}" is not understood'
        raise UsageError(f"{kind.name}: {reason}. Write: {usage(kind)}") from error


def _decibels(word: str) -> Decibels:
    level = float(word.lower().removesuffix("db"))
    if not isfinite(level):
        raise ValueError
    return Decibels(level)


def _show(value: Any, hint: Any) -> str:
    if hint is Seconds:
        return format_duration(value)
    return f"{value:g}" if hint is Decibels else str(value)
