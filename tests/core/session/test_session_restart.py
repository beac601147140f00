"""A player that is back after a crash rises from nothing, in place; after a loop in safety."""

import pytest

from kapsound.core.instructions import BeginAnew, FreezeBus
from kapsound.core.reports import Restarted
from kapsound.units import SILENT_DB

BACK = Restarted("it was ended by force", 0.4)
SAFE = Restarted("it was ended by force", 0.4, safe=True)


@pytest.fixture
def playing(make):
    """The standard session well into onset."""
    return make.room().until(20).ok("dose").wait(40)


def test_every_bus_comes_from_nothing_within_four_seconds(playing):
    track = playing.track
    playing.ok(BACK)
    for bus in ("music", "ambience"):
        assert (playing.level(bus), playing.goal(bus), playing.takes(bus)) == (-40.0, 0.0, 4.0)
    assert [frame for frame, _ in playing.instructions(BeginAnew)] == [playing.frame]
    assert (playing.track, playing.states) == (track, [])


def test_what_happened_is_a_fault_that_says_why_and_how_long(playing):
    (fault,) = playing.ok(BACK).events("fault")
    assert fault.cause == "the player had stopped: it was ended by force"
    assert fault.action == "it was back after 0.4s; the sound rises over 4 s"


def test_voices_of_lost_audio_do_not_come_back(playing, make):
    playing.ok("ground").ok(BACK)
    ((_, anew),) = playing.instructions(BeginAnew)
    assert anew.lost == playing.session.lost


def test_what_is_silent_stays_silent(playing):
    playing.ok("stop").wait(1).ok(BACK).wait(6)
    assert [playing.level(bus) for bus in ("music", "ambience", "voice")] == [SILENT_DB] * 3
    assert playing.states == ["stop"]


def test_after_a_loop_of_crashes_the_music_waits_and_only_the_safe_bed_plays(playing):
    playing.ok("bed rain").wait(10).ok("bed-add wind").wait(10)
    track = playing.track
    playing.ok(SAFE)
    assert playing.beds == ["sea"]
    assert (playing.goal("music"), playing.goal("ambience")) == (SILENT_DB, 0.0)
    assert playing.states == ["ground"]
    playing.wait(1)
    assert playing.instructions(FreezeBus)
    assert playing.track == track
    assert "give `resume` to go on" in playing.events("fault")[-1].action


def test_resume_brings_back_the_music_and_the_beds_that_sounded(playing):
    playing.ok("bed rain").wait(10).ok("bed-add wind").wait(10)
    track = playing.track
    playing.ok(SAFE).wait(20).ok("resume").wait(1)
    assert playing.beds == ["rain", "wind"]
    assert (playing.track, playing.states) == (track, [])
    assert playing.goal("music") == 0.0


def test_safe_again_remembers_the_beds_of_before(playing):
    playing.ok("bed rain").wait(10).ok(SAFE).wait(5).ok(SAFE).wait(5).ok("resume")
    assert playing.beds == ["rain"]


def test_the_safe_bed_that_sounded_before_goes_on(playing):
    assert playing.beds == ["sea"]
    playing.ok(SAFE).wait(5).ok("resume")
    assert playing.beds == ["sea"]


def test_beds_that_a_phase_brought_meanwhile_stay(make):
    room = make.room(
        make.phase("preparation", 60.0, beds=("rain",)), make.phase("peak", beds=("wind",))
    )
    room.until(50).ok(SAFE).until(70)
    assert room.phase == "peak"
    assert room.beds == ["wind"]
    assert room.ok("resume").beds == ["wind"]
