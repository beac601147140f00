"""A voice cue comes over ducked music, one at a time, and never unasked into silence."""

import pytest

from kapsound.core.instructions import Bus, StartVoice, StopVoice
from kapsound.core.reports import OutputBack, VoiceLost
from kapsound.units import to_frames, to_gain


def voices(room):
    """Return the frame and the instruction of every cue that began to speak."""
    found = room.instructions(StartVoice)
    return [(frame, item) for frame, item in found if item.bus is Bus.VOICE]


def played(room):
    """Return the ids of the cues that spoke, in order."""
    return [name for name, _ in room.session.voice.played]


@pytest.fixture
def playing(room):
    """Return the standard session when it has come up."""
    return room.until(10)


def test_ducking_is_over_when_the_voice_begins_and_lifts_when_it_ends(playing):
    playing.ok("cue breathe")
    assert not voices(playing)
    playing.wait(1.3)
    (frame, start), *_ = voices(playing)
    for bus in ("music", "ambience"):
        assert playing.session.ramp(Bus(bus)).level_at(frame) == -12.0
    assert start.fade == 0
    playing.wait(5.1)
    assert playing.goal("music") == 0.0
    assert playing.takes("music") == 2.5
    assert playing.events("left")[-1].cause == "over"


def test_a_soften_between_ducking_and_voice_does_not_slow_the_duck(playing):
    playing.ok("cue breathe").wait(0.6).ok("soften").wait(0.7)
    frame, _ = voices(playing)[0]
    assert playing.session.ramp(Bus.MUSIC).level_at(frame) <= -12.0


def test_a_cue_hurries_music_that_leaves_slowly(make):
    room = make.room(make.phase("one"), make.phase("quiet", tracks=()), crossfade=to_frames(60))
    room.until(30).ok("advance").wait(5).ok("cue breathe").wait(1.3)
    frame, _ = voices(room)[0]
    assert room.session.ramp(Bus.MUSIC).level_at(frame) < -12.0


def test_the_voice_stands_its_level_over_the_music_as_it_is_ducked(playing):
    playing.ok("cue breathe").wait(2)
    assert voices(playing)[-1][1].clip.gain == to_gain(-12.0 + 8.0)


@pytest.mark.parametrize(
    ("commands", "gain", "bus"),
    [
        (("level music -5",), -9.0, 0.0),
        (("soften",), -10.0, 0.0),
        (("level master -5",), -4.0, -5.0),
        (("level voice -3",), -4.0, -3.0),
        (("level master 6",), -4.0, 0.0),
        (("level voice 6",), -4.0, 0.0),
        (("level music -60",), -20.0, 0.0),
    ],
)
def test_the_voice_is_placed_by_what_the_music_comes_to(playing, commands, gain, bus):
    for command in commands:
        playing.ok(command)
    playing.wait(5).ok("cue breathe").wait(2)
    assert voices(playing)[-1][1].clip.gain == pytest.approx(to_gain(gain))
    assert playing.goal("voice") == bus


def test_the_voice_follows_the_level_of_the_phase(make):
    room = make.room(make.phase("soft", level=-6.0)).until(10).ok("cue breathe").wait(2)
    assert voices(room)[-1][1].clip.gain == to_gain(-10.0)


def test_a_second_cue_waits_for_the_first(playing):
    playing.ok("cue breathe").wait(2).ok("cue rest")
    assert playing.notices() == ['"Rest" waits for the cue that is heard']
    playing.wait(20)
    assert played(playing) == ["breathe", "rest"]
    (_, first), (second, _) = voices(playing)
    ended = next(f for f, e in playing.said if e.kind == "left" and e.voice == first.voice)
    assert second >= ended + to_frames(1.2)


def test_the_music_stays_down_between_two_cues(playing):
    playing.ok("cue breathe").wait(2).ok("cue rest").wait(5)
    assert playing.goal("music") == -12.0


def test_a_third_cue_takes_the_waiting_place_and_says_so(playing):
    playing.ok("cue breathe").wait(2).ok("cue rest").ok("cue here").wait(30)
    assert played(playing) == ["breathe", "here"]
    assert '"Rest" is left out; "Here" waits in its place' in playing.notices()


def test_the_same_cue_waits_only_once(playing):
    playing.ok("cue breathe").ok("cue rest")
    assert "waits for its turn already" in playing.refused("cue rest")


def test_a_cue_replaces_the_one_that_is_heard_as_asked(playing):
    playing.ok("cue breathe").wait(3).ok("cue rest replace")
    (_, stop), *_ = playing.instructions(StopVoice)[-1:]
    assert stop.fade == to_frames(0.3)
    playing.wait(0.4)
    assert playing.session.voice.speaking.cue.id == "rest"
    assert voices(playing)[-1][0] >= playing.session.voice.free


def test_a_cue_that_replaces_one_still_coming_keeps_the_time_of_the_duck(playing):
    playing.ok("cue breathe").wait(0.1).ok("cue rest replace").wait(2)
    (frame, _) = voices(playing)[-1]
    assert played(playing) == ["rest"]
    assert playing.session.ramp(Bus.MUSIC).level_at(frame) == -12.0


def test_a_cue_that_replaces_another_forgets_that_it_waited(playing):
    playing.ok("cue breathe").wait(3).ok("cue rest").ok("cue rest replace").wait(30)
    assert played(playing) == ["breathe", "rest"]


def test_stop_cue_ends_what_is_heard_and_what_waits(playing):
    playing.ok("cue breathe").wait(3).ok("cue rest").ok("stop-cue")
    assert playing.goal("music") == 0.0
    assert playing.wait(20).session.voice.speaking is None
    assert played(playing) == ["breathe"]
    assert "no cue" in playing.refused("stop-cue")


def test_stop_cue_takes_back_a_cue_that_is_only_coming(playing):
    playing.ok("cue breathe").wait(0.5).ok("stop-cue").wait(10)
    assert not voices(playing)
    assert playing.level("music") == 0.0


def test_an_unknown_or_damaged_cue_is_refused(playing, make):
    assert "there are: breathe, rest, here" in playing.refused("cue nothing")
    playing.ok("cue breathe").wait(2).ok(VoiceLost(playing.session.voice.speaking.voice, "gone"))
    assert "damaged" in playing.refused("cue breathe")
    assert "there are: none" in make.room(cues=()).refused("cue nothing")


def test_a_cue_under_silence_asks_and_then_speaks_with_the_music_silent(playing):
    playing.ok("silence").wait(6)
    assert "silence" in playing.asked("cue breathe")
    assert playing.session.voice.speaking is None
    playing.ok("cue breathe", confirmed=True).wait(2)
    assert played(playing) == ["breathe"]
    assert playing.level("music") == -80.0
    assert playing.level("voice") == 0.0


def test_silence_lets_a_voice_finish_and_leaves_out_what_has_not_begun(playing):
    playing.ok("cue breathe").wait(3).ok("cue rest").ok("silence").wait(20)
    assert played(playing) == ["breathe"]
    assert '"Rest" is left out; the room is silent' in playing.notices()
    playing.ok("sound").wait(10).ok("cue here").wait(0.5).ok("silence").wait(10)
    assert played(playing) == ["breathe"]


def test_a_cue_given_into_silence_may_wait_for_another(playing):
    playing.ok("silence").ok("cue breathe", confirmed=True).ok("cue rest", confirmed=True)
    assert played(playing.wait(20)) == ["breathe", "rest"]


def test_a_voice_level_raised_while_nobody_speaks_is_there_at_once(playing):
    playing.ok("level voice -20").wait(3).ok("level voice 0")
    assert playing.takes("voice") < 0.05


def test_a_voice_level_raised_while_a_cut_voice_still_fades_rises_slowly(playing):
    playing.ok("level voice -20").wait(3).ok("cue breathe").wait(3).ok("stop-cue")
    playing.ok("level voice 0")
    assert playing.takes("voice") == pytest.approx(20 / 3, abs=0.01)
    playing.wait(0.5).ok("cue rest").wait(2)
    assert playing.level("voice") == 0.0


def test_a_cue_right_after_the_output_came_back_speaks_at_its_level(playing):
    playing.ok(OutputBack()).ok("cue breathe").wait(1.5)
    assert playing.level("voice") == 0.0


def test_a_cue_goes_on_over_a_phase_boundary_and_a_pause(make):
    room = make.room(make.phase("music", 60), make.phase("return"))
    room.until(56).ok("cue here").wait(2).ok("pause").until(61)
    assert room.phase == "return"
    assert room.session.voice.speaking is not None
    assert room.until(70).session.voice.speaking is None
