"""Leases: which prepared audio a running session needs, so that nobody deletes it.

A lease is a file in the cache, locked for as long as its session runs. One that is not locked
was left by a session that did not end in order.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kapsound.errors import MediaError

_VERSION = 1


def lease_folder(cache: Path) -> Path:
    """Return the folder of all leases on a cache."""
    return cache / "leases"


def lease_path(cache: Path, name: str) -> Path:
    """Return where the lease of that name lies."""
    return lease_folder(cache) / f"{name}.json"


def lease_to_json(keys: Iterable[str]) -> str:
    """Return the text of a lease on the prepared audio of these keys."""
    return json.dumps({"version": _VERSION, "keys": sorted(set(keys))})


def keys_of_lease(text: str) -> frozenset[str]:
    """Read what `lease_to_json` wrote.

    Raises:
        MediaError: the text is none, or of another version.

    """
    try:
        return _keys(json.loads(text))
    except (ValueError, TypeError, KeyError) as error:
        raise MediaError(f"a lease on prepared audio cannot be read ({error})") from error


def _keys(data: Mapping[str, Any]) -> frozenset[str]:
    if data["version"] != _VERSION:
        raise ValueError("it is of another version")
    return frozenset(str(key) for key in data["keys"])
