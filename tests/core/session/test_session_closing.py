"""A session ends gently: by its plan, by `end`, or interrupted."""

from kapsound.core.instructions import SOURCE_BUSES, RampBus, StartVoice, StopVoice
from kapsound.core.reports import Interrupt, VoiceLost
from kapsound.units import GRID, SILENT_DB, to_frames


def last(make, **changes):
    """Return a session of one phase of two minutes, near its end."""
    return make.room(make.phase("music"), **changes).until(80)


def test_the_plans_closing_fade_is_over_exactly_at_the_end(make):
    room = last(make).until(91)
    assert "closing" in room.states
    assert room.session.levels.ramps[0].end == room.session.closing.ends
    assert to_frames(120) <= room.session.closing.ends < to_frames(120) + GRID
    room.until(200)
    [frame] = room.frames("ended")
    assert frame == room.session.closing.ends
    assert room.events("ended")[0].how == "plan"
    assert room.session.levels.ramps[0].level_at(frame) == SILENT_DB


def test_a_phase_shorter_than_the_closing_fade_fades_all_along(make):
    room = make.room(make.phase("music", 60), make.phase("goodbye", 20)).until(61)
    assert room.session.closing is not None
    assert room.until(81).session.over


def test_a_duck_on_its_way_does_not_hurry_the_closing_fade(make):
    room = last(make).until(89.5).ok("talk").until(91)
    assert room.takes("music") > 29


def test_a_track_that_is_over_before_the_session_leaves_by_a_fade_of_its_own(make):
    room = make.room(make.phase("music", tracks=(make.track("a", 100.0),))).until(91)
    assert room.track == "a"
    room.until(92.1)
    assert 7.9 * 48_000 < room.instructions(StopVoice)[-1][1].fade <= 8 * 48_000
    assert room.track is None


def test_no_track_begins_in_the_closing_fade(make):
    room = last(make).until(90.1)
    begun = len(room.instructions(StartVoice))
    for command in ("next", "choose 3"):
        assert "`extend` or `hold`" in room.refused(command)
    room.until(200)
    assert len(room.instructions(StartVoice)) == begun


def test_hold_and_extend_call_the_plans_closing_fade_off(make):
    for command in ("hold", "extend 5m"):
        room = last(make).until(100).ok(command)
        assert room.session.closing is None
        assert (room.goal("music"), room.goal("ambience")) == (0.0, 0.0)
        assert (room.takes("music"), room.takes("ambience")) == (8.0, 8.0)
        assert room.track == "music/2"
        assert room.wait(20).track is not None


def test_a_closing_fade_called_off_while_its_track_leaves_goes_on_from_nothing_after_it(make):
    room = last(make).until(110).ok("hold").wait(1)
    assert room.track is None
    room.until(112.1)
    assert room.track == "music/3"
    (_, start) = room.instructions(StartVoice)[-1]
    (_, ramp) = room.instructions(RampBus)[-1]
    assert (start.fade, ramp.start_db, ramp.end_db) == (0, -40.0, 0.0)
    assert room.takes("music") == 8.0


def test_a_short_extend_in_the_closing_fade_only_slows_it(make):
    room = last(make).until(110).ok("extend 10s")
    assert room.goal("music") == SILENT_DB
    assert to_frames(130) <= room.session.closing.ends < to_frames(130) + GRID
    assert room.session.levels.ramps[1].end == room.session.closing.ends
    assert room.until(129).session.over is False
    assert room.until(131).session.over


def test_a_short_extend_of_a_silent_close_leaves_the_silence_alone(make):
    room = last(make).ok("silence").until(110).ok("extend 10s")
    assert room.level("music") == SILENT_DB
    assert room.until(131).session.over


def test_silence_in_the_closing_fade_hurries_it(make):
    room = last(make).until(95).ok("silence")
    assert room.takes("music") == 5.0


def test_pause_in_the_closing_fade_and_resume_bring_nothing_back(make):
    room = last(make).until(95).ok("pause").wait(5)
    assert room.session.music.frozen is not None
    room.ok("resume").wait(1)
    assert room.goal("music") == SILENT_DB
    assert room.session.music.slots == ()
    assert room.until(121).session.over


def test_a_track_that_waits_when_the_session_closes_is_left_waiting(make):
    room = last(make).until(85).ok("pause").until(95)
    assert room.track is not None
    assert room.until(121).session.over


def test_end_asks_once_and_then_takes_the_closing_fade(room):
    room.until(10)
    assert "end the session" in room.asked("end")
    assert room.session.closing is None
    room.ok("end", confirmed=True)
    assert [room.goal(bus) for bus in SOURCE_BUSES] == [SILENT_DB] * 3
    assert 29.9 < room.takes("music") < 30.1
    assert "ending" in room.refused("end", confirmed=True)
    assert room.until(39).session.over is False
    assert room.until(41).session.over
    assert room.events("ended")[0].how == "end"


def test_while_the_session_ends_only_what_makes_it_quieter_or_is_written_is_taken(room):
    room.until(10).ok("end", confirmed=True)
    for command in ("next", "dose", "hold", "cue breathe", "level music 6", "restore", "resume"):
        assert "ending" in room.refused(command)
    for command in ("note all is well", "vitals 120/80", "mark", "talk", "silence"):
        room.ok(command)
    assert room.takes("music") == 5.0


def test_end_takes_a_speaking_voice_along_and_leaves_out_what_waits(room):
    room.until(10).ok("cue here").wait(3).ok("cue rest").ok("end", confirmed=True)
    assert room.goal("voice") == SILENT_DB
    assert '"Rest" is left out; the session ends' in room.notices()
    assert room.until(60).session.over


def test_end_in_the_plans_closing_fade_is_no_longer_than_that(make):
    room = last(make).until(100).ok("end", confirmed=True)
    assert room.until(121).session.over
    assert room.events("ended")[0].how == "end"


def test_end_while_a_cue_outlasts_the_plan_fades_the_voice(make):
    room = last(make).until(118).ok("cue here").until(123).ok("end", confirmed=True)
    assert (room.goal("voice"), room.takes("voice") >= 0.3) == (SILENT_DB, True)
    assert room.wait(1).session.over


def test_no_phase_begins_while_the_session_ends(room):
    room.until(20).ok("dose").until(130).ok("end", confirmed=True).until(159)
    assert room.phase == "onset"
    assert room.until(170).session.over


def test_stop_after_end_keeps_the_session_open_and_resume_goes_on(room):
    room.until(20).ok("dose").until(50).ok("end", confirmed=True).until(60).ok("stop")
    assert 0.25 < room.takes("music") <= 0.3
    room.until(120)
    assert not room.session.over
    room.ok("resume")
    assert room.track is not None
    assert room.goal("music") == 0.0


def test_end_while_everything_is_stopped_needs_no_fade(room):
    room.until(10).ok("stop").wait(5).ok("end", confirmed=True)
    assert room.wait(1).session.over


def test_an_interrupt_fades_in_three_seconds_and_nothing_calls_it_off(room):
    room.until(10).ok(Interrupt())
    assert 2.9 < room.takes("music") < 3.1
    assert "ending" in room.refused("end", confirmed=True)
    room.ok("stop")
    assert room.session.closing.how == "interrupted"
    assert room.until(14).session.over
    assert room.events("ended")[0].how == "interrupted"


def test_an_interrupt_hurries_an_end(room):
    room.until(10).ok("end", confirmed=True).wait(5).ok(Interrupt())
    assert room.wait(3.1).session.over
    assert room.events("ended")[0].how == "interrupted"


def test_after_the_end_everything_is_refused_and_time_does_nothing(room):
    room.until(10).ok(Interrupt()).until(20)
    assert room.session.over
    before = len(room.said)
    room.tick()
    assert len(room.said) == before
    assert "is over" in room.refused("note too late")


def test_the_only_track_lost_in_the_closing_fade_is_not_replaced(make):
    room = make.room(make.phase("music", tracks=(make.track("a", 300.0),))).until(95)
    begun = len(room.instructions(StartVoice))
    room.ok(VoiceLost(room.session.music.playing.voice, "gone"))
    assert len(room.instructions(StartVoice)) == begun
    assert room.events("fault")[0].action == "the bed plays on"
