"""The music bus always knows what comes next, and never jumps."""

from kapsound.core.instructions import (
    Bus,
    FreezeBus,
    RampBus,
    StartVoice,
    StopVoice,
    ThawBus,
)
from kapsound.core.reports import VoiceLost
from kapsound.units import GRID, to_frames


def music(room):
    """Return the music voices begun so far."""
    return [item for _, item in room.instructions(StartVoice) if item.bus is Bus.MUSIC]


def test_the_session_begins_from_nothing_over_eight_seconds(room):
    first = room.instructions(RampBus)[:3]
    assert {item.bus for _, item in first} == {"music", "ambience", "voice"}
    assert {(item.start_db, item.end_db) for _, item in first} == {(-80.0, -80.0)}
    ramps = {item.bus: item for _, item in room.instructions(RampBus)}
    assert (ramps["music"].start_db, ramps["music"].end_db) == (-40.0, 0.0)
    assert (ramps["ambience"].start_db, ramps["ambience"].end_db) == (-40.0, 0.0)
    assert ramps["music"].end == to_frames(8)
    assert music(room)[0].fade == 0


def test_tracks_follow_each_other_by_crossfade_in_the_listed_order(room):
    room.until(115)
    assert [item.clip.key for item in music(room)] == [
        "preparation/1",
        "preparation/2",
        "preparation/3",
    ]
    assert [item.fade for item in music(room)[1:]] == [to_frames(8)] * 2
    (frame, _), *_ = room.instructions(StopVoice)
    assert to_frames(52) <= frame < to_frames(52) + GRID


def test_a_phase_that_outlasts_its_tracks_plays_the_least_recent_again(room):
    room.until(170)
    assert room.track == "preparation/1"


def test_next_crossfades_to_another_track(room):
    room.until(10).ok("next")
    assert room.track == "preparation/2"
    assert room.until(20).ok("next").track == "preparation/3"


def test_next_with_one_track_is_refused_and_the_track_repeats_by_itself(make):
    room = make.room(make.phase("music", tracks=(make.track("only"),)))
    assert "no other track" in room.refused("next")
    room.until(60)
    assert [item.clip.key for item in music(room)] == ["only", "only"]


def test_next_among_twins_of_one_sound_takes_the_other_track(make):
    twins = (make.track("a", key="same"), make.track("b", key="same"))
    assert make.room(make.phase("music", tracks=twins)).ok("next").track == "b"


def test_next_in_a_phase_without_music_is_refused(make):
    assert "no other" in make.room(make.phase("quiet", tracks=())).refused("next")


def test_choose_takes_an_id_or_a_number(room):
    assert room.until(10).ok("choose preparation/3").track == "preparation/3"
    assert room.until(20).ok("choose 2").track == "preparation/2"


def test_choose_of_what_plays_or_is_unknown_or_damaged_is_refused(room):
    assert "plays already" in room.refused("choose 1")
    assert "preparation/2" in room.refused("choose nothing")
    room.ok(VoiceLost(room.session.music.playing.voice, "gone"))
    assert "damaged" in room.refused("choose 1")


def test_choose_in_a_phase_without_music_says_there_is_none(make):
    assert "none" in make.room(make.phase("quiet", tracks=())).refused("choose 1")


def test_next_and_choose_wait_for_resume(room):
    room.until(10).ok("pause")
    assert "resume" in room.refused("next")
    assert "resume" in room.refused("choose 2")


def test_a_track_left_near_its_end_fades_no_longer_than_it_lasts(make):
    room = make.room(make.phase("music", 57, tracks=(make.track("a"),)), make.phase("next"))
    room.until(58)
    (_, stop), *_ = room.instructions(StopVoice)
    assert stop.fade == to_frames(60) - to_frames(57) - (-to_frames(57) % GRID)


def test_a_track_that_finds_none_to_cross_with_comes_from_nothing(make):
    room = make.room(make.phase("music", 59.5, tracks=(make.track("a"),)), make.phase("next"))
    room.until(60)
    assert music(room)[-1].fade == 0
    ramp = room.instructions(RampBus)[-1][1]
    assert (ramp.bus, ramp.start_db, ramp.end_db) == ("music", -40.0, 0.0)


def test_a_track_alone_under_a_silence_that_has_just_begun_stays_in_its_fall(make):
    room = make.room(make.phase("music", 59.5, tracks=(make.track("a"),)), make.phase("next"))
    room.until(59).ok("silence").until(60)
    assert room.track == "next/1"
    ramp = room.instructions(RampBus)[-1][1]
    assert (ramp.start_db, ramp.end_db) == (0.0, -80.0)


def test_next_while_only_a_tail_is_heard_comes_from_nothing(make):
    quiet = make.phase("quiet", 60, tracks=())
    room = make.room(make.phase("one", 40), quiet, make.phase("three"))
    room.until(42).ok("advance")
    assert room.phase == "three"
    assert room.track is None
    assert room.until(48.1).track == "three/1"
    room = make.room(make.phase("one", 40), quiet, make.phase("three"))
    room.until(42).ok("advance").ok("choose 2")
    assert room.track == "three/2"
    assert music(room)[-1].fade == 0


def test_a_paused_track_waits_at_its_place_and_goes_on_from_it(room):
    room.until(10).ok("pause").until(11)
    assert room.session.music.frozen is None
    room.until(13)
    assert room.instructions(FreezeBus)
    left = room.status["music"]["left"]
    room.until(200)
    assert room.track == "preparation/1"
    assert room.status["music"]["left"] == left
    room.ok("resume")
    assert room.instructions(ThawBus)
    assert room.status["music"]["left"] == left
    assert room.wait(left - 7.9).track == "preparation/2"


def test_a_pause_taken_back_at_once_never_freezes(room):
    room.until(10).ok("pause").wait(0.5).ok("resume").until(40)
    assert not room.instructions(FreezeBus)
    assert room.level("music") == 0.0


def test_a_track_that_came_to_its_end_in_the_fade_of_a_pause_gives_way_at_resume(make):
    room = make.room(make.phase("music", tracks=(make.track("a", 3.0), make.track("b"))))
    room.until(1.5).ok("pause").until(20).ok("resume").tick()
    assert room.track == "b"


def test_a_paused_track_whose_phase_ends_is_dropped_and_the_next_phase_begins_at_resume(room):
    room.until(20).ok("dose").until(130).ok("pause").until(150)
    assert room.phase == "peak"
    assert room.track is None
    voice = room.instructions(StopVoice)[-1][1]
    assert voice.fade == 0
    room.ok("resume")
    assert room.track == "peak/1"
    assert room.goal("music") == 0.0


def test_a_phase_that_ends_in_the_fade_of_a_pause_takes_its_track_away_gently(room):
    room.until(20).ok("dose").until(139.5).ok("pause").until(141)
    assert room.instructions(StopVoice)[-1][1].fade > to_frames(1)
    room.until(150).ok("resume")
    assert room.track == "peak/1"


def test_pause_then_dose_begins_onset_with_its_music_waiting(room):
    room.until(10).ok("pause").until(20).ok("dose").until(30)
    assert room.phase == "onset"
    assert room.track is None
    assert room.level("music") == -80.0
    assert room.beds == ["sea"]
    assert room.ok("resume").track == "onset/1"


def test_music_under_silence_goes_on_unheard_and_without_a_fade_of_its_own(room):
    room.until(10).ok("silence").until(55)
    assert room.track == "preparation/2"
    assert music(room)[-1].fade == 0


def test_tracks_are_not_repeated_in_a_session_before_the_pool_is_used_up(make):
    tracks = tuple(make.track(name) for name in "abc")
    room = make.room(make.phase("one", 100, tracks=tracks), make.phase("two", tracks=tracks))
    room.until(160)
    assert [item.clip.key for item in music(room)] == ["a", "b", "c", "a"]


def test_a_listed_phase_without_playable_tracks_leaves_the_music_and_keeps_a_bed(make):
    room = make.room(make.phase("music", 60), make.phase("quiet", tracks=(), beds=()))
    room.until(61)
    assert room.track is None
    assert room.goal("music") == -80.0
    assert room.beds == ["sea"]
