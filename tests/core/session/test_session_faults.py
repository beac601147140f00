"""A voice that is lost is replaced, and something always sounds."""

from kapsound.core.instructions import StopVoice, VoiceId
from kapsound.core.reports import VoiceLost
from kapsound.units import GRID


def lose(room, voice):
    return room.ok(VoiceLost(voice, "a second of it is damaged"))


def actions(room):
    return [item.action for item in room.events("fault")]


def test_a_lost_track_gives_way_to_the_next_and_never_comes_again(room):
    lose(room.until(10), room.session.music.playing.voice)
    assert room.track == "preparation/2"
    assert actions(room) == ["the next track plays"]
    assert room.events("fault")[0].cause == "Preparation/1: a second of it is damaged"
    room.until(300)
    assert [item.item for item in room.events("began")].count("preparation/1") == 1


def test_the_last_track_lost_leaves_the_bed(make):
    room = make.room(make.phase("music", tracks=(make.track("only"),))).until(10)
    lose(room, room.session.music.playing.voice)
    assert (room.track, room.beds) == (None, ["sea"])
    assert actions(room) == ["the bed plays on"]
    assert room.goal("ambience") == 0.0


def test_the_last_track_lost_without_a_bed_brings_the_safe_bed(make):
    room = make.room(make.phase("music", tracks=(make.track("only"),), beds=())).until(10)
    lose(room, room.session.music.playing.voice)
    assert room.beds == ["sea"]
    assert actions(room) == ["the safe bed plays"]
    assert room.goal("ambience") == 0.0


def test_a_track_lost_while_it_waits_is_stopped_and_resume_plays_the_next(room):
    room.until(10).ok("pause").until(15)
    voice = room.session.music.playing.voice
    lose(room, voice)
    assert room.instructions(StopVoice)[-1][1].voice == voice
    assert actions(room) == ["it is left out"]
    assert room.wait(5).ok("resume").track == "preparation/2"


def test_the_last_track_lost_while_it_waits_brings_the_safe_bed(make):
    room = make.room(make.phase("music", tracks=(make.track("only"),), beds=()))
    lose(room.until(10).ok("pause").until(15), room.session.music.playing.voice)
    assert room.beds == ["sea"]
    assert room.ok("resume").track is None


def test_a_track_lost_in_the_closing_fade_gives_way_to_the_next_which_fades_as_well(make):
    room = make.room(make.phase("music", tracks=(make.track("a"), make.track("b")), beds=()))
    room.until(10).ok("end", confirmed=True).wait(5)
    level = room.level("music")
    lose(room, room.session.music.playing.voice)
    assert (room.track, actions(room)) == ("b", ["the next track plays"])
    assert room.level("music") == level
    assert room.goal("music") < -60
    room.wait(26)
    assert room.session.over
    assert [item.item for item in room.events("began") if item.bus == "music"] == ["a", "b"]


def test_every_track_that_cannot_begin_is_passed_over(room):
    for _ in range(3):
        lose(room, room.session.music.playing.voice)
    assert room.track is None
    assert len(actions(room)) == 3


def test_a_lost_cue_is_left_out_and_the_music_comes_back(room):
    room.until(10).ok("cue breathe").wait(3)
    lose(room, room.session.voice.speaking.voice)
    assert room.session.voice.speaking is None
    assert room.goal("music") == 0.0
    assert actions(room) == ["the cue is left out"]


def test_a_lost_cue_gives_its_turn_to_the_one_that_waits(room):
    room.until(10).ok("cue breathe").wait(3).ok("cue rest")
    lose(room, room.session.voice.speaking.voice).wait(2)
    assert room.session.voice.speaking.cue.id == "rest"


def test_a_lost_bed_gives_way_to_the_safe_bed(room):
    lose(room.until(10).ok("bed rain"), room.session.ambience.beds[0].voice)
    assert room.beds == ["sea"]
    assert actions(room) == ["the safe bed plays"]


def test_a_bed_lost_beside_the_safe_bed_is_left_out(room):
    lose(room.until(10).ok("bed-add rain"), room.session.ambience.beds[1].voice)
    assert room.beds == ["sea"]


def test_the_safe_bed_begins_again_if_it_is_lost(room):
    lose(room.until(10), room.session.ambience.beds[0].voice)
    assert room.beds == ["sea"]
    assert room.session.ambience.beds[0].began == room.frame


def test_a_safe_bed_that_cannot_even_begin_is_not_asked_for_for_ever(room):
    lose(room, room.session.ambience.beds[0].voice)
    assert room.beds == []
    assert "prepare the playlist again" in actions(room)[0]


def test_a_voice_that_is_not_heard_any_more_changes_nothing(room):
    lose(room.until(10), VoiceId(99))
    assert room.track == "preparation/1"
    assert actions(room) == []


def test_a_bed_that_is_not_in_the_material_can_be_lost_too(make):
    material = make.material(make.phase("music"), safe_bed=make.bed("spare"))
    room = make.room_of(material).ok("bed off").ok("ground")
    assert room.beds == ["spare"]
    lose(room.until(5), room.session.ambience.beds[0].voice)
    assert room.beds == ["spare"]


def test_a_phase_that_lost_its_only_sound_elsewhere_has_the_safe_bed_when_it_is_over(make):
    room = make.room(
        make.phase("music", tracks=(make.track("a", 30.0, key="cue-breathe"),), beds=())
    )
    room.until(5).ok("cue breathe").wait(3)
    lose(room, room.session.voice.speaking.voice).until(35)
    assert room.track is None
    assert room.beds == ["sea"]


def test_a_track_that_ends_a_moment_before_its_phase_brings_no_bed(make):
    frames = 1_400 * GRID - 1
    track = make.track("a", frames / 48_000)
    first = make.phase("one", length=frames + 500, tracks=(track,), beds=())
    room = make.room(first, make.phase("two", beds=())).until(frames / 48_000)
    assert (room.phase, room.track, room.beds) == ("one", None, [])
    room.wait(0.1)
    assert (room.phase, room.track) == ("two", "two/1")
