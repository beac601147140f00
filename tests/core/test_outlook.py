"""The outlook shows every phase to come whose begin is known, with its tracks."""

from kapsound.core.outlook import outlook
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
    assert [item.end for item in found] == list(room.session.ends[1:])
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
