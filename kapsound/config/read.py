"""Reading the settings file, as far as it is understood, with every problem named at once."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli

from kapsound.config import values
from kapsound.config.settings import PLAIN, Settings
from kapsound.config.values import near, quoted
from kapsound.errors import Problem


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
        text = path.read_text("utf-8-sig")
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
        words = f"is not TOML: {error.msg}, at column {error.colno}; nothing in it counts"
        return Reading(Settings(), (Problem(file, words, error.lineno),))
    reader = _Reader(file)
    reader.known("", data, (*PLAIN, "keys", "clients"))
    settings = Settings(
        theme=reader.take(data, "theme", values.theme, "night"),
        output=reader.take(data, "output", values.text, ""),
        buffering=reader.take(data, "buffering", values.buffering, "usual"),
        playlists=reader.take(data, "playlists", values.texts, ()),
        cache_limit=reader.take(data, "cache_limit", values.cache_limit, None),
        keys=reader.keys(data, actions),
        maximum_levels=reader.clients(data),
    )
    return Reading(settings, tuple(reader.problems))


class _Reader:
    """Takes values out of the file's data, and keeps a list of those that are not allowed."""

    def __init__(self, file: str) -> None:
        self.problems: list[Problem] = []
        self._file = file

    def take(
        self, table: Any, key: str, read: Callable[[Any], Any], usual: Any, place: str = ""
    ) -> Any:
        """Return a key's value, or the usual one where it is not written or not allowed."""
        if key not in table:
            return usual
        try:
            return read(table[key])
        except ValueError as error:
            self.problem(place + key, f"{quoted(table[key])} is not allowed here; write {error}")
            return usual

    def known(self, place: str, table: Mapping[str, Any], names: Collection[str]) -> None:
        """Name every key that is none of `names`."""
        for key in table:
            if key not in names:
                self.problem(f"{place}{key}", f"is not a setting{near(key, names)}")

    def keys(self, data: Any, actions: Collection[str] | None) -> Mapping[str, str]:
        """Return the keys of each action."""
        found: dict[str, str] = {}
        for action, value in self.table(data, "keys").items():
            if actions is not None and action not in actions:
                self.problem(f"keys.{action}", f"is not an action{near(action, actions)}")
                continue
            keys = self.take({action: value}, action, values.keys, None, "keys.")
            if keys and not self._doubled(action, keys, found):
                found[action] = keys
        return found

    def clients(self, data: Any) -> Mapping[str, float]:
        """Return the maximum level of each client code."""
        found: dict[str, float] = {}
        for code in (table := self.table(data, "clients")):
            place = f"clients.{quoted(code)}"
            client = self.table(table, code, place)
            self.known(f"{place}.", client, ("maximum_level",))
            level = self.take(client, "maximum_level", values.level, None, f"{place}.")
            if level is not None:
                found[code] = level
        return found

    def table(self, data: Any, key: str, place: str = "") -> Mapping[str, Any]:
        """Return a table, an empty one where it is none."""
        table = data.get(key, {})
        if isinstance(table, dict):
            return table
        self.problem(place or key, f"is a table; write [{place or key}] and its keys beneath")
        return {}

    def problem(self, key: str, words: str) -> None:
        """Note what is wrong with a key; the rest of the settings count."""
        self.problems.append(Problem(self._file, words, key=key, severity="warning"))

    def _doubled(self, action: str, keys: str, found: Mapping[str, str]) -> bool:
        wanted = keys.split(",")
        taken = [
            (key, other)
            for other, theirs in found.items()
            for key in theirs.split(",")
            if key in wanted
        ]
        for key, other in taken:
            words = f"the key {quoted(key)} is that of {other} already; choose another"
            self.problem(f"keys.{action}", words)
        return bool(taken)


def reason(error: OSError | UnicodeDecodeError) -> str:
    """Return why a file cannot be read or written."""
    return (error.strerror if isinstance(error, OSError) else "it is not UTF-8") or str(error)
