"""`previous` goes back to the phase that was left: for what was left of it, or all of it."""

from kapsound.units import to_seconds


def ends(room):
    return [None if end is None else round(to_seconds(end)) for end in room.session.clock.ends]


def dosed(room, at=20.0):
    return room.until(at).ok("dose")


def test_a_phase_that_was_left_early_ends_when_it_was_to_end(room):
    dosed(room).until(40).ok("advance").until(60).ok("previous")
    assert room.phase == "onset"
    assert ends(room)[1:] == [140, 260, 380]
    assert room.events("phase")[-1].cause == "previous"
    assert room.until(141).phase == "peak"


def test_a_phase_with_hardly_anything_left_has_its_whole_length_again(room):
    dosed(room).until(100).ok("advance").until(110).ok("previous")
    assert ends(room)[1:] == [230, 350, 470]
    room.until(231)
    assert room.phase == "peak"


def test_a_phase_that_ran_to_its_end_has_its_whole_length_again(room):
    dosed(room).until(150).ok("previous")
    assert room.phase == "onset"
    assert ends(room)[1:] == [270, 390, 510]


def test_it_goes_back_the_way_the_session_came(room):
    dosed(room).until(40).ok("return").until(45).ok("previous")
    assert room.phase == "onset"
    room.ok("previous")
    assert room.phase == "preparation"
    assert "first phase" in room.refused("previous")


def test_back_in_the_phase_that_waits_the_dose_is_waited_for_again(room):
    room.until(20).ok("advance", confirmed=True).until(30).ok("previous")
    assert room.phase == "preparation"
    assert ends(room) == [None] * 4
    assert room.until(600).phase == "preparation"
    assert room.ok("dose").phase == "onset"


def test_it_calls_the_closing_fade_off(room):
    dosed(room).until(360).ok("previous")
    assert room.phase == "peak"
    assert room.session.closing is None
    assert room.session.music.slots
    assert room.goal("music") == 0.0


def test_cues_that_were_given_are_not_given_again_in_what_was_left(make):
    onset = make.phase("onset", cues=(make.at("breathe", 5),))
    phases = (make.phase("preparation", waits_for_dose=True), onset, make.phase("peak"))
    room = dosed(make.room(*phases)).until(40).ok("advance").until(45).ok("previous").until(130)
    assert len([item for item in room.events("began") if item.item == "breathe"]) == 1


def test_under_pause_the_music_still_waits(room):
    dosed(room).until(40).ok("advance").until(45).ok("pause").until(50).ok("previous")
    assert room.track is None
    assert room.ok("resume").wait(1).track is not None


def test_before_the_phase_that_waits_the_later_ends_stay_open(make):
    phases = (
        make.phase("arrival", 300),
        make.phase("preparation", waits_for_dose=True),
        make.phase("onset"),
    )
    room = make.room(*phases).until(30).ok("advance").until(40).ok("previous")
    assert ends(room) == [300, None, None]
