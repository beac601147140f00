"""Scheduled cues come by themselves, and cues are heard out in the closing fade."""

import pytest

from kapsound.core.instructions import Bus, RampBus, StartVoice
from kapsound.core.reports import VoiceLost
from kapsound.units import to_frames


def voices(room):
    """Return the frame and the instruction of every cue that began to speak."""
    found = room.instructions(StartVoice)
    return [(frame, item) for frame, item in found if item.bus is Bus.VOICE]


def played(room):
    """Return the ids of the cues that spoke, in order."""
    return [name for name, _ in room.session.voice.played]


def test_scheduled_cues_come_by_themselves_at_their_times(make):
    cues = (make.at("breathe", 30), make.at("rest", -20))
    room = make.room(make.phase("music", cues=cues), make.phase("return")).until(119)
    first, second = (frame / 48_000 for frame, _ in voices(room))
    assert first == pytest.approx(30, abs=0.1)
    assert second == pytest.approx(100, abs=0.1)


def test_a_cue_at_the_very_begin_speaks_once_the_duck_is_down(make):
    room = make.room(make.phase("music", cues=(make.at("breathe", 0),))).until(2)
    (frame, _), *_ = voices(room)
    assert frame >= to_frames(1.2)


def test_cues_that_count_back_wait_while_the_end_is_open(make):
    cues = (make.at("rest", -20),)
    room = make.room(make.phase("music", cues=cues), make.phase("return")).ok("hold").until(119)
    assert not played(room)
    assert room.ok("release").until(300).phase == "return"
    open_end = make.room(make.phase("preparation", waits_for_dose=True, cues=cues)).until(500)
    assert not played(open_end)


def test_a_cue_that_was_given_is_not_given_again_after_extend(make):
    cues = (make.at("rest", -20),)
    room = make.room(make.phase("music", cues=cues), make.phase("return")).until(110)
    room.ok("extend 1m").until(179)
    assert played(room) == ["rest"]


@pytest.mark.parametrize(
    ("command", "why"),
    [("stop", "everything is stopped"), ("silence", "silent"), ("ground", "`ground`")],
)
def test_scheduled_cues_are_left_out_with_a_notice_where_no_voice_belongs(make, command, why):
    room = make.room(make.phase("music", cues=(make.at("breathe", 30),)))
    room.until(10).ok(command).until(40)
    assert "breathe" not in played(room)
    assert any("Breathe" in text and why in text for text in room.notices())


def test_a_scheduled_cue_gives_way_to_one_that_waits(make):
    room = make.room(make.phase("music", cues=(make.at("breathe", 30),)))
    room.until(27).ok("cue rest").ok("cue here").until(60)
    assert played(room) == ["rest", "here"]
    assert '"Breathe" is left out; another cue waits for its turn' in room.notices()


def test_a_scheduled_cue_is_left_out_once_the_session_ends(make):
    room = make.room(make.phase("music", cues=(make.at("breathe", 30),)))
    room.until(10).ok("end", confirmed=True).until(35)
    assert '"Breathe" is left out; the session ends' in room.notices()


def test_a_scheduled_cue_waits_until_the_therapist_has_spoken(make):
    room = make.room(make.phase("music", cues=(make.at("breathe", 30),)))
    room.until(20).ok("talk").until(50)
    assert not played(room)
    assert room.status["cue"]["id"] == "breathe"
    assert '"Breathe" waits for the end of talk' in room.notices()
    room.ok("talk")
    assert room.goal("music") == -12.0
    assert played(room.wait(2)) == ["breathe"]


def test_a_cue_that_waits_for_the_end_of_talk_can_be_taken_back_or_given_at_once(make):
    room = make.room(make.phase("music", cues=(make.at("breathe", 30),)))
    room.until(20).ok("talk").until(40).ok("stop-cue")
    assert played(room.ok("talk").wait(5)) == []
    room = make.room(make.phase("music", cues=(make.at("breathe", 30),)))
    room.until(20).ok("talk").until(40).ok("cue breathe").wait(10).ok("talk").wait(10)
    assert played(room) == ["breathe"]


def test_a_scheduled_cue_that_cannot_be_played_is_left_out_with_a_notice(make):
    phase = make.phase("music", cues=(make.at("nobody", 20), make.at("breathe", 30)))
    room = make.room(phase).until(5).ok("cue breathe").wait(2)
    room.ok(VoiceLost(room.session.voice.speaking.voice, "gone")).until(40)
    texts = room.notices()
    assert 'the cue "nobody" cannot be played; it is left out' in texts
    assert 'the cue "breathe" cannot be played; it is left out' in texts


def test_a_cue_in_the_plans_closing_fade_is_heard_out_over_ducked_music(make):
    tracks = (make.track("long", 300.0),)
    phase = make.phase("music", tracks=tracks, cues=(make.at("here", -20),))
    room = make.room(phase).until(102)
    assert room.session.closing is not None
    assert played(room) == ["here"]
    (frame, _), *_ = voices(room)
    assert room.session.ramp(Bus.MUSIC).level_at(frame) <= -12.0
    assert room.level("voice") == 0.0
    ramps = [item for _, item in room.instructions(RampBus) if item.bus is Bus.MUSIC]
    assert ramps[-1].end == room.session.closing.ends
    assert all(item.end_db <= item.start_db for item in ramps[-3:])
    assert room.until(121).session.over


def test_a_cue_late_in_the_closing_fade_never_brings_the_music_back(make):
    room = make.room(make.phase("music", tracks=(make.track("long", 300.0),))).until(110)
    before = room.level("music")
    room.ok("cue breathe").wait(1)
    assert room.level("music") == before
    assert room.wait(4).level("music") < before


def test_a_cue_taken_back_in_the_closing_fade_lets_the_fade_go_on_to_its_end(make):
    room = make.room(make.phase("music", tracks=(make.track("long", 300.0),))).until(100)
    room.ok("cue breathe").wait(0.5).ok("stop-cue")
    assert room.session.ramp(Bus.MUSIC).end == room.session.closing.ends
    assert room.goal("music") == -80.0


def test_a_cue_that_makes_the_closing_fade_late_leaves_it_some_seconds(make):
    tracks = (make.track("long", 300.0),)
    room = make.room(make.phase("music", tracks=tracks), closing_fade=to_frames(10))
    room.until(118.9).ok("cue breathe").until(121)
    assert played(room) == ["breathe"]
    assert (room.goal("music"), room.takes("music")) == (-80.0, 3.0)
    assert room.until(140).session.over


def test_a_pause_late_in_the_closing_fade_is_over_before_the_session(make):
    tracks = (make.track("long", 300.0),)
    room = make.room(make.phase("music", tracks=tracks), closing_fade=to_frames(2))
    room.until(117.5).ok("cue breathe").until(118.7).ok("pause").until(119.5).ok("silence")
    room.until(200)
    assert room.session.over
    assert all(ramp.level_at(room.frame) == -80.0 for ramp in room.session.levels.ramps[:2])


def test_the_session_waits_for_a_voice_that_is_cut_after_its_end_to_fade(make):
    room = make.room(make.phase("music")).until(118).ok("cue here").until(122).ok("stop-cue")
    room.tick()
    assert not room.session.over
    assert room.wait(0.35).session.over


def test_the_session_waits_for_a_cue_that_outlasts_its_end(make):
    room = make.room(make.phase("music")).until(118).ok("cue here").until(122)
    assert not room.session.over
    assert room.level("music") == -80.0
    assert room.until(130).session.over
    assert room.events("left")[-1].cause == "over"
