"""A library of the test's own, and tracks to put into it."""

import pytest
from surveys import surveyed

from kapsound.library.files import keep
from kapsound.library.find import by_paths
from kapsound.library.store import open_library


@pytest.fixture
def library(tmp_path):
    with open_library(tmp_path / "data" / "library.sqlite") as opened:
        yield opened


@pytest.fixture
def connection(library):
    with library.begin() as opened:
        yield opened


@pytest.fixture
def put(connection):
    """Put a file's survey into the library; return the number of its track."""

    def put_in(path, digest=None, **given):
        keep(connection, path, surveyed(digest or path, **given))
        return by_paths(connection, [path])[path].id

    return put_in
