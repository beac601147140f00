"""Reads the settings file as far as it is understood, and names every problem at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli

from kapsound.config.settings import CLIENT, KEYS, OUTPUT, PLAIN, TABLES, OutputSetting, Settings
from kapsound.errors import Problem
from kapsound.files import read_whole
from kapsound.text import Kind, either, nearest, quoted, visible

_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """The settings as far as they were understood, and everything that was not."""

    settings: Settings
    problems: tuple[Problem, ...] = ()


def read_settings(path: Path, actions: Collection[str] | None = None) -> Reading:
    """Read the settings file; where there is none, all is as usual.

    `actions` are the ids that [keys] may name; None takes any.
    """
    try:
        text = read_whole(path, _LARGEST).decode("utf-8-sig")
    except FileNotFoundError:
        return Reading(Settings())
    except (OSError, UnicodeDecodeError) as error:
        return Reading(Settings(), (Problem(str(path), f"cannot be read: {reason(error)}"),))
    return parse_settings(text, str(path), actions)


def parse_settings(text: str, file: str, actions: Collection[str] | None = None) -> Reading:
    """Read the text of a settings file; `file` names it in problems."""
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        words = f"is not TOML: {visible(error.msg)}, at column {error.colno}; nothing in it counts"
        return Reading(Settings(), (Problem(file, words, error.lineno),))
    except (ValueError, RecursionError):
        words = "is not TOML a program can read: a number too long, or tables too deep"
        return Reading(Settings(), (Problem(file, f"{words}; nothing in it counts"),))
    reader = _Reader(file)
    found = reader.values(data, {**PLAIN, **TABLES})
    keys, clients, outputs = (found.pop(name, {}) for name in ("keys", "clients", "outputs"))
    tables = [
        reader.values(table, OUTPUT, f"outputs[{number}].", needed="name")
        for number, table in enumerate(outputs)
    ]
    levels = {
        code: reader.values(table, CLIENT, f"clients.{quoted(code)}.")
        for code, table in clients.items()
    }
    settings = Settings(
        **found,
        outputs=tuple(OutputSetting(**table) for table in tables if "name" in table),
        keys=reader.keys(keys, list(keys) if actions is None else actions),
        maximum_levels={code: table["maximum_level"] for code, table in levels.items() if table},
    )
    return Reading(settings, tuple(reader.problems))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Takes values out of the file's data, and keeps a list of those that are not allowed."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def values(
        self,
        table: Any,
        kinds: Mapping[str, Kind],
        place: str = "",
        *,
        needed: str = "",
        one: str = "a setting",
    ) -> dict[str, Any]:
        """Return what is understood of a table: nothing, where it is none."""
        found: dict[str, Any] = {}
        if not isinstance(table, dict):
            words = f"{quoted(table)} is not allowed here; write a table with {either(kinds)}"
            self.problem(place[:-1], words)
            return found
        for key, value in table.items():
            try:
                if key not in kinds:
                    raise ValueError(f"is not {one}{nearest(key, kinds)}")  # noqa: TRY301
                found[key] = kinds[key].read(value)
            except ValueError as error:
                self.problem(place + key, str(error))
        if needed and needed not in table:
            self.problem(place + needed, f"is missing; write {kinds[needed].words}")
        return found

    def keys(self, table: Any, actions: Collection[str]) -> Mapping[str, str]:
        """Return the keys of each action; a key stays that of the first that names it."""
        found: dict[str, str] = {}
        kinds = dict.fromkeys(actions, KEYS)
        for action, keys in self.values(table, kinds, "keys.", one="an action").items():
            takers = {key: other for other, theirs in found.items() for key in theirs.split(",")}
            for key in (taken := sorted(takers.keys() & keys.split(","))):
                words = f"the key {quoted(key)} is that of {takers[key]} already; choose another"
                self.problem(f"keys.{action}", words)
            found |= {} if taken else {action: keys}
        return found

    def problem(self, key: str, words: str) -> None:
        """Note what is wrong with a key; the rest of the settings count."""
        self.problems.append(Problem(self.file, words, key=key, severity="warning"))


def reason(error: OSError | UnicodeDecodeError) -> str:
    """Return why a file cannot be read or written."""
    return (error.strerror if isinstance(error, OSError) else "it is not UTF-8") or str(error)
