"""A playlist file becomes a session in steps that either screen or command line can take."""

from dataclasses import asdict

import pytest

from kapsound.core.output import destinations
from kapsound.core.prepared import PreparedAudio, SynthRecipe, recipe_from_json
from kapsound.core.spec import ScriptedCommand
from kapsound.errors import PlaylistError
from kapsound.sessions.load import findings, freeze, load, notice_of, prepared, prepared_to_begin

SMALL = """
format = 1
title = "A breath"
safe_bed = "hush"
seed = 4
beds.hush = { synth = "brown", length = "20s" }
beds.gone = { path = "gone.ogg" }
phases = [{ name = "preparation", length = "20s", beds = ["hush"] }]
"""
AUDIO = PreparedAudio("key", 960_000, -23.0, -10.0, 2.0, 0, 0, "digest")


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return load(path)


def prepare(name, request, on_progress):
    """What the prepare job answers if every synthesized sound works and no file does."""
    assert name == "prepare"
    on_progress({"done": 1.0})
    synths = [item for item in request["recipes"] if "synth" in item]
    files = [item for item in request["recipes"] if "path" in item]
    return {
        "index": [[item, asdict(AUDIO)] for item in synths],
        "refused": [[item, f"{item['path']}: is not there"] for item in files],
    }


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(PlaylistError, match="cannot be read"):
        load(tmp_path / "none.toml")


def test_what_is_prepared_and_what_is_not_come_apart(small, tmp_path):
    seen = []
    index, left_out = prepared(small, tmp_path, seen.append, prepare)
    assert index == ((SynthRecipe("brown", 0, 20.0), AUDIO),)
    assert [reason for _, reason in left_out] == [f"{tmp_path}/gone.ogg: is not there"]
    assert recipe_from_json(asdict(left_out[0][0])) == left_out[0][0]
    assert seen == [{"done": 1.0}]


def test_findings_are_errors_of_preparing_and_warnings_of_the_check(small, tmp_path):
    found = findings(small, *prepared(small, tmp_path, lambda _: None, prepare))
    assert {(item.severity, item.key) for item in found} >= {
        ("error", "beds.gone"),
        ("warning", "phases"),
    }


def test_an_edited_text_is_read_anew_and_judged(small):
    quieter = small.with_text(SMALL + "# edited\n")
    assert quieter.playlist == small.playlist
    assert quieter.text.endswith("# edited\n")
    with pytest.raises(PlaylistError, match="safe_bed"):
        small.with_text(SMALL.replace('"hush"\nseed', '"sea"\nseed'))


def test_a_frozen_session_holds_all_it_was_given(small, tmp_path):
    index, _ = prepared(small, tmp_path, lambda _: None, prepare)
    script = (ScriptedCommand(48_000, "dose"),)
    more = {"client": "A-1", "outputs": destinations("null"), "buffering": "safe"}
    spec = freeze(small, index, tmp_path, script=script, **more)
    assert (spec.text, spec.title, spec.seed) == (SMALL, "A breath", 4)
    assert (spec.client, spec.outputs, spec.script) == ("A-1", destinations("null"), script)
    assert spec.buffering == "safe"
    assert freeze(small, index, tmp_path, seed=9).seed == 9


def test_to_begin_only_the_safe_bed_is_prepared_and_the_rest_looked_up(small, tmp_path):
    asked = []

    def run(name, request, on_progress):
        looks = request.get("lookup", False)
        asked.append((len(request["recipes"]), looks))
        # What is looked up next must not be evicted now, since nobody has said it is needed.
        assert looks or request["limit"] > 10**15
        return prepare(name, request, on_progress)

    index, left_out = prepared_to_begin(small, tmp_path, lambda _: None, run)
    assert asked == [(1, False), (2, True)]
    assert (len(index), len(left_out)) == (1, 1)


def test_a_session_that_lacks_sounds_says_so():
    assert notice_of(1, 2) == "1 of 2 sounds are ready; the beds play meanwhile"
    assert notice_of(2, 2) == ""


def test_without_a_safe_bed_nothing_begins(small, tmp_path):
    def run(_name, request, _on_progress):
        return {"index": [], "refused": [[item, "is broken"] for item in request["recipes"]]}

    index, left_out = prepared_to_begin(small, tmp_path, lambda _: None, run)
    assert (index, len(left_out)) == ((), 1)
