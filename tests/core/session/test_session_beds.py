"""The ambience follows phases and therapist by crossfade."""

from kapsound.core.instructions import Bus, StartVoice, StopVoice
from kapsound.core.reports import VoiceLost
from kapsound.units import SILENT_DB, to_frames


def test_a_phase_brings_its_beds_and_one_that_is_in_both_goes_on(make):
    room = make.room(make.phase("one", 60), make.phase("two", beds=("sea", "rain")))
    voice = room.session.ambience.beds[0].voice
    room.until(61)
    assert room.beds == ["sea", "rain"]
    assert room.session.ambience.beds[0].voice == voice


def test_bed_crossfades_to_one_bed(room):
    room.until(10).ok("bed rain")
    assert room.beds == ["rain"]
    assert room.instructions(StopVoice)[-1][1].fade == to_frames(8)
    assert room.instructions(StartVoice)[-1][1].fade == to_frames(8)
    assert room.goal("ambience") == 0.0


def test_bed_off_fades_to_none(room):
    room.until(10).ok("bed off")
    assert room.beds == []
    assert (room.goal("ambience"), room.takes("ambience")) == (SILENT_DB, 8.0)


def test_a_bed_that_plays_already_is_said_to_do_so_and_goes_on(room):
    voice = room.until(10).session.ambience.beds[0].voice
    assert room.do("bed sea").text == 'the bed "sea" plays already'
    assert room.session.ambience.beds[0].voice == voice
    assert room.ok("bed-add rain").do("bed sea").text == ""
    assert room.beds == ["sea"]
    assert room.do("bed off").text == ""
    assert room.do("bed off").text == "no bed plays"


def test_bed_add_and_bed_drop_change_one_layer(room):
    room.until(10).ok("bed-add rain").ok("bed-add wind").ok("bed-drop sea")
    assert room.beds == ["rain", "wind"]
    assert "plays already" in room.refused("bed-add rain")
    reason = room.refused("bed-drop sea")
    assert "rain, wind" in reason


def test_the_last_bed_dropped_leaves_silence_on_its_bus(room):
    room.until(10).ok("bed-drop sea")
    assert room.goal("ambience") == SILENT_DB
    assert "none" in room.refused("bed-drop sea")


def test_unknown_and_damaged_beds_are_refused(room):
    assert "there are: sea, rain, wind" in room.refused("bed fire")
    room.ok("bed rain").ok(VoiceLost(room.session.ambience.beds[0].voice, "gone"))
    assert "damaged" in room.refused("bed-add rain")


def test_a_phase_whose_beds_cannot_be_played_has_the_safe_bed(make):
    room = make.room(make.phase("one", 60), make.phase("two", beds=("rain", "nothing")))
    room.ok("bed rain").ok(VoiceLost(room.session.ambience.beds[0].voice, "gone")).until(61)
    assert room.beds == ["sea"]


def test_a_phase_with_music_and_no_beds_has_none(make):
    assert make.room(make.phase("one", beds=())).beds == []


def test_a_phase_with_nothing_at_all_has_the_safe_bed(make):
    room = make.room(make.phase("one", tracks=(), beds=()))
    assert room.beds == ["sea"]
    assert room.session.ramp(Bus.MUSIC).end_db == SILENT_DB


def test_a_phase_whose_tracks_are_all_damaged_has_the_safe_bed(make):
    same = make.track("a", key="same")
    room = make.room(
        make.phase("one", 60, tracks=(same,)),
        make.phase("two", tracks=(same,), beds=()),
    )
    room.ok(VoiceLost(room.session.music.playing.voice, "gone")).until(61)
    assert room.track is None
    assert room.beds == ["sea"]


def test_a_bed_over_others_on_a_bus_that_rises_comes_half_as_fast(room):
    room.until(4).ok("bed-add rain").until(20).ok("bed-add wind")
    fades = [item.fade for _, item in room.instructions(StartVoice) if item.bus is Bus.AMBIENCE]
    assert fades[1:] == [to_frames(16), to_frames(8)]
