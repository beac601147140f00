"""Tags are read for people: in one line, as they can be shown, and never at a file's cost."""

import pytest
from tagged import tagged

from kapsound.media.tags import LONGEST, Tags, read_tags


@pytest.mark.parametrize(("name", "codec"), [("a.flac", "flac"), ("a.wav", "pcm_s16le")])
def test_what_a_file_says_of_itself_is_read(tmp_path, name, codec):
    path = tagged(tmp_path / name, codec, title="Dawn", artist="Éric", genre="Ambient")
    found = read_tags(path)
    assert (found.title, found.artist, found.genre) == ("Dawn", "Éric", "Ambient")


def test_years_beats_and_rights_are_found_in_their_text(tmp_path):
    path = tagged(tmp_path / "a.flac", date="1999-05-12", BPM="72.5", copyright="© A Label")
    found = read_tags(path)
    assert (found.year, found.bpm, found.rights) == (1999, 72, "© A Label")


def test_a_number_out_of_range_is_none(tmp_path):
    path = tagged(tmp_path / "a.flac", date="0", BPM="9999")
    assert (read_tags(path).year, read_tags(path).bpm) == (None, None)


@pytest.mark.parametrize(
    ("gains", "loudness"),
    [
        ({"REPLAYGAIN_TRACK_GAIN": "-5.25 dB"}, -12.75),
        ({"R128_TRACK_GAIN": "-256", "REPLAYGAIN_TRACK_GAIN": "+3 dB"}, -22.0),
        ({"R128_TRACK_GAIN": "99999", "REPLAYGAIN_TRACK_GAIN": "+3 dB"}, -21.0),
        ({"REPLAYGAIN_TRACK_GAIN": "loud"}, None),
        ({"REPLAYGAIN_TRACK_GAIN": "9" * 400}, None),
        ({}, None),
    ],
)
def test_a_gain_in_the_tags_says_how_loud_it_is_if_that_can_be(tmp_path, gains, loudness):
    assert read_tags(tagged(tmp_path / "a.flac", **gains)).loudness == loudness


def test_hostile_tags_are_one_line_that_can_be_shown(tmp_path):
    path = tagged(tmp_path / "a.flac", title="\x1b[2J[/]\nLake\u202e", artist="x" * 500)
    found = read_tags(path)
    assert found.title == "␛[2J[/] Lake\ufffd"
    assert len(found.artist) == LONGEST


@pytest.mark.parametrize("content", [b"", b"not a sound", b"fLaC" + b"\xff" * 40, b"ID3\x04" * 9])
def test_a_file_whose_tags_cannot_be_read_has_none(tmp_path, content):
    path = tmp_path / "a.flac"
    path.write_bytes(content)
    assert read_tags(path) == Tags()
