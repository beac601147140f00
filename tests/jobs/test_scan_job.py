"""The scan job remembers folders, scans them, and says how far it is."""

import pytest
from sound_rigs import tone, write_wav

from kapsound.errors import LibraryError
from kapsound.library.files import known_folders
from kapsound.library.store import open_library
from kapsound.processes import run_job


@pytest.fixture
def request_of(tmp_path):
    (tmp_path / "music").mkdir()
    write_wav(tmp_path / "music" / "dawn.wav", tone(1.0))
    library, places = str(tmp_path / "library.sqlite"), [str(tmp_path / "music")]
    return lambda **more: {"library": library, "places": places, **more}


def test_added_folders_are_scanned_from_then_on(request_of, tmp_path):
    seen = []
    done = run_job("scan", request_of(add=True), seen.append)
    assert (done["files"], done["surveyed"], done["refused"]) == (1, 1, [])
    assert seen[-1]["done"] == seen[-1]["total"] > 0
    again = run_job("scan", request_of(places=[]), seen.append)
    assert (again["files"], again["unchanged"]) == (1, 1)
    with open_library(tmp_path / "library.sqlite") as library, library.begin() as connection:
        assert known_folders(connection) == [str(tmp_path / "music")]


def test_a_scan_without_adding_remembers_no_folder(request_of):
    run_job("scan", request_of(), lambda _: None)
    assert run_job("scan", request_of(places=[]), lambda _: None)["files"] == 0


def test_relinking_says_how_many_tracks_are_there_again(request_of):
    assert run_job("scan", request_of(relink=True), lambda _: None) == {"found": 0}


def test_a_library_that_cannot_be_used_is_named(request_of, tmp_path):
    (tmp_path / "library.sqlite").write_bytes(b"no database at all, but long enough" * 40)
    with pytest.raises(LibraryError, match=r"library\.sqlite: cannot be used"):
        run_job("scan", request_of(), lambda _: None)
