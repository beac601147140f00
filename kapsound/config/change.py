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

    document = tomlkit.parse(text)
    _edit(document, _as_file(old), _as_file(new))
    return tomlkit.dumps(document)


def _as_file(settings: Settings) -> dict[str, Any]:
    """Return settings as the file has them; what is as usual may be missing."""
    plain = {key: (kind, getattr(settings, key)) for key, kind in PLAIN.items()}
    return {
        **{key: kind.write(value) for key, (kind, value) in plain.items() if value is not None},
        "outputs": [asdict(output) for output in settings.outputs],
        "keys": {action: KEYS.write(keys) for action, keys in settings.keys.items()},
        "clients": {code: {"maximum_level": db} for code, db in settings.maximum_levels.items()},
    }


def _edit(table: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    for key in {**old, **new}:
        before, after, there = old.get(key), new.get(key), table.get(key)
        if before == after:
            continue
        if after in (None, []):
            table.pop(key, None)
        elif isinstance(there, dict) and isinstance(after, dict):
            _edit(there, before or {}, after)
        elif key == "outputs" and _tables(there) == len(after):
            for output, values in zip(there, after, strict=True):
                _edit(output, {}, values)
        else:
            table[key] = after


def _tables(value: Any) -> int:
    """Return of how many tables a list is, 0 if it is none or holds something else."""
    known = isinstance(value, list) and all(isinstance(item, dict) for item in value)
    return len(value) if known else 0
