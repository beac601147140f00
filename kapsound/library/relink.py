"""Finds tracks whose files are gone again, by their content, wherever they lie now."""

from collections.abc import Callable, Sequence
from pathlib import Path

from kapsound.cache.digest import digest_of_file
from kapsound.library import files
from kapsound.library.store import Library
from kapsound.library.walk import Seen, find_files


def relink(
    library: Library, places: Sequence[str], on_progress: Callable[[int, int, str], None]
) -> int:
    """Look for missing tracks beneath absolute paths; return how many are there again.

    Only files of the size of a missing one are read. `on_progress` is told the files read, of how
    many, and which is next.

    Raises:
        KapsoundError: the library cannot be written.

    """
    with library.begin() as connection:
        gone = files.missing_by_size(connection)
    alike = [seen for seen in find_files(places).files.values() if seen.size in gone]
    for number, seen in enumerate(alike):
        on_progress(number, len(alike), seen.path)
        digest = _digest(seen)
        if digest in gone[seen.size]:
            with library.begin() as connection:
                files.link(connection, seen, digest)
    with library.begin() as connection:
        files.settle(connection)
        left = sum(map(len, files.missing_by_size(connection).values()))
    return sum(map(len, gone.values())) - left


def _digest(seen: Seen) -> str:
    try:
        return digest_of_file(Path(seen.path), lambda _: None)
    except OSError:
        return ""  # one that cannot be read is not the one
