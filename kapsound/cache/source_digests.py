"""Remembers the digests and names of files that have not changed, and why some were refused."""

import json
from collections.abc import Callable
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Self

from kapsound.cache.name import NO_NAME, Name
from kapsound.cache.store import folder
from kapsound.cache.toolchain import Versions
from kapsound.core.prepared import FileRecipe
from kapsound.files import write_whole

_VERSION = 4
_SAVE_S = 2.0


@dataclass(frozen=True, slots=True)
class Stamp:
    """Tells, without reading a file, that it is still the one that was hashed."""

    size: int
    modified_ns: int
    changed_ns: int
    inode: int


class SourceDigests:
    """Keeps digests on disk beside the cache; a resource: written now and then, and when left.

    Digests are good as long as a file's stamp is the same; versions and refusals as long as
    `tools`, the stamp of what prepares, is the same as well. `read` asks for the versions.
    """

    def __init__(
        self,
        cache: Path,
        tools: str,
        read: Callable[[], Versions],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        folder(cache)
        self._path = cache / "sources.json"
        self._tools = tools
        self._read_versions = read
        self._clock = clock
        self._saved = clock()
        self._changed = False
        self._sources: dict[str, tuple[Stamp, str, Name]] = {}
        self._refusals: dict[FileRecipe, tuple[Stamp, str]] = {}
        self._versions: Versions | None = None
        self._load()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._changed:
            self._save()

    def versions(self) -> Versions:
        """Return what would prepare; it is asked for only if it may have changed."""
        if self._versions is None:
            self._versions = self._read_versions()
            self._note()
        return self._versions

    def source(self, path: str, stamp: Stamp) -> str | None:
        """Return the digest of a file if it is known and the file unchanged."""
        stored, source, _ = self._sources.get(path, (None, None, None))
        return source if stored == stamp else None

    def before(self, path: str) -> str | None:
        """Return the digest that a file had when it was last prepared."""
        return self._sources[path][1] if path in self._sources else None

    def name(self, path: str) -> Name:
        """Return what a file's tags called it when it was last prepared."""
        return self._sources[path][2] if path in self._sources else NO_NAME

    def remember(self, path: str, stamp: Stamp, source: str, name: Name = NO_NAME) -> None:
        """Keep the digest of a file, and what its tags call it."""
        self._sources[path] = (stamp, source, name)
        self._note()

    def refusal(self, recipe: FileRecipe, stamp: Stamp) -> str | None:
        """Return why a file was refused, if it is unchanged since."""
        stored, reason = self._refusals.get(recipe, (None, None))
        return reason if stored == stamp else None

    def refuse(self, recipe: FileRecipe, stamp: Stamp, reason: str) -> None:
        """Keep why a file was refused."""
        self._refusals[recipe] = (stamp, reason)
        self._note()

    def accept(self, recipe: FileRecipe) -> None:
        """Forget that a file was refused."""
        if self._refusals.pop(recipe, None):
            self._note()

    def _note(self) -> None:
        self._changed = True
        if self._clock() - self._saved > _SAVE_S:
            self._save()

    def _save(self) -> None:
        sources = {
            path: [*astuple(stamp), known, *astuple(name)]
            for path, (stamp, known, name) in self._sources.items()
        }
        refusals = [
            [recipe.path, recipe.loop, *astuple(stamp), reason]
            for recipe, (stamp, reason) in self._refusals.items()
        ]
        data = {
            "version": _VERSION,
            "tools": self._tools,
            "versions": asdict(self._versions) if self._versions else None,
            "sources": sources,
            "refusals": refusals,
        }
        write_whole(self._path, json.dumps(data))
        self._changed, self._saved = False, self._clock()

    def _load(self) -> None:
        try:
            self._read(json.loads(self._path.read_text("utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return  # digests that cannot be read cost time, nothing else

    def _read(self, data: Any) -> None:
        if data["version"] != _VERSION:
            return
        for path, (*stamp, source, title, artist) in data["sources"].items():
            self._sources[path] = (Stamp(*stamp), source, Name(title, artist))
        if data["tools"] != self._tools:
            return
        for path, loop, *stamp, reason in data["refusals"]:
            self._refusals[FileRecipe(path, loop)] = (Stamp(*stamp), reason)
        self._versions = Versions(**data["versions"]) if data["versions"] else None
