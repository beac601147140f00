"""Opens the library's file: private to its owner, of a version that this program knows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Self

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

from kapsound.errors import LibraryError
from kapsound.files import private_folder, private_opener
from kapsound.library.tables import metadata

__all__ = ["Connection", "Library", "open_library"]

# "ksnd": says to everyone whose file this is (https://sqlite.org/fileformat.html, 1.3.15).
APPLICATION = 0x6B736E64
UPGRADES: tuple[Sequence[str], ...] = (
    (
        "ALTER TABLE tracks ADD COLUMN forgotten BOOLEAN NOT NULL DEFAULT 0",
        "ALTER TABLE tracks ADD COLUMN loudness_tagged BOOLEAN NOT NULL DEFAULT 0",
        # They are scanned again: their tags may say how loud they are.
        "UPDATE tracks SET surveyed_by = 0 WHERE loudness IS NULL",
    ),
)
"""What makes each version of the tables the next one, from version 1 on: statements of SQL."""
_PATIENCE_S = 10.0
_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",  # one may read while another scans
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cache_size = -65536",
)


class Library:
    """Gives connections to the library, each one transaction; a resource, closed when left."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Give a connection; what is written is kept when the block is left without an error.

        Raises:
            LibraryError: the library cannot be read or written.

        """
        with _named(self.path), self._engine.begin() as connection:
            yield connection


def open_library(path: Path, upgrades: Sequence[Sequence[str]] = UPGRADES) -> Library:
    """Open the library, made if it is missing, and brought to this program's version.

    Raises:
        LibraryError: it is of a newer version, another program's, damaged, or out of reach.

    """
    private_folder(path.parent)
    with _named(path), open(path, "ab", opener=private_opener):
        pass
    library = Library(path, _engine(path))
    try:
        with library.begin() as connection:
            _bring_up(connection, path, upgrades)
    except BaseException:
        library.close()
        raise
    return library


def _engine(path: Path) -> Engine:
    place = URL.create("sqlite", database=str(path))
    engine = create_engine(place, connect_args={"timeout": _PATIENCE_S})

    @event.listens_for(engine, "connect")
    def settle(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        with suppress(Exception):  # what cannot be read is named when it is used
            for setting in _SETTINGS:
                cursor.execute(setting)
        cursor.close()

    return engine


def _bring_up(connection: Connection, path: Path, upgrades: Sequence[Sequence[str]]) -> None:
    newest = 1 + len(upgrades)
    if _version(connection, path) == newest:
        return
    # All of it or nothing, and by one process: another may have done it while this one waited.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    version = _version(connection, path)
    if version > newest:
        raise LibraryError(
            f"{path}: is of version {version}, written by a newer kapsound; this one knows "
            f"{newest}. It is left as it is. Update kapsound."
        )
    if not version:
        metadata.create_all(connection)
        version = newest
    for statement in chain.from_iterable(upgrades[version - 1 :]):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
    connection.exec_driver_sql(f"PRAGMA user_version = {newest}")


def _version(connection: Connection, path: Path) -> int:
    """Return the version of the tables that are there, 0 for none."""
    application = _pragma(connection, "application_id")
    if application != APPLICATION and (application or _pragma(connection, "schema_version")):
        raise LibraryError(f"{path}: is no library of kapsound. Move it away, and scan again.")
    return _pragma(connection, "user_version")


def _pragma(connection: Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let every failure of the file name it, and say what to do."""
    try:
        yield
    except DBAPIError as error:
        raise LibraryError(f"{path}: cannot be used: {error.orig}. {_ADVICE}") from error
    except OSError as error:
        raise LibraryError(f"{path}: cannot be used: {error.strerror}. {_ADVICE}") from error


_ADVICE = "See to the disk; if the file is damaged, bring back a copy of it."
