"""The library's file is private, made whole or not at all, and never written over."""

import os
import sqlite3
import stat
from contextlib import suppress

import pytest
from surveys import surveyed

from kapsound.errors import LibraryError
from kapsound.library.files import keep, known_files
from kapsound.library.store import open_library
from kapsound.library.tables import metadata


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "library.sqlite"


def test_it_is_its_owners_alone_under_any_umask(path):
    before = os.umask(0)
    try:
        with open_library(path) as library, library.begin() as connection:
            connection.exec_driver_sql("INSERT INTO folders VALUES ('/music')")
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_it_is_there_again_when_it_is_opened_again(path):
    with open_library(path) as library, library.begin() as connection:
        connection.exec_driver_sql("INSERT INTO folders VALUES ('/music')")
    with open_library(path) as library, library.begin() as connection:
        assert connection.exec_driver_sql("SELECT path FROM folders").scalar_one() == "/music"


def test_a_newer_one_is_refused_and_left_as_it_is(path):
    with open_library(path):
        pass
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 7")
    newer.close()
    before = path.read_bytes()
    with pytest.raises(LibraryError, match="version 7, written by a newer kapsound"):
        open_library(path)
    assert path.read_bytes() == before


def test_one_of_the_first_version_is_brought_up_and_scans_again_what_had_no_loudness(path):
    with open_library(path) as library, library.begin() as connection:
        keep(connection, "/m/a.ogg", surveyed("a"))
        keep(connection, "/m/b.ogg", surveyed("b", loudness=None))
    with sqlite3.connect(path) as older:
        for column in ("forgotten", "loudness_tagged"):
            older.execute(f"ALTER TABLE tracks DROP COLUMN {column}")
        older.execute("PRAGMA user_version = 1")
    older.close()
    with open_library(path) as library, library.begin() as connection:
        columns = connection.exec_driver_sql("PRAGMA table_info(tracks)").all()
        current = {path: file.current for path, file in known_files(connection).items()}
    assert {row[1] for row in columns} == set(metadata.tables["tracks"].columns.keys())
    assert current == {"/m/a.ogg": True, "/m/b.ogg": False}


def test_an_older_one_is_brought_up_step_by_step(path):
    with open_library(path, ()):
        pass
    steps = (("ALTER TABLE tracks ADD COLUMN mood VARCHAR",), ("UPDATE tracks SET mood = 'calm'",))
    with open_library(path, steps) as library, library.begin() as connection:
        connection.exec_driver_sql("SELECT mood FROM tracks")
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == 3
    with open_library(path, steps):
        pass
    with pytest.raises(LibraryError, match="newer"):
        open_library(path)


def test_a_step_that_fails_leaves_the_older_one(path):
    with open_library(path, ()):
        pass
    with pytest.raises(LibraryError):
        open_library(path, (("ALTER TABLE tracks ADD COLUMN mood VARCHAR", "no SQL at all"),))
    with open_library(path, ()) as library, library.begin() as connection:
        columns = connection.exec_driver_sql("PRAGMA table_info(tracks)").all()
    assert [row[1] for row in columns] == list(metadata.tables["tracks"].columns.keys())


def test_another_programs_file_is_refused(path):
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE songs (name TEXT)")
    other.close()
    with pytest.raises(LibraryError, match="is no library of kapsound"):
        open_library(path)


def test_a_file_that_is_no_database_is_named(path):
    path.parent.mkdir()
    path.write_bytes(b"no database, but long enough to be one" * 40)
    with pytest.raises(LibraryError, match=r"library\.sqlite: cannot be used: .*not a database"):
        open_library(path)


def test_what_fails_leaves_nothing_half_written(path):
    with open_library(path) as library:
        with suppress(KeyError), library.begin() as connection:
            connection.exec_driver_sql("INSERT INTO folders VALUES ('/music')")
            raise KeyError
        with library.begin() as connection:
            assert connection.exec_driver_sql("SELECT * FROM folders").all() == []
