"""The plan says which track begins when, and never repeats one before all were heard."""

from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.plan import (
    OPEN_SLOTS,
    Pool,
    Present,
    arrange,
    fade_between,
    heard_with,
    in_turn,
    order,
    playable,
    pool_of,
)
from kapsound.units import GRID, Frames, to_frames


def pool(make, *seconds, heard=(), lost=frozenset()):
    tracks = tuple(make.track(f"t{n}", length) for n, length in enumerate(seconds))
    return Pool(tracks, heard, lost, to_frames(8))


def names(tracks):
    return [track.id for track in tracks]


def test_listed_tracks_keep_their_order(make):
    phase = make.phase("one")
    assert order(phase, 1) == phase.tracks


def test_shuffled_tracks_are_mixed_by_seed_and_phase_and_the_same_each_time(make):
    tracks = tuple(make.track(f"t{n}") for n in range(20))
    phase = make.phase("one", tracks=tracks, arrange="shuffle")
    mixed = order(phase, 1)
    assert mixed == order(phase, 1)
    assert sorted(names(mixed)) == sorted(names(tracks))
    assert names(mixed) != names(tracks)
    assert mixed != order(phase, 2)
    assert mixed != order(make.phase("two", tracks=tracks, arrange="shuffle"), 1)


def test_unheard_tracks_come_first_then_the_least_recent(make):
    tracks = pool(make, 60, 60, 60, 60).tracks
    assert names(in_turn(tracks, ("t0", "t2"), frozenset())) == ["t1", "t3", "t0", "t2"]


def test_lost_tracks_are_left_out(make):
    tracks = pool(make, 60, 60).tracks
    assert names(playable(tracks, frozenset({"t0"}))) == ["t1"]
    assert in_turn(tracks, (), frozenset({"t0", "t1"})) == ()


def test_what_is_heard_again_becomes_the_most_recent(make):
    assert heard_with(("a", "b"), make.track("a")) == ("b", "a")


def test_a_crossfade_takes_a_third_of_a_short_track_at_most(make):
    long, short = make.track("a"), make.track("b", 9.0)
    assert fade_between(long, long, to_frames(8)) == to_frames(8)
    assert fade_between(long, short, to_frames(8)) == to_frames(3)
    assert fade_between(short, long, to_frames(8)) == to_frames(3)
    assert fade_between(None, long, to_frames(8)) == to_frames(8)


def test_tracks_follow_each_other_by_crossfade_until_the_end(make):
    slots = arrange(pool(make, 60, 50, 40), None, Frames(0), to_frames(120))
    assert [slot.track.id for slot in slots] == ["t0", "t1", "t2"]
    assert slots[0].start == 0
    assert 0 <= slots[1].start - to_frames(52) < GRID
    assert slots[1].fade == to_frames(8)
    assert slots[0].end == to_frames(60)


def test_the_present_track_plays_on_and_the_next_fades_in_over_its_end(make):
    present = Present(make.track("now", 100.0), to_frames(70))
    slots = arrange(pool(make, 60, 60), present, to_frames(20), to_frames(200))
    assert 0 <= slots[0].start - to_frames(62) < GRID


def test_no_track_begins_that_would_still_be_fading_in_at_the_end(make):
    present = Present(make.track("now", 60.0), to_frames(60))
    assert arrange(pool(make, 60), present, Frames(0), to_frames(59)) == ()
    assert len(arrange(pool(make, 60), present, Frames(0), to_frames(61))) == 1


def test_a_phase_over_already_plans_nothing(make):
    assert arrange(pool(make, 60), None, to_frames(10), to_frames(10)) == ()


def test_an_open_end_is_planned_a_few_tracks_ahead_repeating_the_least_recent(make):
    slots = arrange(pool(make, 60, 60, 60), None, Frames(0), None)
    assert [slot.track.id for slot in slots[:4]] == ["t0", "t1", "t2", "t0"]
    assert len(slots) == OPEN_SLOTS


def test_without_a_playable_track_nothing_is_planned(make):
    assert arrange(pool(make, 60, lost=frozenset({"t0"})), None, Frames(0), None) == ()


def test_the_pool_of_a_phase_is_its_tracks_in_order(make):
    material = make.material()
    found = pool_of(material, 1, ("x",), frozenset())
    assert found == Pool(material.phases[1].tracks, ("x",), frozenset(), material.crossfade)


lengths = st.lists(st.floats(0.001, 400.0), min_size=1, max_size=6)


@given(lengths, st.integers(0, 2_000_000), st.integers(0, 100_000_000))
def test_slots_begin_on_the_grid_one_after_the_other_before_the_end(make, seconds, begin, length):
    end = Frames(begin + length)
    slots = arrange(pool(make, *seconds), None, Frames(begin), end)
    starts = [slot.start for slot in slots[:2_000]]
    assert starts == sorted(set(starts))
    assert all(start % GRID == 0 and begin <= start < end for start in starts)


@given(lengths, st.integers(1, 40))
def test_no_track_is_repeated_before_all_others_were_heard(make, seconds, minutes):
    slots = arrange(pool(make, *seconds), None, Frames(0), to_frames(60 * minutes))
    played = [slot.track.id for slot in slots[:200]]
    for place, name in enumerate(played):
        recent = played[max(0, place - len(seconds) + 1) : place]
        assert name not in recent
