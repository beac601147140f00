"""Changing the settings file: only what is different is written, the rest stays as it is."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kapsound.config.read import reason
from kapsound.config.settings import PLAIN, Settings
from kapsound.errors import KapsoundError
from kapsound.files import private_folder, write_whole
from kapsound.units import format_size


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
        write_whole(path, edit_settings(text, old, new))
    except (OSError, UnicodeDecodeError) as error:
        raise KapsoundError(f"{path}: cannot be written: {reason(error)}") from error
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
    for key in PLAIN:
        if getattr(old, key) != getattr(new, key):
            _edit(document, key, getattr(new, key))
    _edit_table(document, "keys", old.keys, new.keys, _several)
    _edit_table(
        document,
        "clients",
        old.maximum_levels,
        new.maximum_levels,
        lambda level: {"maximum_level": level},
    )
    return tomlkit.dumps(document)


def _edit(document: Any, key: str, value: Any) -> None:
    if value is None:
        document.pop(key, None)
    elif key == "cache_limit":
        document[key] = format_size(value)
    else:
        document[key] = list(value) if isinstance(value, tuple) else value


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
