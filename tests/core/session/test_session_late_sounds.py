"""Sounds that are prepared while the session runs come in, as softly as all else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapsound.core.assembly import assemble
from kapsound.core.instructions import Bus, RampBus
from kapsound.core.playlist.parse import parse_playlist
from kapsound.core.prepared import FileRecipe, PreparedAudio, SynthRecipe
from kapsound.core.reports import AudioReady
from kapsound.units import GRID, to_frames, to_seconds

TEXT = """
format = 1
title = "Growing"
safe_bed = "hush"
[beds.hush]
synth = "brown"
[beds.sea]
synth = "ocean"
[beds.rain]
path = "rain.ogg"
[[phases]]
name = "preparation"
length = "5m"
beds = ["sea"]
tracks = ["a.ogg", "b.ogg"]
[[phases]]
name = "return"
length = "5m"
beds = []
tracks = ["c.ogg"]
"""
HUSH, SEA = SynthRecipe("brown", 0, 60.0), SynthRecipe("ocean", 0, 60.0)
RAIN = FileRecipe("/m/rain.ogg", loop=True)
A, B, C = (FileRecipe(f"/m/{name}.ogg") for name in "abc")


def audio(recipe):
    key = recipe.synth if isinstance(recipe, SynthRecipe) else recipe.path
    nothing = to_frames(0)
    return PreparedAudio(key, to_frames(120), -23.0, -3.0, 5.0, nothing, nothing, "")


def ready(recipe):
    return AudioReady(recipe, audio(recipe))


@pytest.fixture(scope="module")
def begin(make):
    """Return a starter of the session with the safe bed and these sounds prepared."""

    def start(*recipes, text=TEXT):
        index = {recipe: audio(recipe) for recipe in (HUSH, *recipes)}
        return make.room_of(assemble(parse_playlist(text, "g.toml"), "/m", index))

    return start


def test_music_comes_from_nothing_over_eight_seconds_when_the_first_track_is_ready(begin):
    room = begin().until(20)
    assert (room.track, room.beds) == (None, ["hush"])
    room.ok(ready(B))
    assert room.track == "preparation/2"
    assert (room.level("music"), room.takes("music")) == (-40.0, 8.0)
    assert [event.name for event in room.events("prepared")] == ["b.ogg"]


def test_a_further_track_joins_the_plan_and_leaves_what_plays(begin):
    room = begin(B).until(20).ok(ready(A))
    assert room.track == "preparation/2"
    assert room.session.music.slots[0].track.id == "preparation/1"
    assert "plays already" in room.refused("choose preparation/2")
    assert room.ok("next").track == "preparation/1"


def test_a_track_of_another_phase_changes_no_plan_of_this_one(begin):
    room = begin(A).until(20)
    planned = len(room.events("plan"))
    room.ok(ready(C))
    assert len(room.events("plan")) == planned
    assert room.ok("return").track == "return/1"


@pytest.mark.parametrize("state", ["pause", "stop", "ground"])
def test_while_the_music_waits_none_begins_until_it_is_let(begin, state):
    room = begin().until(20).ok(state).wait(10).ok(ready(A))
    assert room.track is None
    assert room.ok("resume").wait(1).track == "preparation/1"


def test_the_beds_of_the_phase_take_over_from_the_safe_bed(begin):
    room = begin().until(20).ok(ready(RAIN))
    assert room.beds == ["hush"]
    assert room.ok(ready(SEA)).beds == ["sea"]


def test_beds_the_therapist_chose_stay(begin):
    room = begin(RAIN).until(20).ok("bed rain").ok(ready(SEA))
    assert room.beds == ["rain"]
    assert room.ok("bed sea").beds == ["sea"]


def test_a_safe_bed_in_place_of_music_stays_until_there_is_some(begin):
    room = begin(SEA).until(20).ok("return")
    assert room.beds == ["hush"]
    room.ok("pause").wait(10).ok(ready(C))
    assert (room.track, room.beds) == (None, ["hush"])
    other = begin(SEA).until(20).ok("return").ok(ready(C))
    assert (other.track, other.beds) == ("return/1", [])


def test_a_session_that_ends_by_its_plan_begins_nothing_more(begin):
    room = begin(SEA).until(20).ok("return").until(320 - 5)
    assert "closing" in room.states
    room.ok(ready(C)).ok(ready(RAIN))
    assert (room.track, room.beds) == (None, ["hush"])


def test_what_the_session_has_is_refused(begin):
    room = begin(A).until(20)
    for recipe in (HUSH, A, FileRecipe("/m/other.ogg")):
        assert "already" in room.refused(ready(recipe))
    assert room.events("prepared") == []


FITTED = TEXT.replace('beds = ["sea"]', 'beds = ["sea"]\narrange = "fit"')
WHATEVER = (
    "next", "advance", "return", "hold", "release", "pause", "ground", "stop", "resume",
    "silence", "sound", "soften", "extend 2m", "shorten 2m", "bed rain", "end",
)  # fmt: skip
ACTIONS = st.sampled_from((*map(ready, (SEA, RAIN, A, B, C)), *WHATEVER))
SEQUENCES = st.lists(st.tuples(st.integers(0, 1_500), ACTIONS), max_size=14)


@settings(max_examples=40)
@given(SEQUENCES, st.sampled_from([TEXT, FITTED]))
def test_whenever_sounds_come_in_nothing_startles_and_something_sounds(begin, sequence, text):
    one, other = begin(text=text), begin(text=text)
    one.watch = _something_sounds
    other.heed_wake = False
    for room in (one, other):
        for blocks, action in sequence:
            room.go_to(room.frame + blocks * GRID)
            room.do(action, confirmed=True)
    assert (one.told, one.said) == (other.told, other.said)
    _rises_gently(one)


def _something_sounds(room):
    session = room.session
    assert session.music.playing or session.ambience.beds or session.waiting or session.closing


def _rises_gently(room):
    for _, ramp in room.instructions(RampBus):
        seconds = to_seconds(ramp.end - ramp.start)
        assert ramp.bus is Bus.VOICE or ramp.end_db - ramp.start_db <= 5.0 * seconds + 1e-3
