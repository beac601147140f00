"""Remembering which file had which digest, so that preparing again reads no file again."""

import json
from collections.abc import Mapping
from dataclasses import astuple
from pathlib import Path

from kapsound.media.files import write_whole
from kapsound.media.probe import Stamp
from kapsound.media.store import folder

_VERSION = 1


class Memo:
    """The digests of sound files by path, each good as long as the file's stamp is the same."""

    def __init__(self, cache: Path) -> None:
        self._path = folder(cache) / "sources.json"
        self._sources = _load(self._path)

    def source(self, path: str, stamp: Stamp) -> str | None:
        """Return the digest of a file if it is known and the file unchanged."""
        stored, source = self._sources.get(path, (None, None))
        return source if stored == stamp else None

    def remember(self, path: str, stamp: Stamp, source: str) -> None:
        """Keep the digest of a file, and all others, on disk."""
        self._sources[path] = (stamp, source)
        rows = {path: [*astuple(kept), known] for path, (kept, known) in self._sources.items()}
        write_whole(self._path, json.dumps({"version": _VERSION, "sources": rows}))


def _load(path: Path) -> dict[str, tuple[Stamp, str]]:
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["version"] != _VERSION:
            return {}
        return _rows(data["sources"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}  # a memo that cannot be read costs time, nothing else


def _rows(rows: Mapping[str, tuple[int, int, int, int, str]]) -> dict[str, tuple[Stamp, str]]:
    return {path: (Stamp(*stamp), source) for path, (*stamp, source) in rows.items()}
