"""The reference and the schema hold every key, and agree with what is read."""

import re
from pathlib import Path

import pytest
import tomli

from kapsound.core.playlist.fields import allowed, default_of, hints_of, meanings, required, tables
from kapsound.core.playlist.model import Bed, Crossfade, Cue, CueAt, Ducking, Phase, Playlist, Track
from kapsound.core.playlist.parse import parse_playlist
from kapsound.core.playlist.schema import playlist_schema
from kapsound.text import Kind

ROOT = Path(__file__).parents[3]
REFERENCE = (ROOT / "playlists" / "REFERENCE.md").read_text("utf-8")
EVERY_KEY = [(table, key) for table in tables() for key in table.model_fields]
ids = pytest.mark.parametrize(("table", "key"), EVERY_KEY)


def test_every_table_is_known():
    assert set(tables()) == {Playlist, Crossfade, Ducking, Bed, Cue, Phase, Track, CueAt}


@ids
def test_every_key_is_in_the_reference_with_its_kind_and_meaning(table, key):
    about = meanings(table)[key]
    assert about
    rows = re.findall(rf"^\| `{key}` \| .*$", REFERENCE, re.MULTILINE)
    assert any(about in row and allowed(hints_of(table)[key]) in row for row in rows)


@ids
def test_every_key_is_in_the_schema(table, key):
    schema = playlist_schema()
    form = schema if table is Playlist else schema["definitions"][table.__name__]
    form = form["anyOf"][1] if "anyOf" in form else form
    assert form["properties"][key]["description"] == meanings(table)[key]
    assert (key in form["required"]) == (key in required(table))
    assert form["additionalProperties"] is False


@ids
def test_every_example_and_default_is_allowed(table, key):
    hint, default = hints_of(table)[key], default_of(table, key)
    examples = table.model_fields[key].examples or []
    if not isinstance(hint, Kind):
        return
    assert examples
    for written in [*examples, *([] if default is None else [default])]:
        value = hint.read(written)
        pattern = hint.json.get("pattern")
        assert pattern is None or re.search(pattern, written)
        assert default != written or value == table.model_fields[key].get_default()


def test_the_schema_lets_a_string_stand_for_a_track_or_a_bed():
    for name in ("Track", "Bed"):
        text, full = playlist_schema()["definitions"][name]["anyOf"]
        assert text["type"] == "string"
        assert full["oneOf"] == [{"required": ["path"]}, {"required": ["synth"]}]


def test_every_reference_within_the_schema_leads_somewhere():
    schema = playlist_schema()
    names = set(re.findall(r"'#/definitions/(\w+)'", str(schema)))
    assert names == set(schema["definitions"])


@pytest.mark.parametrize("path", sorted((ROOT / "playlists").glob("*.toml")), ids=lambda p: p.name)
def test_every_ready_playlist_is_right(path):
    text = path.read_text(encoding="utf-8")
    assert parse_playlist(text, path.name).format == tomli.loads(text)["format"]
