"""Edits a playlist's text for one session; its own words and comments stay as they are."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, cast

import tomlkit
from tomlkit.exceptions import TOMLKitError

from kapsound.errors import PlaylistError, Problem
from kapsound.units import Decibels, Seconds, format_duration

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class PhaseChange:
    """What is different in a phase; None leaves it as written.

    `without` are the places, from 0, of the scheduled cues that do not come.
    """

    length: Seconds | None = None
    level: Decibels | None = None
    without: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different in a session: its maximum level, and phases by their place from 0."""

    maximum_level: Decibels | None = None
    phases: Mapping[int, PhaseChange] = field(default_factory=dict)


def edit_playlist(text: str, changes: Changes, file: str) -> str:
    """Return the text of a valid playlist with the changes made; without any it stays the same.

    What is changed is not judged here: `parse_playlist` does that with the text returned.

    Raises:
        PlaylistError: the text cannot be edited; `file` names it.

    """
    if changes == Changes():
        return text
    try:
        document = tomlkit.parse(text.removeprefix(_BOM))
    except (TOMLKitError, ValueError) as error:
        words = f"cannot be edited for one session: {error}; edit the file itself"
        raise PlaylistError([Problem(file, words)]) from error
    _put(document, "maximum_level", changes.maximum_level)
    for place, change in changes.phases.items():
        _edit_phase(cast("Any", document)["phases"][place], change)
    return tomlkit.dumps(document)


def _edit_phase(phase: MutableMapping[str, Any], change: PhaseChange) -> None:
    _put(phase, "length", None if change.length is None else format_duration(change.length))
    _put(phase, "level", change.level)
    for place in sorted(change.without, reverse=True):
        del phase["cues"][place]


def _put(table: MutableMapping[str, Any], key: str, value: str | float | None) -> None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is not None:
        table[key] = value
