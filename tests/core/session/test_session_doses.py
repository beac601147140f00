"""A dose is marked as it was given: when, and what; a correction moves what is counted from it."""

import pytest

from kapsound.core.commands import Amend, Dose
from kapsound.units import Seconds, to_seconds


def ends(room):
    return [None if end is None else round(to_seconds(end)) for end in room.session.clock.ends]


def test_a_dose_may_be_marked_later_and_everything_counts_from_when_it_was(room):
    room.until(60).ok("dose at -30s 50 mg IM")
    assert room.phase == "onset"
    assert ends(room)[1:] == [150, 270, 390]
    assert round(room.status["d"]) == 30
    [dose] = room.status["doses"]
    assert (round(dose["t"]), dose["what"]) == (30, "50 mg IM")
    [told] = room.events("dose")
    assert (told.number, told.ago_s, told.what) == (1, 30.0, "50 mg IM")


def test_a_dose_long_ago_begins_the_phase_that_is_due_by_now(room):
    room.until(200).ok("dose at -2m 10s")
    assert room.phase == "peak"
    assert ends(room)[2:] == [310, 430]
    assert [item.phase for item in room.events("phase")] == ["preparation", "peak"]


def test_a_dose_so_long_ago_that_all_would_be_over_leaves_the_last_phase_its_length(room):
    room.until(600).ok("dose at -9m")
    assert room.phase == "return"
    assert ends(room)[3] == 720
    assert room.session.closing is None


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (Dose(Seconds(-5.0)), "before it is given"),
        ("dose at -2m", "the session had not begun"),
        (Amend(Seconds(5.0)), "no dose is marked yet"),
    ],
)
def test_a_dose_is_neither_ahead_nor_before_the_session(room, command, words):
    assert words in room.until(20).refused(command)


def test_a_booster_is_not_given_before_the_dose(room):
    room.until(60).ok("dose")
    assert "given later, at T+1:00" in room.until(90).refused("booster at -1m")


def test_a_booster_is_counted_from_when_it_was_given(room):
    room.until(20).ok("dose").until(200).ok("booster at -20s 25 mg")
    assert ends(room)[2:] == [420, 540]
    assert round(room.status["d"]) == 180
    assert round(room.status["d_last"]) == 20


def test_a_booster_in_return_that_was_given_long_ago_goes_nowhere(room):
    room.until(20).ok("dose").until(290).ok("extend 10m").until(560).ok("booster at -4m 30s")
    assert room.phase == "return"


def test_a_dose_that_only_anchors_the_clock_says_so(room):
    room.until(20).ok("advance", confirmed=True).until(40)
    assert room.do("dose").text == "marked; the phases stay as they are"
    before = ends(room)
    room.until(50).ok("amend at -30s")
    assert ends(room) == before
    assert round(room.status["d"]) == 30


def test_a_booster_that_moves_nothing_says_so(room):
    room.until(20).ok("dose").ok("extend 10m").until(30)
    assert room.do("booster").text == "marked; the phases stay as they are"


def test_a_corrected_time_moves_the_ends_that_are_ahead(room):
    room.until(60).ok("dose").until(90).ok("amend at -1m")
    assert ends(room)[1:] == [150, 270, 390]
    assert round(room.status["d"]) == 60
    room.ok("amend at -10s")
    assert ends(room)[1:] == [200, 320, 440]
    assert [item.number for item in room.events("amended")] == [1, 1]
    assert len(room.events("dose")) == 1


def test_a_correction_says_what_was_given_and_leaves_the_rest(room):
    room.until(60).ok("dose").until(90).ok("amend 50 mg IM").ok("amend at -40s")
    [dose] = room.status["doses"]
    assert (round(dose["t"]), dose["what"]) == (50, "50 mg IM")
    assert "to be corrected" in room.refused("amend")


def test_what_was_extended_stays_extended_when_the_dose_is_corrected(room):
    room.until(60).ok("dose").ok("extend 1m").until(90).ok("amend at -1m")
    assert ends(room)[1:] == [210, 330, 450]


def test_a_corrected_booster_moves_what_it_moved_and_nothing_before_its_floor(room):
    room.until(20).ok("dose").until(200).ok("booster").until(230)
    assert ends(room)[2:] == [440, 560]
    room.ok("amend at -1m")
    assert ends(room)[2:] == [410, 530]
    assert "given later" in room.refused("amend at -3m 31s")
    room.ok("amend at -3m 29s")
    assert ends(room)[2:] == [261, 381]


def test_a_correction_past_the_end_of_the_phase_lets_the_track_finish_first(room):
    room.until(60).ok("dose").until(170).ok("amend at -2m 40s")
    assert room.phase == "onset"
    assert room.session.end > room.frame
    assert room.wait(60).phase == "peak"


def test_a_held_phase_is_not_left_by_a_correction(room):
    room.until(60).ok("dose").ok("hold").until(170).ok("amend at -2m 40s").wait(100)
    assert room.phase == "onset"


def test_a_correction_in_the_closing_fade_lets_it_take_its_course(room):
    room.until(20).ok("dose").until(360).ok("amend at -3m 50mg")
    assert round(room.status["d"]) == 180
    assert room.until(381).session.over


def test_a_last_phase_that_waited_counts_its_length_from_the_dose_as_it_was(make):
    room = make.room(make.phase("preparation", waits_for_dose=True)).until(50).ok("dose at -20s")
    assert ends(room) == [150]
    assert ends(room.ok("amend at -10s")) == [160]


def test_an_undone_booster_takes_its_correction_with_it(room):
    room.until(20).ok("dose").until(200)
    before = room.session.clock
    room.ok("booster").wait(2).ok("amend at -10s 25 mg").ok("undo")
    assert room.session.clock == before


def test_a_correction_of_the_dose_stays_when_something_else_is_undone(room):
    room.until(60).ok("dose").until(90).ok("next").wait(1).ok("amend at -1m 50 mg").ok("undo")
    assert ends(room)[1:] == [151, 271, 391]
    assert room.status["doses"][0]["what"] == "50 mg"
