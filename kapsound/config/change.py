"""Changes the settings file: only what is different is written, the rest stays as it is."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kapsound.config.read import reason
from kapsound.config.settings import KEYS, PLAIN, Settings
from kapsound.errors import KapsoundError
from kapsound.files import private_folder, write_whole


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
    _edit(document, _plain(old), _plain(new))
    for name, before, after in (
        ("keys", _keys(old), _keys(new)),
        ("clients", _clients(old), _clients(new)),
    ):
        if before != after:
            if not _is_table(document.get(name)):
                document[name] = {}
            _edit(document[name], before, after)
    if old.outputs != new.outputs:
        _edit_outputs(document, [asdict(output) for output in new.outputs])
    return tomlkit.dumps(document)


def _edit_outputs(document: Any, outputs: list[dict[str, Any]]) -> None:
    tables = document.get("outputs")
    if isinstance(tables, list) and len(tables) == len(outputs) and all(map(_is_table, tables)):
        for table, output in zip(tables, outputs, strict=True):
            _edit(table, {}, output)
        return
    document.pop("outputs", None)
    if outputs:
        document["outputs"] = outputs


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _edit(table: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    for key in [*old, *new]:
        if key not in new:
            table.pop(key, None)
        elif old.get(key) != new[key]:
            table[key] = new[key]


def _plain(settings: Settings) -> dict[str, Any]:
    values = ((key, kind, getattr(settings, key)) for key, kind in PLAIN.items())
    return {key: kind.write(value) for key, kind, value in values if value is not None}


def _keys(settings: Settings) -> dict[str, Any]:
    return {action: KEYS.write(keys) for action, keys in settings.keys.items()}


def _clients(settings: Settings) -> dict[str, Any]:
    return {code: {"maximum_level": level} for code, level in settings.maximum_levels.items()}
