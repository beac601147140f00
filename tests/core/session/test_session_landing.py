"""Phases arranged to fit end where a track does, at the start and after every command."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.instructions import Bus, StartVoice, StopVoice
from kapsound.core.landing import LANDINGS
from kapsound.core.outlook import outlook
from kapsound.core.reports import VoiceLost
from kapsound.units import GRID, to_frames, to_seconds

LENGTHS = (61.0, 75.5, 83.2, 97.1, 110.4, 124.9, 139.3, 158.8)


def phases(make, *names, seconds=300.0, lengths=LENGTHS, **changes):
    """Return fitted phases that share a pool of tracks."""
    tracks = tuple(make.track(f"t{place}", length) for place, length in enumerate(lengths))
    return tuple(
        make.phase(name, seconds, tracks=tracks, arrange="fit", **changes) for name in names
    )


@pytest.fixture
def fitted(make):
    """Return a session of two fitted phases of five minutes."""
    return make.room(*phases(make, "one", "two"))


def planned(room):
    """Return the newest event of planning."""
    return room.events("plan")[-1]


def last_end(room):
    """Return the frame at which the last track of the present phase is over."""
    session = room.session
    return session.music.slots[-1].end if session.music.slots else session.music.playing.end


def crossfade(room):
    """Return the crossfade at the planned boundary, in seconds."""
    return to_seconds(last_end(room) - room.session.end)


def lands(room):
    """Tell whether the present phase lands, and not only in name."""
    return room.session.clock.landing in LANDINGS and 2.9 <= crossfade(room) <= 15.1


def test_a_phase_begins_with_a_plan_that_lands(fitted):
    assert lands(fitted)
    assert planned(fitted).landing == fitted.session.clock.landing == "exact"
    assert planned(fitted).moved_s == 0.0


def test_the_phase_changes_by_the_end_of_its_last_track(fitted):
    over = last_end(fitted)
    fitted.until(301)
    assert fitted.phase == "two"
    stops = [(frame, item) for frame, item in fitted.instructions(StopVoice)]
    frame, stop = stops[-1]
    assert frame + stop.fade == over
    starts = [item for _, item in fitted.instructions(StartVoice) if item.bus is Bus.MUSIC]
    assert starts[-1].fade == stop.fade


def test_the_session_ends_with_its_last_track(fitted):
    fitted.until(310)
    assert lands(fitted) is False
    assert abs(last_end(fitted) - fitted.session.end) <= to_frames(0.1)
    fitted.until(700)
    assert fitted.session.over


def test_a_track_that_begins_as_planned_leaves_the_plan_as_it_is(fitted):
    plans, end = len(fitted.events("plan")), last_end(fitted)
    first = fitted.session.music.slots
    fitted.until(to_seconds(first[1].start))
    assert fitted.session.music.slots == first[2:]
    assert last_end(fitted) == end
    assert len(fitted.events("plan")) == plans


def test_a_boundary_that_moves_says_by_how_much_and_leaves_the_later_ones(make):
    room = make.room(*phases(make, "one", "two", lengths=(330.0, 290.0, 280.0)))
    moved = planned(room)
    assert moved.landing == "moved"
    assert moved.moved_s == to_seconds(room.session.end - to_frames(300))
    assert 0 < abs(moved.moved_s) <= 45
    assert moved.ends == (room.session.end, to_frames(600))
    assert room.session.clock.ends == (to_frames(300), to_frames(600))
    end = room.session.end
    room.go_to(end)
    assert room.phase == "one"
    assert room.tick() is None
    assert room.phase == "two"


def test_extend_and_shorten_count_from_the_end_asked_for(make):
    room = make.room(*phases(make, "one", "two", lengths=(330.0, 290.0, 280.0)))
    room.ok("extend 20s")
    assert room.session.target == to_frames(320)
    room.ok("shorten 10s")
    assert room.session.target == to_frames(310)
    assert room.session.clock.ends[1] == to_frames(610)


@pytest.mark.parametrize("command", ["extend 47s", "shorten 31s", "next", "choose 5", "choose 8"])
def test_it_lands_after_every_command(fitted, command):
    fitted.until(20).ok(command)
    assert lands(fitted)


def test_next_takes_a_track_with_which_the_rest_lands(fitted):
    before = fitted.track
    fitted.until(200).ok("next")
    assert fitted.track != before
    assert fitted.session.clock.landing in LANDINGS


def test_next_takes_the_first_other_track_where_nothing_lands(make):
    room = make.room(*phases(make, "one", "two", slack=0)).until(270)
    before = room.track
    room.ok("next")
    assert room.session.clock.landing == "faded"
    assert room.track != before


def test_a_hold_opens_the_plan_and_release_lands_it_again(fitted):
    fitted.until(20).ok("hold")
    assert (fitted.session.clock.landing, fitted.session.clock.moved) == ("open", 0)
    fitted.until(100).ok("release")
    assert lands(fitted)


def test_release_past_the_end_lands_on_the_present_track(fitted):
    fitted.until(20).ok("hold").until(400).ok("release")
    assert fitted.session.clock.landing == "exact"
    assert fitted.session.music.slots == ()
    assert crossfade(fitted) == pytest.approx(8, abs=0.1)


def test_a_booster_lands_at_the_later_end(fitted):
    fitted.until(10).ok("dose").until(100).ok("booster")
    assert fitted.session.target > to_frames(390)
    assert lands(fitted)


def test_a_pause_is_planned_around_when_it_is_over(fitted):
    fitted.until(20).ok("pause").until(60)
    fitted.ok("extend 30s")
    assert fitted.session.clock.landing in LANDINGS
    fitted.until(90).ok("resume")
    assert lands(fitted)
    over = last_end(fitted)
    fitted.until(to_seconds(fitted.session.end))
    frame, stop = fitted.instructions(StopVoice)[-1]
    assert frame + stop.fade == over


def test_a_lost_track_is_replaced_by_one_with_which_it_lands(fitted):
    fitted.until(20).ok(VoiceLost(fitted.session.music.playing.voice, "gone"))
    assert lands(fitted)


def test_advance_and_return_begin_a_phase_that_lands(make):
    room = make.room(*phases(make, "one", "peak", "return", "after"))
    assert lands(room.until(20).ok("advance"))
    assert lands(room.until(60).ok("return"))


def test_a_command_after_the_end_asked_for_keeps_the_planned_one(make):
    room = make.room(*phases(make, "one", "two", lengths=(345.0, 349.0)))
    assert room.session.clock.moved > to_frames(20)
    end = room.session.end
    room.until(310)
    assert room.phase == "one"
    room.ok("choose 2")
    assert room.session.end == end


def test_a_phase_that_lands_gives_way_to_one_without_music_by_the_same_fade(make):
    quiet = make.phase("quiet", tracks=())
    room = make.room(*phases(make, "one"), quiet)
    fade = last_end(room) - room.session.end
    room.until(301)
    assert room.phase == "quiet"
    ramp = room.session.ramp(Bus.MUSIC)
    assert abs(ramp.end - ramp.start - fade) <= GRID


def test_what_the_outlook_shows_is_what_then_plays(make):
    room = make.room(*phases(make, "one", "two", "three"))
    shown = [
        (slot.track.id, slot.start) for item in outlook(room.session, 0) for slot in item.slots
    ]
    ends = [item.end for item in outlook(room.session, 0)]
    room.until(700)
    played = [
        (item.item, frame)
        for frame, item in room.said
        if item.kind == "began" and item.bus is Bus.MUSIC
    ]
    assert played[1:] == shown[: len(played) - 1]
    assert room.session.end == ends[2]


texts = st.sampled_from(
    ["hold", "release", "extend 40s", "extend 3m", "shorten 25s", "next", "choose 3", "booster",
     "dose", "pause", "resume", "lose", "silence", "sound", "advance"]
)  # fmt: skip
lengths = st.lists(st.floats(5.0, 200.0), min_size=1, max_size=8)
sequences = st.lists(st.tuples(st.integers(0, 3_000), texts), max_size=12)


def check_step(room, before):
    """Check that a plan that lands took no track away before it was over."""
    faded = {item.voice: item.fade for _, item in room.told if isinstance(item, StopVoice)}
    for frame, item in room.said[-20:]:
        by_plan = item.kind == "left" and (item.cause == "plan" or item.cause.endswith("begins"))
        music = before.music.playing
        lands = before.clock.landing in ("exact", "moved") and not before.waiting
        left = frame == room.frame and by_plan and music and music.voice == item.voice
        assert not (lands and left) or room.frame + faded[item.voice] == music.end


@given(lengths, sequences)
def test_whatever_is_commanded_no_track_is_cut_where_the_phase_lands(make, lengths, sequence):
    found = phases(make, "one", "two", "return", lengths=lengths, maximum=to_frames(500))
    room, before = make.room(*found), []

    def look(room):
        if before and room.session is not before[-1]:
            check_step(room, before[-1])
        assert abs(room.session.clock.moved) <= to_frames(45)
        before[:] = [room.session]

    room.watch = look
    for blocks, text in sequence:
        room.go_to(room.frame + blocks * GRID)
        playing = room.session.music.playing
        if text != "lose":
            room.do(text, confirmed=True)
        elif playing:
            room.do(VoiceLost(playing.voice, "gone"))
    room.wait(600)
