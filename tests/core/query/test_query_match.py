"""A query holds for a track by what is known of it; what is not known holds no condition."""

import pytest

from kapsound.core.query import Facts, matches, parse_query
from kapsound.core.query.facts import file_title

LAKE = Facts(
    path="/music/Éric/Still Lake.flac",
    title="Still Lake",
    artist="Éric Sàtie",
    album="Waters",
    genre="Ambient",
    year=1999,
    length=300.0,
    loudness=-21.5,
    intensity=2,
    vocals="wordless",
    tags=("Calm", "piano solo"),
    notes="for the return",
)


@pytest.mark.parametrize(
    "text",
    [
        "", "lake", "LAKE", "eric", "waters ambient", "calm", "vocal", "wordless", "-drums",
        "tag:calm", 'tag:"Piano Solo"', "artist:satie", "path:music", "notes:return", "year:1999",
        "length:5m..5m", "loudness:..-20", "intensity:1..2", "vocals:wordless", "-valence:1..5",
        "-brightness:1..", "drums or lake", "-(drums or bass)", "tag:calm or drums",
    ],
)  # fmt: skip
def test_what_is_asked_for_is_found(text):
    assert matches(parse_query(text), LAKE)


@pytest.mark.parametrize(
    "text",
    [
        "drums", "-lake", "tag:cal", "tag:piano", "artist:lake", "title:eric", "return", "music",
        "length:6m..", "loudness:-20..", "valence:1..5", "brightness:1..", "bpm:..200",
        "vocals:none", "lake drums", "-(drums or lake)", '"lake eric"',
    ],
)  # fmt: skip
def test_what_is_not_asked_for_is_not_found(text):
    assert not matches(parse_query(text), LAKE)


def test_a_track_without_a_voice_is_not_found_by_the_word_vocal():
    assert not matches(parse_query("vocal"), Facts("/a.flac", vocals="none"))


def test_a_file_lends_its_name_to_a_track_without_a_title():
    assert file_title("/music/love_theme.ogg") == "love_theme"
    assert file_title("/music/.ogg") == ".ogg"
    assert file_title("/") == "untitled"
