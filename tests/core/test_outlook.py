"""The outlook shows every phase to come whose begin is known, with its tracks."""

from kapsound.core.outlook import ByIdentity, outlook
from kapsound.units import to_frames


def seen(room):
    return outlook(room.session, room.frame)


def test_before_the_dose_only_preparation_can_be_seen(room):
    (only,) = seen(room)
    assert (only.name, only.begin, only.end) == ("preparation", 0, None)
    assert [slot.track.id for slot in only.slots][:2] == ["preparation/2", "preparation/3"]


def test_from_the_dose_on_the_whole_arc_is_seen(room):
    found = seen(room.until(20).ok("dose"))
    assert [item.name for item in found] == ["onset", "peak", "return"]
    assert [item.end for item in found] == list(room.session.clock.ends[1:])
    assert found[1].begin == found[0].end
    assert found[1].slots[0].track.id == "peak/1"
    assert found[1].slots[0].start >= found[1].begin


def test_a_hold_hides_what_comes_after_it(room):
    assert len(seen(room.until(20).ok("dose").ok("hold"))) == 1


def test_the_view_ends_at_a_phase_that_will_wait_for_the_dose(make):
    phases = (
        make.phase("arrival"),
        make.phase("preparation", waits_for_dose=True),
        make.phase("onset"),
    )
    found = seen(make.room(*phases))
    assert [(item.name, item.end) for item in found] == [
        ("arrival", to_frames(120)),
        ("preparation", None),
    ]


def test_what_the_outlook_shows_is_what_then_plays(make):
    tracks = tuple(make.track(name, 50.0) for name in "abcde")
    phases = [make.phase(name, tracks=tracks, arrange="shuffle") for name in ("one", "two")]
    room = make.room(*phases)
    shown = [slot.track.id for item in seen(room) for slot in item.slots]
    first = room.track
    room.until(205)
    played = [item.item for item in room.events("began") if item.item in "abcde"]
    assert played == [first, *shown][: len(played)]
    assert len(played) >= 5


def test_fitted_phases_to_come_are_seen_to_land_and_begin_where_the_one_before_ends(make):
    tracks = tuple(make.track(f"t{place}", 40.0 + 9 * place) for place in range(9))
    phases = [make.phase(name, 200, tracks=tracks, arrange="fit") for name in ("one", "two")]
    first, second = seen(make.room(*phases))
    assert first.landing == second.landing == "exact"
    assert (first.moved, second.moved) == (0, 0)
    assert second.begin == first.end
    assert abs(second.slots[-1].end - second.end) <= to_frames(0.1)


def test_the_same_question_is_answered_from_memory_and_never_for_another_material(make):
    one, other = make.room(), make.room(make.phase("only"), make.phase("rest"))
    room = one.until(20).ok("dose")
    assert seen(room)[1] is seen(room)[1]
    assert seen(other)[1].name == "rest"
    assert (
        ByIdentity(room.session.material) == ByIdentity(room.session.material),
        ByIdentity(room.session.material) == 1,
    ) == (True, False)


def test_scheduled_cues_are_seen_until_they_are_given(make):
    cues = (make.at("rest", -20), make.at("breathe", 30), make.at("gone", 40))
    phases = [make.phase(name, 100, cues=cues) for name in ("one", "two")]
    room = make.room(*phases)
    first, second = seen(room)
    assert [(ahead.cue.id, ahead.at) for ahead in first.cues] == [
        ("breathe", to_frames(30)),
        ("rest", to_frames(80)),
    ]
    assert [ahead.at for ahead in second.cues] == [to_frames(130), to_frames(180)]
    assert [ahead.cue.id for ahead in seen(room.until(40))[0].cues] == ["rest"]
    assert seen(room.ok("hold"))[0].cues == ()


def test_of_a_session_that_ends_nothing_more_is_to_come(room):
    room.until(20).ok("dose").until(25).ok("end", confirmed=True)
    (only,) = seen(room)
    assert (only.name, only.slots) == ("onset", ())
