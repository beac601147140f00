"""SQL and Python agree on which tracks a query asks for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from surveys import surveyed

from kapsound.core.query import Facts, matches, parse_query, tree
from kapsound.core.query.facts import AMOUNTS, TEXTS, VOCALS, WHOLES, folded
from kapsound.library.fields import read_tag, set_fields, tag_tracks
from kapsound.library.files import keep
from kapsound.library.find import count, find
from kapsound.library.store import open_library

WORDS = st.sampled_from(["lake", "Still", "Éric", "calm", "vocal", "[/]", "50%", "a_b", "'", "x"])
TEXT = st.lists(WORDS, max_size=2).map(" ".join)
NUMBER = st.sampled_from([None, 1, 2, 3, 5])
MEASURE = st.sampled_from([-30.0, -20.0, -19.9, 1.0, 2.0, 300.0])


@st.composite
def tracks(draw):
    """A survey, and what the clinic says of the track."""
    survey = {name: draw(TEXT) for name in ("title", "artist", "album", "genre")}
    survey |= {name: draw(MEASURE) for name in ("length", "range", "peak", "onsets")}
    survey |= {name: draw(st.none() | MEASURE) for name in ("loudness", "brightness")}
    survey |= {name: draw(NUMBER) for name in ("year", "bpm")}
    own = {name: draw(NUMBER) for name in ("intensity", "valence")}
    own |= {"vocals": draw(st.none() | st.sampled_from(VOCALS))}
    own |= {name: draw(TEXT) for name in ("notes", "licence")}
    return survey, own, draw(st.lists(WORDS, max_size=3, unique_by=folded))


def conditions():
    text = WORDS.map(folded)
    ends = st.tuples(st.none() | MEASURE, st.none() | MEASURE)
    number = st.sampled_from([*WHOLES, *AMOUNTS])
    single = st.one_of(
        text.map(tree.Words),
        st.builds(tree.Contains, st.sampled_from(list(TEXTS)), text),
        text.map(tree.Tagged),
        st.builds(tree.Chosen, st.just("vocals"), st.sampled_from(VOCALS)),
        st.builds(lambda field, ends: tree.Between(field, *ends), number, ends),
    )
    several = lambda part: st.lists(part, max_size=3).map(tuple)  # noqa: E731
    return st.recursive(
        single,
        lambda part: part.map(tree.Not) | several(part).map(tree.All) | several(part).map(tree.Any),
        max_leaves=6,
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A library that each example fills in one transaction, which is not kept."""
    with open_library(tmp_path_factory.mktemp("library") / "library.sqlite") as library:
        yield library


@settings(max_examples=40)
@given(st.lists(tracks(), max_size=6), st.lists(conditions(), min_size=1, max_size=8))
def test_sql_finds_what_python_matches(filled, tracks, queries):
    with filled.begin() as connection:
        for number, (survey, own, tags) in enumerate(tracks):
            keep(connection, f"/music/Éric/{number} x.ogg", surveyed(str(number), **survey))
            set_fields(connection, [number + 1], own)
            tag_tracks(connection, [number + 1], map(read_tag, tags))
        everything = find(connection, tree.All())
        assert len(everything) == len(tracks)
        for query in queries:
            expected = [track for track in everything if matches(query, track.facts)]
            assert find(connection, query) == expected
            assert count(connection, query) == len(expected)
        connection.rollback()


def test_a_query_of_the_most_parts_is_taken(connection):
    assert find(connection, parse_query("a or " * 49 + "a")) == []
    assert find(connection, parse_query("-" + "(" * 49 + "a" + ")" * 49)) == []


def test_what_is_found_holds_all_that_was_kept(put, connection):
    number = put("/m/Dawn.ogg", "d1", artist="Éric", year=1999, loudness=-18.5)
    set_fields(connection, [number], {"intensity": 2, "notes": "soft"})
    tag_tracks(connection, [number], ["Calm", "piano"])
    (found,) = find(connection, parse_query("tag:calm"))
    assert found.facts == Facts(
        path="/m/Dawn.ogg", title="Dawn", artist="Éric", year=1999, length=300.0, loudness=-18.5,
        range=5.0, peak=-1.0, brightness=1500.0, onsets=1.5, intensity=2, tags=("Calm", "piano"),
        notes="soft",
    )  # fmt: skip
    assert (found.id, found.digest, found.missing) == (number, "d1", False)
