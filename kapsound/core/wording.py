"""Reads commands as people type them, shows them as people write them, and lists them for help."""

from contextlib import suppress
from dataclasses import MISSING, Field, fields
from math import isfinite
from typing import Any, get_type_hints

from kapsound.core.commands import (
    LIVE_COMMANDS,
    Amend,
    Booster,
    Command,
    CueTurn,
    Dose,
    Switch,
)
from kapsound.core.instructions import Bus
from kapsound.errors import UsageError
from kapsound.text import nearest, quoted
from kapsound.units import Decibels, Seconds, format_duration, parse_duration

_LIVE = {kind.name: kind for kind in LIVE_COMMANDS}
# Those that say when something was, counted back from now, and then what.
Timed = Dose | Booster | Amend
LONGEST_WHAT = 200
"""How many characters may say what a dose was."""
# A length may be written in so many words, as in `1h 1m 30s`.
_LENGTH_WORDS = 3


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
    if issubclass(kind, Timed):
        command = _build_timed(kind, "".join(rest).strip())
        if reason := wordy(command):
            raise UsageError(f"{name}: {reason}")
        return command
    most = max(len(_arguments(kind)) - 1, 0)
    return _build(kind, "".join(rest).strip().split(maxsplit=most))


def show_command(command: Command) -> str:
    """Return a command as people write it, such as `extend 1m`, without what is meant anyway.

    One that nobody types, since the player reports by it, is shown by its name alone: what it
    reports has a line of its own.
    """
    if command.name not in _LIVE:
        return command.name
    if isinstance(command, Timed):
        return " ".join(filter(None, [command.name, _show_ago(command), command.what]))
    given = ((getattr(command, item.name), item, hint) for item, hint in _arguments(type(command)))
    values = (_show(value, hint) for value, item, hint in given if value != item.default)
    return " ".join(filter(None, [command.name, *values]))


def wordy(command: Command) -> str:
    """Return why a command says too much of a dose, empty if it does not."""
    if not isinstance(command, Timed) or (length := len(command.what)) <= LONGEST_WHAT:
        return ""
    return (
        f"what it was takes {length} characters; write {LONGEST_WHAT} at most, the rest as a note"
    )


def usage(kind: type[Command]) -> str:
    """Return how a command is typed, such as `extend BY` or `talk [on|off|toggle]`."""
    if issubclass(kind, Timed):
        return f"{kind.name} [at -2m] [WHAT]"
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


def _build_timed(kind: type[Timed], rest: str) -> Command:
    """Read `at -2m 50 mg IM`; either part may be left out."""
    if rest.split(maxsplit=1)[:1] != ["at"]:
        return kind(what=rest)
    for count in range(_LENGTH_WORDS, 0, -1):
        words = rest.split(maxsplit=count + 1)[1:]
        with suppress(ValueError):
            ago = _ago(" ".join(words[:count]))
            return kind(ago, " ".join(words[count:]))
    when = quoted(" ".join(rest.split()[1:2]))
    raise UsageError(f"{kind.name}: at {when} is no time ago. Write: {usage(kind)}")


def _ago(word: str) -> Seconds:
    if not word.startswith("-"):
        raise ValueError
    return parse_duration(word[1:])


def _show_ago(command: Timed) -> str:
    """Return when it was; where it was just now, only if what was given would be taken for it."""
    needed = command.ago is not None and command.what.startswith("at")
    if command.ago or needed or (command.ago is not None and isinstance(command, Amend)):
        return f"at -{format_duration(command.ago or 0.0)}"
    return ""


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
