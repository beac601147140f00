"""One composite level a bus: everything comes down as asked, and nothing comes up fast."""

import pytest

from kapsound.core.commands import Level
from kapsound.core.instructions import Bus, RampBus, StartVoice
from kapsound.core.material import Ducking
from kapsound.core.reports import OutputBack
from kapsound.units import SILENT_DB, Decibels


@pytest.fixture
def playing(room):
    """Return the standard session when it has come up."""
    return room.until(10)


def test_soften_takes_music_and_ambience_down_in_steps_to_a_floor(playing):
    playing.ok("soften")
    assert (playing.goal("music"), playing.goal("ambience")) == (-6.0, -6.0)
    assert playing.takes("music") == 3.0
    assert playing.ok("soften").goal("music") == -12.0
    assert playing.ok("soften").goal("music") == -18.0
    assert "silence" in playing.refused("soften")
    assert playing.goal("voice") == 0.0


def test_restore_undoes_every_soften_at_one_decibel_a_second(playing):
    playing.ok("soften").wait(4).ok("soften").wait(4).ok("restore")
    assert playing.goal("music") == 0.0
    assert playing.takes("music") == 12.0
    assert "nothing is softened" in playing.refused("restore")


def test_soften_during_a_restore_never_hurries_the_rise(playing):
    for _ in range(3):
        playing.ok("soften").wait(4)
    playing.ok("restore").wait(3).ok("soften")
    assert playing.goal("music") == -6.0
    assert playing.takes("music") == pytest.approx(9, abs=0.1)


def test_silence_falls_over_five_seconds_and_sound_rises_from_minus_forty_over_eight(playing):
    playing.ok("silence")
    assert (playing.goal("music"), playing.takes("music")) == (SILENT_DB, 5.0)
    assert (playing.goal("ambience"), playing.goal("voice")) == (SILENT_DB, 0.0)
    playing.wait(20).ok("sound")
    ramp = playing.instructions(RampBus)[-1][1]
    assert (ramp.start_db, ramp.end_db, playing.takes("ambience")) == (-40.0, 0.0, 8.0)


def test_sound_takes_eight_seconds_however_little_is_missing(playing):
    playing.ok("soften").wait(5).ok("silence").wait(20).ok("sound")
    assert (playing.goal("music"), playing.takes("music")) == (-6.0, 8.0)
    playing.wait(10).ok("silence").wait(0.5).ok("sound")
    assert playing.takes("music") == 8.0


def test_silence_during_a_duck_is_no_quicker_than_five_seconds(playing):
    playing.ok("talk").wait(1.15).ok("silence")
    assert playing.takes("music") == 5.0


def test_silence_hurries_a_slower_fade_that_is_on_its_way(playing):
    playing.ok("bed off").wait(1).ok("silence")
    assert playing.takes("ambience") == pytest.approx(5, abs=0.01)


def test_silence_and_sound_twice_are_refused(playing):
    assert "no silence" in playing.refused("sound")
    playing.ok("silence")
    assert "`sound`" in playing.refused("silence")


def test_level_falls_at_twenty_and_rises_at_three_decibels_a_second(playing):
    playing.ok("level music -40")
    assert (playing.goal("music"), playing.takes("music")) == (-40.0, 2.0)
    playing.wait(3).ok("level music -10")
    assert (playing.goal("music"), playing.takes("music")) == (-10.0, 10.0)
    assert playing.goal("ambience") == 0.0


def test_a_small_level_change_does_not_drop_a_duck_at_once(playing):
    playing.ok("talk").wait(0.1).ok("level music -0.1")
    assert playing.takes("music") > 0.5


def test_level_master_moves_all_three_buses_and_has_no_ramp_of_its_own(playing):
    playing.ok("level master -10")
    assert [playing.goal(bus) for bus in ("music", "ambience", "voice")] == [-10.0] * 3
    assert {item.bus for _, item in playing.instructions(RampBus)} <= {
        "music",
        "ambience",
        "voice",
    }


def test_a_level_outside_its_range_is_refused(playing):
    for level in (-61.0, 6.5, float("nan"), float("inf")):
        assert "between -60 and +6" in playing.refused(Level(Bus.MUSIC, Decibels(level)))


def test_a_level_is_kept_at_the_maximum_of_the_session_with_a_notice(playing):
    for bus in ("music", "ambience", "voice", "master"):
        playing.ok(f"level {bus} 6")
        assert f"{bus} is kept at the session's maximum of 0 dB" in playing.notices()
    assert [playing.goal(bus) for bus in ("music", "ambience", "voice")] == [0.0] * 3


def test_a_phase_above_the_target_leaves_the_music_bus_less_room(make):
    room = make.room(make.phase("loud", level=2.0), maximum_level=3.0).until(10)
    assert room.ok("level music 6").goal("music") == 1.0


def test_a_maximum_under_the_target_is_counted_once_with_the_phase(make):
    room = make.room(make.phase("soft", level=-6.0), maximum_level=-6.0).until(10)
    assert (room.goal("music"), room.goal("ambience"), room.goal("voice")) == (0.0, -6.0, -6.0)


def test_the_level_of_a_phase_moves_the_beds_over_the_crossfade_and_back_gently(make):
    soft = make.phase("soft", 60, level=-6.0)
    room = make.room(make.phase("one", 60), soft, make.phase("three", 60))
    room.until(61)
    assert (room.goal("ambience"), room.takes("ambience")) == (-6.0, 8.0)
    room.until(121)
    assert (room.goal("ambience"), room.takes("ambience")) == (0.0, 6.0)


def test_pause_fades_the_music_in_two_seconds_and_leaves_the_bed(playing):
    playing.ok("pause")
    assert (playing.goal("music"), playing.takes("music")) == (SILENT_DB, 2.0)
    assert playing.goal("ambience") == 0.0
    assert "resume" in playing.refused("pause")


def test_talk_ducks_in_time_and_comes_back_as_the_playlist_says(playing):
    playing.ok("talk")
    assert (playing.goal("music"), playing.takes("music")) == (-12.0, 1.2)
    playing.wait(10).ok("talk")
    assert (playing.goal("ambience"), playing.takes("ambience")) == (0.0, 2.5)
    assert playing.events("state")[-1].lasted_s == pytest.approx(10, abs=0.05)


def test_talk_on_and_off_name_what_is_so_already(playing):
    assert "off already" in playing.refused("talk off")
    playing.ok("talk on")
    assert "on already" in playing.refused("talk on")
    playing.ok("talk off")


def test_a_deep_quick_duck_comes_back_no_faster_than_five_decibels_a_second(make):
    ducking = Ducking(-24.0, 1.0, 1.0)
    room = make.room(ducking=ducking).until(10).ok("talk").wait(5).ok("talk")
    assert room.takes("music") == 4.8


def test_ducking_by_nothing_moves_nothing(make):
    ducking = Ducking(0.0, 1.0, 1.0)
    room = make.room(ducking=ducking).until(10)
    before = len(room.instructions(RampBus))
    room.ok("talk").wait(5).ok("talk")
    assert len(room.instructions(RampBus)) == before


def test_talk_over_a_cue_ducks_once_and_holds_until_both_are_over(playing):
    playing.ok("cue breathe").wait(3).ok("talk")
    assert playing.goal("music") == -12.0
    playing.wait(10)
    assert playing.session.voice.speaking is None
    assert playing.goal("music") == -12.0
    assert playing.ok("talk").goal("music") == 0.0


def test_levels_add_up_and_come_apart_again(playing):
    playing.ok("level music -5").ok("soften").ok("talk").wait(10)
    assert playing.goal("music") == -23.0
    playing.ok("silence").wait(6).ok("pause").wait(3)
    assert playing.goal("music") == SILENT_DB
    playing.ok("sound")
    assert playing.goal("music") == SILENT_DB
    assert playing.goal("ambience") == -18.0
    assert playing.ok("resume").goal("music") == -23.0


def test_the_output_comes_back_over_four_seconds_at_the_levels_that_hold(playing):
    playing.ok("pause").ok("soften").wait(3).ok(OutputBack())
    assert (playing.goal("ambience"), playing.takes("ambience")) == (-6.0, 4.0)
    assert playing.goal("music") == SILENT_DB
    assert "the output is back" in playing.notices()


def test_the_output_that_comes_back_amid_a_fade_to_silence_stays_faint(playing):
    playing.ok("silence").wait(0.2).ok(OutputBack())
    assert playing.level("music") == -40.0
    assert playing.goal("music") == SILENT_DB


def test_a_bed_that_comes_from_nothing_needs_no_fade_of_its_own(playing):
    playing.ok("bed off").wait(20).ok("bed rain")
    assert playing.instructions(StartVoice)[-1][1].fade == 0
    assert playing.takes("ambience") == 8.0
