"""Missing tracks are found again by content; only files of their size are read."""

from surveys import surveyed

from kapsound.cache.digest import digest_of
from kapsound.library.files import keep, mark, settle
from kapsound.library.find import by_ids, missing
from kapsound.library.relink import relink

SOUND = b"one sound"


def gone(library, path, content):
    """Put a track into the library whose file is no longer there; return its number."""
    with library.begin() as connection:
        keep(connection, path, surveyed(digest_of(content), size=len(content)))
        mark(connection, [path], missing=True)
        settle(connection)
        return missing(connection)[-1].id


def test_a_missing_track_is_where_its_content_is(library, tmp_path):
    number = gone(library, "/m/dawn.ogg", SOUND)
    (tmp_path / "sunrise.ogg").write_bytes(SOUND)
    (tmp_path / "another.ogg").write_bytes(SOUND[::-1])
    (tmp_path / "longer.ogg").write_bytes(SOUND * 2)
    read = []
    assert relink(library, [str(tmp_path)], lambda *told: read.append(told[2])) == 1
    assert sorted(read) == [str(tmp_path / "another.ogg"), str(tmp_path / "sunrise.ogg")]
    with library.begin() as connection:
        (track,) = by_ids(connection, [number])
        assert (track.missing, track.facts.path) == (False, str(tmp_path / "sunrise.ogg"))
        assert missing(connection) == []


def test_a_track_that_is_nowhere_stays_missing(library, tmp_path):
    gone(library, "/m/dawn.ogg", SOUND)
    assert relink(library, [str(tmp_path)], lambda *_: None) == 0
    with library.begin() as connection:
        assert len(missing(connection)) == 1
