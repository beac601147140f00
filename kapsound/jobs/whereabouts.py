"""Adds to the reasons why sounds cannot be used where the library has missing files now."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from kapsound.core.prepared import FileRecipe, Recipe
from kapsound.errors import LibraryError
from kapsound.media.inventory import source_digests

Reasons = Sequence[tuple[Recipe, str]]


def located(refused: Reasons, cache: Path, library: Path) -> Reasons:
    """Return the reasons, those of files that are not there with what the library suggests.

    Without a library, or with one that cannot be read, they stay as they are.
    """
    gone = {recipe.path for recipe, _ in refused if isinstance(recipe, FileRecipe)}
    gone = {path for path in gone if _missing(path)}
    if not gone or not library.exists():
        return refused
    hints: dict[str, str] = {}
    with suppress(LibraryError):
        hints = _hints(gone, cache, library)
    return [
        (recipe, " ".join(filter(None, (reason, hints.get(getattr(recipe, "path", ""))))))
        for recipe, reason in refused
    ]


def _hints(gone: set[str], cache: Path, library: Path) -> dict[str, str]:
    # Heavy, and asked only where a file is missing.
    from kapsound.library.store import open_library  # noqa: PLC0415
    from kapsound.library.suggest import suggestion  # noqa: PLC0415

    with (
        source_digests(cache) as digests,
        open_library(library) as opened,
        opened.begin() as connection,
    ):
        return {path: suggestion(connection, path, digests.before(path)) for path in gone}


def _missing(path: str) -> bool:
    try:
        return not Path(path).exists()
    except (OSError, ValueError):
        return False
