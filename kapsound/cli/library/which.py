"""Opens the library for a command, and finds the tracks that its words mean."""

from collections.abc import Iterator
from contextlib import contextmanager
from os.path import exists
from pathlib import Path

import typer

from kapsound.cli.client import require_code
from kapsound.core.query import Query, parse_query
from kapsound.errors import LibraryError, UsageError
from kapsound.library.find import LibraryTrack, by_ids, by_paths, find
from kapsound.library.store import Connection, open_library
from kapsound.paths import library_path
from kapsound.text import quoted

WHICH = typer.Argument(
    metavar="WHICH", help="Tracks: a number as listed, a file, or a query in quotes."
)


@contextmanager
def library() -> Iterator[Connection]:
    """Give a connection to the library; what is written is kept at the end."""
    with open_library(library_path()) as opened, opened.begin() as connection:
        yield connection


def query_of(text: str) -> Query:
    """Return a query that a person wrote."""
    try:
        return parse_query(text)
    except ValueError as error:
        raise UsageError(str(error)) from error


def tracks_of(connection: Connection, which: str) -> list[LibraryTrack]:
    """Return the tracks that a person means, at least one."""
    found = _meant(connection, which)
    if not found:
        raise LibraryError(f"the library has no track {quoted(which)}; see: kapsound library list")
    return found


def _meant(connection: Connection, which: str) -> list[LibraryTrack]:
    if which.isascii() and which.isdecimal():
        return by_ids(connection, [int(which)])
    # Unlike Path's own this takes a text that no file can be named for one that is not there.
    if exists(which):  # noqa: PTH110
        return list(by_paths(connection, [str(Path(which).resolve())]).values())
    if not which.strip():
        raise UsageError('"" means no track; write a number, a file, or a query in quotes')
    return find(connection, query_of(which))


def client_of(code: str, where: str = "") -> str:
    """Return a client's code, as it is kept; `where` is what names it, such as `--client: `."""
    shown = code.strip()
    if not shown:
        raise UsageError(f"{where}{quoted(code)} is no client code: write 1 character at least")
    require_code(shown, where)
    return shown


def counted(number: int, what: str = "track") -> str:
    """Return a number of things in words."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
