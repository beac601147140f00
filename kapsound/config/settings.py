"""Defines what can be set, as usual and within which bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self, get_args

from kapsound.text import Kind, choice, number, text
from kapsound.units import format_size, parse_size

Theme = Literal["night", "day"]
THEMES: tuple[Theme, ...] = get_args(Theme)
Buffering = Literal["usual", "safe"]
BUFFERINGS: tuple[Buffering, ...] = get_args(Buffering)
LOWEST_MAXIMUM_DB, HIGHEST_MAXIMUM_DB = -20.0, 6.0
LOWEST_OUTPUT_DB, HIGHEST_OUTPUT_DB = -60.0, 0.0
SMALLEST_CACHE, LARGEST_CACHE = 2 * 10**9, 10 * 10**12
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class OutputSetting:
    """A sound output as `--output` takes it, empty for the system's default; its level in dB."""

    name: str = ""
    level: float = 0.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What a clinic chose for this machine.

    `outputs` are where sound goes, none for the system's default; `buffering` says how far ahead
    they are fed: "safe" holds out on a busy machine, and everything pressed is heard after about
    half a second; `playlists` are folders of its own playlists; `cache_limit` is the most bytes
    of prepared audio that are kept, None for the usual limit; `keys` gives actions other keys
    than their usual ones, by their names and with commas between them; `maximum_levels` holds
    the session's maximum level in dB last chosen for a client code.
    """

    theme: Theme = "night"
    outputs: tuple[OutputSetting, ...] = ()
    buffering: Buffering = "usual"
    playlists: tuple[str, ...] = ()
    cache_limit: int | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    maximum_levels: Mapping[str, float] = field(default_factory=dict)

    @property
    def output(self) -> str:
        """The name of the output that is driven, empty for the system's default."""
        return self.outputs[0].name if self.outputs else ""

    def level_of(self, name: str) -> float:
        """Return the level of an output in dB: its own, or the full one."""
        return next((item.level for item in self.outputs if item.name == name), 0.0)

    def with_output(self, name: str) -> Self:
        """Return settings that drive this output; one that is driven already keeps its level."""
        outputs = (OutputSetting(name),) if name else ()
        return self if name == self.output else replace(self, outputs=outputs)


def _size(value: Any) -> int | None:
    try:
        octets = parse_size(value) if isinstance(value, str) else 0
    except ValueError:
        return None
    return octets if SMALLEST_CACHE <= octets <= LARGEST_CACHE else None


def _folders(value: Any) -> tuple[str, ...] | None:
    known = isinstance(value, list) and all(isinstance(folder, str) for folder in value)
    return tuple(value) if known else None


def _keys(value: Any) -> str | None:
    keys = [value] if isinstance(value, str) else value
    return ",".join(keys) if isinstance(keys, list) and keys and all(map(_is_key, keys)) else None


def _is_key(key: Any) -> bool:
    return isinstance(key, str) and key.isprintable() and key != "" and not set(key) & {",", " "}


def _table(words: str, kind: type = dict) -> Kind:
    return Kind(
        f"{words} and its keys beneath", lambda value: value if isinstance(value, kind) else None
    )


_SIZES = f"from {format_size(SMALLEST_CACHE)} to {format_size(LARGEST_CACHE)}"
# The settings that are one value each, as the file names them, and those with keys of their own.
PLAIN: Mapping[str, Kind] = {
    "theme": choice(THEMES),
    "buffering": choice(BUFFERINGS),
    "playlists": Kind(
        'folders in quotes and brackets, like ["/home/clinic/sessions"]', _folders, write=list
    ),
    "cache_limit": Kind(
        f'an amount of disk space in quotes, {_SIZES}, like "20GB"', _size, write=format_size
    ),
}
TABLES: Mapping[str, Kind] = {
    "outputs": _table("[[outputs]]", list),
    "keys": _table("[keys]"),
    "clients": _table("[clients.CODE]"),
}
OUTPUT: Mapping[str, Kind] = {
    "name": text(_LONGEST_NAME, 0),
    "level": number(LOWEST_OUTPUT_DB, HIGHEST_OUTPUT_DB, "dB"),
}
CLIENT = {"maximum_level": number(LOWEST_MAXIMUM_DB, HIGHEST_MAXIMUM_DB, "dB")}
KEYS = Kind(
    'the name of a key in quotes, like "space" or "f5", or a list of them',
    _keys,
    write=lambda keys: keys.split(",") if "," in keys else keys,
)
