"""States stack, survive phase boundaries, and are left in order."""

from kapsound.core.instructions import SOURCE_BUSES, StopVoice
from kapsound.core.reports import VoiceLost
from kapsound.units import SILENT_DB, to_frames


def test_stop_fades_everything_in_300_ms_and_never_asks(room):
    room.until(10).ok("stop")
    assert room.states[0] == "stop"
    assert [room.goal(bus) for bus in SOURCE_BUSES] == [SILENT_DB] * 3
    assert 0.25 < room.takes("music") <= 0.3


def test_stop_hurries_any_fade_that_is_on_its_way(room):
    room.until(10).ok("silence").wait(1).ok("stop")
    assert 0.25 < room.takes("music") <= 0.3
    assert 0.25 < room.takes("ambience") <= 0.3


def test_stop_twice_is_no_fault_and_one_resume_leaves_it(room):
    room.until(10).ok("stop").wait(5).ok("stop").ok("resume")
    assert room.states == ["dose"]
    assert room.goal("music") == 0.0
    assert room.takes("music") == 8.0
    assert room.goal("voice") == 0.0


def test_stop_cuts_the_cue_and_forgets_the_one_that_waits(room):
    room.until(10).ok("cue breathe").wait(3).ok("cue rest").ok("stop")
    assert room.session.voice.speaking is None
    assert room.session.voice.waiting is None
    assert room.instructions(StopVoice)[-1][1].fade == to_frames(0.3)
    assert '"Rest" is left out; everything is stopped' in room.notices()
    room.ok("resume").wait(20)
    assert [item.item for item in room.events("began")].count("rest") == 0


def test_cue_and_ground_are_refused_while_everything_is_stopped(room):
    room.until(10).ok("stop")
    assert "resume" in room.refused("cue breathe")
    assert "resume" in room.refused("ground")


def test_resume_leaves_the_topmost_of_stop_ground_and_pause(room):
    room.until(10).ok("pause").ok("ground").ok("stop").wait(5)
    assert room.states == ["stop", "ground", "pause", "dose"]
    assert room.ok("resume").states[0] == "ground"
    assert room.ok("resume").states[0] == "pause"
    assert room.goal("music") == SILENT_DB
    assert room.ok("resume").states == ["dose"]
    assert room.goal("music") == 0.0
    assert "nothing is stopped" in room.refused("resume")


def test_resume_under_silence_only_names_sound(room):
    room.until(10).ok("silence")
    assert "`sound`" in room.refused("resume")


def test_states_survive_phase_boundaries(room):
    room.until(20).ok("dose").ok("soften").ok("silence").ok("pause").until(150)
    assert room.phase == "peak"
    assert room.states[:3] == ["silence", "pause", "soften"]


def test_the_clock_and_the_phases_run_on_under_stop(room):
    room.until(20).ok("dose").ok("stop").until(150)
    assert room.phase == "peak"
    assert room.ok("resume").track == "peak/1"


def test_a_stop_past_the_last_end_keeps_the_session_open_and_resume_finishes_the_track(room):
    room.until(20).ok("dose").until(340).ok("stop").until(900)
    assert not room.session.over
    room.ok("resume")
    assert room.track == "return/2"
    assert room.goal("music") == 0.0
    end = room.session.music.playing.end
    assert room.session.end == max(end, room.frame + to_frames(30))
    assert room.until(end / 48_000 + 1).session.over


def test_a_stop_in_the_closing_fade_calls_it_off(room):
    room.until(20).ok("dose").until(360).ok("stop").until(600)
    assert not room.session.over
    assert "the closing fade is called off" in room.notices()
    assert room.ok("resume").until(700).session.over


def test_a_resume_from_stop_into_pause_leaves_the_time_of_a_closing_fade(room):
    room.until(20).ok("dose").until(340).ok("pause").ok("stop").until(900).ok("resume")
    assert room.session.end == room.frame + to_frames(30)


def test_a_stop_under_a_hold_in_the_last_phase_leaves_the_end_alone(room):
    room.until(20).ok("dose").until(340).ok("hold").ok("stop").until(900).ok("resume")
    assert room.session.holds.held
    assert room.session.end < room.frame
    assert room.goal("music") == 0.0


def test_ground_fades_the_music_to_the_bed_and_plays_the_grounding_cue(room):
    room.until(10).ok("ground")
    assert (room.goal("music"), room.takes("music")) == (SILENT_DB, 4.0)
    assert room.goal("ambience") == -12.0
    room.wait(2)
    assert room.events("began")[-1].item == "here"
    assert "begun already" in room.refused("ground")
    room.wait(20).ok("resume")
    assert room.goal("music") == 0.0


def test_ground_takes_the_place_of_a_cue_that_is_heard(room):
    room.until(10).ok("cue breathe").wait(3).ok("ground").wait(0.5)
    assert room.session.voice.speaking.cue.id == "here"
    assert [item.cause for item in room.events("left")][-1] == "replaced"


def test_ground_under_silence_asks_because_a_voice_would_speak(room):
    room.until(10).ok("silence").wait(6)
    assert "silence" in room.asked("ground")
    assert room.ok("ground", confirmed=True).wait(2).session.voice.speaking.cue.id == "here"


def test_ground_without_a_cue_says_so_and_asks_nothing(make):
    room = make.room(grounding=None).until(10).ok("silence").ok("ground")
    assert any("no grounding cue" in text for text in room.notices())


def test_ground_with_a_damaged_cue_goes_without_it(room):
    room.until(10).ok("cue here").wait(2)
    room.ok(VoiceLost(room.session.voice.speaking.voice, "gone")).ok("ground")
    assert any("no grounding cue" in text for text in room.notices())


def test_ground_without_a_bed_brings_the_safe_bed_until_resume(room):
    room.until(10).ok("bed off").ok("ground")
    assert room.beds == ["sea"]
    room.wait(20).ok("resume")
    assert room.beds == []


def test_a_phase_without_beds_that_begins_under_ground_has_the_safe_bed(make):
    room = make.room(make.phase("one", 60), make.phase("two", beds=()))
    room.until(30).ok("ground").until(61)
    assert (room.phase, room.beds) == ("two", ["sea"])


def test_every_state_says_when_it_began_and_how_long_it_lasted(room):
    room.until(10)
    for on, off in (("silence", "sound"), ("pause", "resume"), ("ground", "resume")):
        room.ok(on).wait(2).ok(off)
        first, last = room.events("state")[-2:]
        assert (first.state, first.on, last.state, last.on) == (on, True, on, False)
        assert 2.0 <= last.lasted_s < 2.1
