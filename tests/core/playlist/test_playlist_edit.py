"""Editing for one session changes what it is told to, and nothing else."""

from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.playlist.edit import Changes, PhaseChange, edit_playlist
from kapsound.core.playlist.parse import parse_playlist
from kapsound.errors import PlaylistError
from kapsound.units import format_duration

DEMO = (Path(__file__).parents[3] / "playlists" / "demo.toml").read_text("utf-8")
INLINE = """
format = 1
title = "Short" # as short as can be
safe_bed = "hush"
phases = [{ name = "a", length = "1m", cues = [{cue = "x", at = "1s"}, {cue = "x", at = "9s"}] }]
beds.hush = { synth = "brown" }
[cues.x]
path = "x.ogg"
label = "X"
"""
TABLES = """
format = 1
title = "Tables"
safe_bed = "hush"
[beds.hush]
synth = "brown"
[cues.x]
path = "x.ogg"
label = "X"
[[phases]]
name = "a"
length = "1m"
[[phases.cues]]
cue = "x"
at = "1s" # first
[[phases.cues]]
cue = "x"
at = "9s"
[[phases]]
name = "b"
length = "2m"
"""


def test_without_changes_the_text_is_the_same_to_the_byte():
    assert edit_playlist("not even TOML", Changes(), "x.toml") == "not even TOML"


def test_comments_and_everything_else_stay_where_they_are():
    changes = Changes(-3.0, {1: PhaseChange(length=100.0), 0: PhaseChange(without=frozenset({1}))})
    before, after = DEMO.splitlines(), edit_playlist(DEMO, changes, "demo.toml").splitlines()
    gone = [line for line in before if line not in after]
    new = [line for line in after if line not in before]
    assert [line.split("#")[0].strip() for line in gone] == [
        "maximum_level = 0",
        '{ cue = "eyes", at = "26s" },',
        'length = "80s"',
    ]
    assert [line.split("#")[0].strip() for line in new] == [
        "maximum_level = -3",
        'length = "1m40s"',
    ]
    assert "nothing pressed during the session" in new[0]


@pytest.mark.parametrize("text", [DEMO, INLINE, TABLES, "\ufeff" + INLINE])
def test_cues_that_are_left_out_are_exactly_those_named(text):
    written = parse_playlist(text, "x").phases[0].cues
    for place in range(len(written)):
        left = edit_playlist(text, Changes(None, {0: PhaseChange(without=frozenset({place}))}), "x")
        assert parse_playlist(left, "x").phases[0].cues == (*written[:place], *written[place + 1 :])


def test_all_cues_of_a_phase_can_be_left_out():
    for text in (DEMO, INLINE, TABLES):
        every = frozenset(range(len(parse_playlist(text, "x").phases[0].cues)))
        none = edit_playlist(text, Changes(None, {0: PhaseChange(without=every)}), "x")
        assert parse_playlist(none, "x").phases[0].cues == ()


def test_a_text_that_cannot_be_edited_is_named():
    with pytest.raises(PlaylistError, match=r"^x\.toml: cannot be edited for one session"):
        edit_playlist("title = ", Changes(0.0), "x.toml")


lengths = st.none() | st.integers(10, 36_000).map(lambda tenths: tenths / 10)
levels = st.none() | st.integers(-600, 60).map(lambda tenths: tenths / 10)


@given(st.sampled_from([DEMO, INLINE, TABLES]), levels, lengths, levels, st.data())
def test_the_edited_text_holds_just_these_changes(text, maximum, length, level, data):
    wanted = tomli.loads(text)
    place = data.draw(st.sampled_from(range(len(wanted["phases"]))))
    phase = wanted["phases"][place]
    cues = phase.get("cues", [])
    without = frozenset(n for n in range(len(cues)) if data.draw(st.booleans()))
    if maximum is not None:
        wanted["maximum_level"] = maximum
    if length is not None:
        phase["length"] = format_duration(length)
    if level is not None:
        phase["level"] = level
    if without:
        phase["cues"] = [cue for n, cue in enumerate(cues) if n not in without]
    changes = Changes(maximum, {place: PhaseChange(length, level, without)})
    left = tomli.loads(edit_playlist(text, changes, "x"))
    if not left["phases"][place].get("cues"):
        left["phases"][place].pop("cues", None)
        wanted["phases"][place].pop("cues", None)
    assert left == wanted
