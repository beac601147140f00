"""Phases begin and end where dose, plan and therapist say."""

from kapsound.core.commands import Extend
from kapsound.units import Seconds, to_frames, to_seconds


def ends(room):
    """Return the planned ends in whole seconds."""
    return [None if end is None else round(to_seconds(end)) for end in room.session.clock.ends]


def dosed(room, at=20.0):
    room.until(at).ok("dose")
    return room


def test_preparation_waits_for_the_dose_however_long_it_takes(room):
    room.until(1000)
    assert room.phase == "preparation"
    assert ends(room) == [None, None, None, None]


def test_the_dose_begins_onset_and_later_phases_follow_at_their_offsets(room):
    dosed(room)
    assert room.phase == "onset"
    assert ends(room) == [20, 140, 260, 380]
    assert room.until(141).phase == "peak"
    assert room.until(261).phase == "return"


def test_a_second_dose_is_refused_and_names_when_and_booster(room):
    reason = dosed(room).wait(60).refused("dose")
    assert "T+0:20" in reason
    assert "booster" in reason


def test_a_dose_before_the_phase_that_waits_for_it_begins_onset_too(make):
    phases = (
        make.phase("arrival"),
        make.phase("preparation", waits_for_dose=True),
        make.phase("onset"),
    )
    room = make.room(*phases)
    assert ends(room) == [120, None, None]
    assert dosed(room).phase == "onset"


def test_advance_into_the_phase_that_waits_leaves_its_end_open(make):
    phases = (
        make.phase("arrival"),
        make.phase("preparation", waits_for_dose=True),
        make.phase("onset"),
    )
    room = make.room(*phases).until(30).ok("advance")
    assert room.phase == "preparation"
    assert ends(room) == [30, None, None]


def test_advance_without_a_dose_runs_the_offsets_and_a_later_dose_only_anchors(room):
    assert "without it" in room.until(30).asked("advance")
    room.ok("advance", confirmed=True)
    assert room.phase == "onset"
    planned = ends(room)
    assert planned == [30, 150, 270, 390]
    room.until(60).ok("dose")
    assert room.phase == "onset"
    assert ends(room) == planned
    assert room.wait(5).status["d"] == 5.034666666666666


def test_a_last_phase_that_waited_for_the_dose_lasts_its_length_from_it(make):
    room = make.room(make.phase("preparation", waits_for_dose=True)).until(50).ok("dose")
    assert room.phase == "preparation"
    assert ends(room) == [170]
    assert room.until(600).session.over


def test_a_playlist_without_a_dose_runs_by_itself_and_counts_a_dose(make):
    room = make.room(make.phase("music"), make.phase("return")).until(10).ok("dose")
    assert room.phase == "music"
    assert ends(room) == [120, 240]
    assert room.until(600).session.over


def test_the_hold_in_preparation_ends_with_the_dose_and_the_record_says_so(room):
    room.until(10).ok("hold").until(20).ok("dose")
    assert room.phase == "onset"
    assert not room.session.holds.held
    assert [item.on for item in room.events("state")] == [True, False]


def test_a_booster_before_any_dose_asks_and_is_then_marked_as_the_first(room):
    assert "first dose" in room.until(20).asked("booster")
    room.ok("booster 25 mg", confirmed=True)
    assert room.phase == "onset"
    assert [item.number for item in room.events("dose")] == [1]
    assert room.status["doses"][0]["what"] == "25 mg"


def test_a_booster_moves_the_boundaries_ahead_later_counted_from_it(room):
    dosed(room).until(200).ok("booster")
    assert room.phase == "peak"
    assert ends(room)[2:] == [440, 560]
    assert [dose["t"] for dose in room.status["doses"]] == [20.010666666666665, 200.02133333333333]


def test_a_booster_never_moves_a_boundary_earlier(room):
    dosed(room).until(30).ok("extend 10m").ok("booster")
    assert ends(room)[1:] == [740, 860, 980]


def test_a_booster_leaves_a_hold_as_it_is(room):
    dosed(room).until(150).ok("hold").until(200).ok("booster")
    assert room.session.holds.held
    assert ends(room)[2] == 440
    assert room.until(500).phase == "peak"


def test_a_booster_in_return_asks_and_then_goes_back_to_peak(room):
    dosed(room).until(300)
    assert "peak" in room.asked("booster")
    assert len(room.session.clock.doses) == 1
    room.ok("booster", confirmed=True)
    assert room.phase == "peak"
    assert ends(room)[2:] == [540, 660]
    assert room.until(541).phase == "return"


def test_a_booster_in_the_closing_fade_brings_the_music_back_in_peak(room):
    dosed(room).until(360).ok("booster", confirmed=True)
    assert room.phase == "peak"
    assert room.goal("music") == 0.0
    assert "the closing fade is called off" in room.notices()
    assert room.until(400).session.closing is None


def test_a_booster_in_a_playlist_without_return_just_moves_the_end(make):
    room = make.room(make.phase("music"), make.phase("rest")).ok("dose")
    room.until(130).ok("booster")
    assert room.phase == "rest"
    assert ends(room)[1] == 370


def test_hold_stays_in_the_phase_and_release_goes_on_as_planned(room):
    dosed(room).until(100).ok("hold").until(130).ok("release")
    assert ends(room) == [20, 140, 260, 380]
    assert room.until(141).phase == "peak"


def test_hold_keeps_the_phase_past_its_end_with_music_all_along(room):
    dosed(room).until(100).ok("hold").until(1000)
    assert room.phase == "onset"
    assert room.track is not None
    assert "held already" in room.refused("hold")


def test_release_past_the_end_finishes_the_present_track_and_moves_the_rest(room):
    dosed(room).until(100).ok("hold").until(1000)
    leaves = to_seconds(room.session.music.playing.end) - 8
    room.ok("release")
    assert to_seconds(room.session.end) == leaves
    assert ends(room)[2:] == [round(leaves + 120), round(leaves + 240)]
    track = room.track
    assert room.until(leaves - 0.1).track == track
    assert room.until(leaves + 0.1).phase == "peak"


def test_release_past_the_end_while_paused_moves_on_at_once_and_drops_the_track(room):
    dosed(room).until(100).ok("hold").until(200).ok("pause").wait(10).ok("release").wait(0.1)
    assert room.phase == "peak"
    assert room.track is None


def test_release_past_the_end_of_the_last_phase_leaves_time_for_the_closing_fade(room):
    dosed(room).until(300).ok("hold").until(500).ok("release")
    end = to_seconds(room.session.end)
    assert end >= room.t + 30
    assert room.until(end - 1).session.closing is not None
    assert room.until(end + 1).session.over


def test_release_without_a_hold_is_refused(room):
    assert "not held" in room.refused("release")


def test_a_hold_past_the_maximum_goes_on_with_one_notice(make):
    room = make.room(make.phase("music", 60, maximum=to_frames(90)), make.phase("return"))
    room.ok("hold").until(200)
    assert room.phase == "music"
    assert room.notices() == ["music is held past its maximum of 1m30s"]


def test_extend_moves_this_end_and_all_later_ones(room):
    dosed(room).ok("extend 1m")
    assert ends(room) == [20, 200, 320, 440]


def test_extend_in_hold_edits_the_stored_end(room):
    dosed(room).ok("hold").ok("extend 1m").ok("release")
    assert room.until(199).phase == "onset"
    assert room.until(201).phase == "peak"


def test_extend_stops_at_the_maximum_and_says_so(make):
    room = make.room(make.phase("music", 60, maximum=to_frames(90)), make.phase("return"))
    room.ok("extend 1m")
    assert ends(room) == [90, 210]
    assert room.notices() == ["extended to the phase's maximum of 1m30s, 0:30 of 1:00"]
    assert "hold" in room.refused("extend 1s")


def test_extend_within_the_maximum_needs_no_notice(make):
    room = make.room(make.phase("music", 60, maximum=to_frames(90)), make.phase("return"))
    assert ends(room.ok("extend 20s")) == [80, 200]
    assert room.notices() == []


def test_extend_and_shorten_are_refused_while_the_end_is_open(room):
    assert "waits for the dose" in room.refused("extend 1m")
    assert "waits for the dose" in room.refused("shorten 1m")


def test_extend_and_shorten_by_nothing_or_less_are_refused(room):
    dosed(room)
    assert "longer than nothing" in room.refused("extend 0s")
    assert "longer than nothing" in room.refused("shorten 0s")
    assert "longer than nothing" in room.refused(Extend(Seconds(-5.0)))


def test_extend_at_the_very_boundary_still_moves_it(room):
    dosed(room)
    while room.frame < room.session.end:
        room.tick()
    room.ok("extend 1m").tick()
    assert room.phase == "onset"


def test_shorten_moves_this_end_and_all_later_ones(room):
    dosed(room).ok("shorten 1m")
    assert ends(room) == [20, 80, 200, 320]


def test_shorten_stops_at_now_and_says_so(room):
    dosed(room).until(50).ok("shorten 10m")
    assert room.notices() == ["shortened as far as it goes, 1:30 of 10:00"]
    assert room.wait(0.1).phase == "peak"


def test_shorten_keeps_the_minimum(make):
    room = make.room(make.phase("music", 60, minimum=to_frames(50)), make.phase("return"))
    assert ends(room.ok("shorten 30s")) == [50, 170]
    assert "minimum is 50s" in room.refused("shorten 1s")


def test_shorten_of_a_hold_past_its_end_names_release(room):
    dosed(room).until(100).ok("hold").until(200)
    assert "release" in room.refused("shorten 1m")


def test_shorten_of_the_last_phase_leaves_time_for_the_closing_fade(room):
    dosed(room).until(300).ok("shorten 10m")
    assert round(to_seconds(room.session.end)) == 330
    assert room.wait(0.1).session.closing is not None
    assert "about to end" in room.refused("shorten 10s")
    assert room.until(331).session.over


def test_advance_keeps_the_lengths_of_what_follows(room):
    dosed(room).until(50).ok("advance")
    assert room.phase == "peak"
    assert ends(room)[2:] == [170, 290]


def test_advance_in_the_last_phase_is_refused_and_names_end(room):
    assert "`end`" in dosed(room).until(300).refused("advance")


def test_return_begins_the_phase_of_that_name_from_anywhere_before_it(room):
    assert "without it" in room.until(10).asked("return")
    room.ok("return", confirmed=True)
    assert room.phase == "return"
    assert ends(room)[3] == 130
    assert "begun already" in room.refused("return")


def test_return_in_a_playlist_without_one_names_advance(make):
    assert "`advance`" in make.room(make.phase("music")).refused("return")


def test_every_command_that_changes_time_plans_again_at_once(room):
    dosed(room)
    for command in ("extend 10s", "shorten 10s", "hold", "release", "booster", "advance"):
        before = len(room.events("plan"))
        room.ok(command)
        assert len(room.events("plan")) > before, command
