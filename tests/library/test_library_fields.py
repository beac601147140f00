"""What the clinic says of tracks is kept, or refused with what may be said."""

import pytest

from kapsound.core.query import parse_query
from kapsound.library.fields import FIELDS, read_fields, read_tag, set_fields, tag_tracks
from kapsound.library.find import by_ids, find


@pytest.mark.parametrize(
    ("word", "column", "value"),
    [
        ("intensity=2", "intensity", 2),
        ("valence=", "valence", None),
        ("vocals=wordless", "vocals", "wordless"),
        ("notes=a = b\x1b[2J", "notes", "a = b␛[2J"),
        ("licence-source=a contract", "licence_source", "a contract"),
        ("licence-expires=2027-01-31", "licence_expires", "2027-01-31"),
        ("licence-expires=", "licence_expires", ""),
    ],
)
def test_a_field_is_read(word, column, value):
    assert read_fields([word]) == {column: value}


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("intensity", "write field=value"),
        ("intensty=2", 'did you mean "intensity"?'),
        ("length=2", "no field that can be set"),
        ("intensity=6", "a whole number from 1 to 5, or nothing to clear it"),
        ("intensity=²", "a whole number from 1 to 5"),
        ("vocals=words", '"none", "wordless" or "language"'),
        ("licence-expires=soon", "write a day like 2027-01-31"),
        ("notes=" + "x" * 2001, "2000 characters at most"),
    ],
)
def test_a_field_that_is_not_understood_says_what_may_be_written(word, said):
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        read_fields([word])


def test_every_field_can_be_cleared(put, connection):
    number = put("/m/a.ogg")
    set_fields(connection, [number], read_fields(["intensity=2", "vocals=none", "notes=x"]))
    set_fields(connection, [number], read_fields(f"{name}=" for name in FIELDS))
    (track,) = by_ids(connection, [number])
    assert (track.facts.intensity, track.facts.vocals, track.facts.notes) == (None, None, "")


def test_a_tag_is_the_same_in_any_case(put, connection):
    number = put("/m/a.ogg")
    tag_tracks(connection, [number], ["Calm", "piano"])
    tag_tracks(connection, [number], ["calm"], drop=["PIANO"])
    (track,) = find(connection, parse_query("tag:CALM"))
    assert track.facts.tags == ("calm",)


@pytest.mark.parametrize("text", ["", "  ", "x" * 41])
def test_a_tag_has_a_length(text):
    with pytest.raises(ValueError, match="1 to 40 characters"):
        read_tag(text)


def test_a_tag_is_kept_as_it_can_be_shown():
    assert read_tag(" night\x1f sky ") == "night␟ sky"
