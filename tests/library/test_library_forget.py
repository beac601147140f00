"""A folder is forgotten with its tracks; what the clinic says of them waits for their return."""

import pytest

from kapsound.core.query import parse_query
from kapsound.library.fields import set_fields, tag_tracks
from kapsound.library.files import known_folders, mark, missing_by_size, remember_folders, settle
from kapsound.library.find import by_ids, by_paths, find, missing
from kapsound.library.forget import Leaving, forget, leaving
from kapsound.library.wishes import Wish, wish


@pytest.fixture
def two(connection, put):
    """Two folders, each with two tracks; something is said of the first in each."""
    remember_folders(connection, ["/one", "/two"])
    for path in ("/one/a.ogg", "/one/b.ogg", "/two/c.ogg", "/two/d.ogg"):
        put(path)
    own = by_paths(connection, ["/one/a.ogg", "/two/c.ogg"])
    set_fields(connection, [track.id for track in own.values()], {"intensity": 2})
    return connection


def paths(connection, text=""):
    return [track.facts.path for track in find(connection, parse_query(text), sort="path")]


def test_what_would_go_is_counted(two):
    assert leaving(two, "/one") == Leaving(scanned=True, files=2, tracks=2, said=1)
    assert leaving(two, "/") == Leaving(scanned=False, files=0, tracks=0, said=0)
    assert leaving(two, "/on") == Leaving(scanned=False, files=0, tracks=0, said=0)


def test_a_folder_goes_with_its_tracks_and_is_missed_by_nobody(two):
    forget(two, "/one")
    assert known_folders(two) == ["/two"]
    assert paths(two) == ["/two/c.ogg", "/two/d.ogg"]
    assert missing(two) == []
    assert missing_by_size(two) == {}


def test_what_is_said_of_a_track_is_there_again_with_its_content(two, put):
    before = by_paths(two, ["/one/a.ogg", "/one/b.ogg"])
    forget(two, "/one")
    again = [put("/new/a.ogg", digest="/one/a.ogg"), put("/new/b.ogg", digest="/one/b.ogg")]
    settle(two)
    assert again[0] == before["/one/a.ogg"].id
    assert paths(two, "intensity:2") == ["/new/a.ogg", "/two/c.ogg"]
    assert paths(two, "path:new") == ["/new/a.ogg", "/new/b.ogg"]
    mark(two, ["/new/a.ogg"], missing=True)
    settle(two)
    assert [track.facts.path for track in missing(two)] == ["/new/a.ogg"]


@pytest.mark.parametrize(
    "say",
    [
        lambda connection, track: tag_tracks(connection, [track], ["calm"]),
        lambda connection, track: wish(connection, "A17", [track], Wish.EXCLUDE),
        lambda connection, track: set_fields(connection, [track], {"notes": "slow"}),
    ],
)
def test_tags_wishes_and_notes_are_kept_and_what_nothing_is_said_of_is_not(connection, put, say):
    kept, gone = put("/one/a.ogg"), put("/one/b.ogg")
    say(connection, kept)
    forget(connection, "/one")
    assert [track.id for track in by_ids(connection, [kept, gone])] == [kept]


def test_what_lies_beneath_another_folder_as_well_stays(two, put):
    remember_folders(two, ["/one/calm"])
    put("/one/calm/e.ogg")
    put("/two/copy of b.ogg", digest="/one/b.ogg")
    forget(two, "/one")
    assert paths(two, "path:one") == ["/one/calm/e.ogg"]
    assert paths(two, "path:copy") == ["/two/copy of b.ogg"]
    forget(two, "/one/calm")
    assert paths(two, "path:one") == []


def test_many_tracks_are_asked_for_in_parts(two, monkeypatch):
    monkeypatch.setattr("kapsound.library.find._AT_ONCE", 3)
    assert len(by_ids(two, range(1, 9))) == 4
    assert len(by_paths(two, ["/no", *paths(two)])) == 4
