"""The settings of this machine: a TOML file that people and the screen both write.

A setting that is not understood never keeps a session from starting: it is named, and what it
would have set is as if it were not written. The screen changes only what it is told to, so
comments, and keys of a newer kapsound, stay as they are.
"""

import json
import os
import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, get_args

import tomli

from kapsound.errors import KapsoundError, Problem
from kapsound.paths import private_folder

Theme = Literal["night", "day"]
THEMES: tuple[Theme, ...] = get_args(Theme)
LOWEST_MAXIMUM_DB, HIGHEST_MAXIMUM_DB = -20.0, 6.0
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Settings:
    """What a clinic chose for this machine.

    `output` is a sink as `--output` takes it, empty for the system's default; `playlists` are
    folders of its own playlists; `keys` gives actions other keys than their usual ones, by their
    names and with commas between them;
    `maximum_levels` holds the session's maximum level in dB last chosen for a client code.
    """

    theme: Theme = "night"
    output: str = ""
    playlists: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    maximum_levels: Mapping[str, float] = field(default_factory=dict)


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
        return Reading(Settings(), (Problem(str(path), f"cannot be read: {_reason(error)}"),))
    return parse_settings(text, str(path), actions)


def parse_settings(text: str, file: str, actions: Collection[str] | None = None) -> Reading:
    """Read the text of a settings file; `file` names it in problems."""
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        words = f"is not TOML: {error.msg}, at column {error.colno}; nothing in it counts"
        return Reading(Settings(), (Problem(file, words, error.lineno),))
    reader = _Reader(file)
    reader.known("", data, ("theme", "output", "playlists", "keys", "clients"))
    settings = Settings(
        theme=reader.take(data, "theme", _theme, "night"),
        output=reader.take(data, "output", _text, ""),
        playlists=reader.take(data, "playlists", _texts, ()),
        keys=reader.keys(data, actions),
        maximum_levels=reader.clients(data),
    )
    return Reading(settings, tuple(reader.problems))


def change_settings(path: Path, old: Settings, new: Settings) -> None:
    """Write what differs between `old` and `new` into the file, and leave the rest as it is.

    Raises:
        KapsoundError: the file cannot be written, or is no TOML; it stays as it was.

    """
    if old == new:
        return
    private_folder(path.parent)
    try:
        text = path.read_text("utf-8-sig") if path.exists() else ""
        _replace(path, edit_settings(text, old, new))
    except (OSError, UnicodeDecodeError) as error:
        raise KapsoundError(f"{path}: cannot be written: {_reason(error)}") from error
    except ValueError as error:
        words = f"{path}: is not TOML, so nothing was changed in it: {error}; mend or remove it"
        raise KapsoundError(words) from error


def edit_settings(text: str, old: Settings, new: Settings) -> str:
    """Return the text of a settings file with what differs between two settings changed.

    Raises:
        ValueError: the text is no TOML.

    """
    import tomlkit  # noqa: PLC0415 - reading the settings, which every start does, needs no editor

    document: Any = tomlkit.parse(text)
    for key in ("theme", "output", "playlists"):
        if getattr(old, key) != getattr(new, key):
            document[key] = _plain(getattr(new, key))
    _edit_table(document, "keys", old.keys, new.keys, _several)
    _edit_table(
        document,
        "clients",
        old.maximum_levels,
        new.maximum_levels,
        lambda level: {"maximum_level": level},
    )
    return tomlkit.dumps(document)


def _edit_table(
    document: Any,
    name: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    write: Callable[[Any], Any],
) -> None:
    table = document.setdefault(name, {}) if old != new else {}
    for key in [*old, *new]:
        if key not in new:
            table.pop(key, None)
        elif old.get(key) != new[key]:
            table[key] = write(new[key])


def _several(keys: str) -> str | list[str]:
    return keys.split(",") if "," in keys else keys


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _replace(path: Path, text: str) -> None:
    """Write a whole file at once, private to its owner."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


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
            self.problem(place + key, f"{_quoted(table[key])} is not allowed here; write {error}")
            return usual

    def known(self, place: str, table: Mapping[str, Any], names: Collection[str]) -> None:
        """Name every key that is none of `names`."""
        for key in table:
            if key not in names:
                self.problem(f"{place}{key}", f"is not a setting{_near(key, names)}")

    def keys(self, data: Any, actions: Collection[str] | None) -> Mapping[str, str]:
        """Return the keys of each action."""
        found: dict[str, str] = {}
        for action, value in self.table(data, "keys").items():
            if actions is not None and action not in actions:
                self.problem(f"keys.{action}", f"is not an action{_near(action, actions)}")
                continue
            keys = self.take({action: value}, action, _keys, None, "keys.")
            if keys and not self._doubled(action, keys, found):
                found[action] = keys
        return found

    def clients(self, data: Any) -> Mapping[str, float]:
        """Return the maximum level of each client code."""
        found: dict[str, float] = {}
        for code in (table := self.table(data, "clients")):
            place = f"clients.{_quoted(code)}"
            client = self.table(table, code, place)
            self.known(f"{place}.", client, ("maximum_level",))
            level = self.take(client, "maximum_level", _level, None, f"{place}.")
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
            words = f"the key {_quoted(key)} is that of {other} already; choose another"
            self.problem(f"keys.{action}", words)
        return bool(taken)


def _theme(value: Any) -> str:
    if value in THEMES:
        return str(value)
    raise ValueError(f'"night" or "day"{_near(value, THEMES)}')


def _text(value: Any) -> str:
    if isinstance(value, str) and len(value) <= _LONGEST and value.isprintable():
        return value.strip()
    raise ValueError(f"a text in quotes, up to {_LONGEST} characters")


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        try:
            return tuple(_text(item) for item in value)
        except ValueError:
            pass
    raise ValueError('folders in quotes and brackets, like ["/home/clinic/sessions"]')


def _keys(value: Any) -> str:
    keys = [value] if isinstance(value, str) else value
    if isinstance(keys, list) and keys and all(map(_is_key, keys)):
        return ",".join(keys)
    raise ValueError('the name of a key in quotes, like "space" or "f5", or a list of them')


def _is_key(key: Any) -> bool:
    return isinstance(key, str) and key.isprintable() and not set(key) & {",", " "} and key != ""


def _level(value: Any) -> float:
    known = isinstance(value, int | float) and not isinstance(value, bool)
    if known and LOWEST_MAXIMUM_DB <= value <= HIGHEST_MAXIMUM_DB:
        return float(value)
    ends = f"from {LOWEST_MAXIMUM_DB:g} to {HIGHEST_MAXIMUM_DB:g}"
    raise ValueError(f"a number {ends} (dB), without quotes")


def _near(word: Any, options: Collection[str]) -> str:
    near = get_close_matches(word, options, n=1) if isinstance(word, str) else []
    return f"; did you mean {_quoted(near[0])}?" if near else ""


def _quoted(value: Any) -> str:
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a table"
    return json.dumps(value, default=str)


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror if isinstance(error, OSError) else "it is not UTF-8") or str(error)
