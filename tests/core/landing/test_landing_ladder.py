"""The rung taken is the best there is: every choice of a small pool is tried beside it."""

from itertools import combinations

from hypothesis import example, given
from hypothesis import strategies as st

from kapsound.core.landing.gap import (
    MARGIN,
    UNIT,
    Gap,
    Limits,
    leaving_limits,
    long_enough,
    planned_limits,
    to_units,
)
from kapsound.core.landing.ladder import land, selections
from kapsound.core.landing.phase import slots_of
from kapsound.units import GRID, Frames, grid_ceil, to_frames

RUNGS = ("exact", "moved", "early")
SHORTEST, LONGEST = to_frames(3), to_frames(15)
LIMITS = planned_limits(SHORTEST, LONGEST)


def gap(goal, present=None, *, slack=45.0, now=0.0, **others):
    """Return a gap of `goal` seconds; `present` are the seconds left of a track of 5 minutes."""
    limits = others.get("limits", LIMITS)
    frame, end = grid_ceil(to_frames(now)), grid_ceil(to_frames(now + goal))
    left = None if present is None else Frames(frame + to_frames(present))
    out = leaving_limits(limits, to_frames(300), left - frame) if left else None
    return Gap(
        now=frame,
        begin=left if left and out else frame,
        leaving=out,
        goal=end,
        earliest=max(frame, grid_ceil(end - to_frames(slack))),
        latest=max(end, Frames((end + to_frames(slack)) // GRID * GRID)),
        between=limits,
        nominal=to_frames(8),
        last=others.get("last", False),
    )


def pool(make, seconds, heard=0):
    """Return tracks of these lengths, the first few of them heard."""
    tracks = tuple(make.track(f"t{place}", length) for place, length in enumerate(seconds))
    return tracks, tuple(track.clip.key for track in tracks[:heard])


def choices(available, longest=2_400):
    """Yield every choice that repeats no track before all were heard, up to so many seconds."""
    for selection in selections(*available):
        if sum(track.clip.frames for track in selection.fixed) > to_frames(longest):
            return
        for count in range(len(selection.free) + 1):
            for picked in combinations(selection.free, count):
                yield (*selection.fixed, *picked)


def rung(gap, tracks):
    """Return the best rung of one choice, what speaks against it, and how it is reached."""
    length = sum(to_units(track) for track in tracks) * UNIT
    total = gap.total(len(tracks))
    if tracks or gap.leaving:
        first, last = gap.begin + length - total.high, gap.begin + length - total.low
        if first <= gap.goal <= last:
            return 0, 0
        if gap.crossfades(len(tracks)) == 0:
            first = last = gap.begin + length
        end = grid_ceil(first if first > gap.goal else last)
        if gap.earliest <= end <= gap.latest:
            return 1, abs(end - gap.goal)
    if tracks and gap.leaving:
        total = gap.left_at(gap.now).total(len(tracks))
        moment = (gap.begin - gap.leaving.high) // GRID * GRID
        begin = min(moment, (gap.goal - length + total.high) // GRID * GRID)
        if begin >= gap.now and begin + length - total.low >= gap.goal:
            return 2, moment - begin
    return 3, 0


def taken(gap, landing):
    """Return the rung that was taken and what speaks against it, as `rung` does."""
    if landing is None:
        return 3, 0
    moment = 0 if gap.leaving is None else (gap.begin - gap.leaving.high) // GRID * GRID
    against = {"exact": 0, "moved": abs(landing.end - gap.goal), "early": moment - landing.begin}
    return RUNGS.index(landing.rung), against[landing.rung]


def crossfades(gap, landing):
    """Return the crossfades of a landing as they are played, the one at the boundary included."""
    slots = slots_of(gap, landing)
    begins = gap.leaving is None or landing.rung == "early"
    played = [slot.fade for slot in (slots[1:] if begins else slots)]
    ends = slots[-1].end if slots else gap.begin
    return played if gap.last else [*played, ends - landing.end]


def over(gap, landing):
    """Return the frame at which the last track is over."""
    slots = slots_of(gap, landing)
    return slots[-1].end if slots else gap.begin


lengths = st.lists(st.floats(45.0, 400.0), max_size=6)
presents = st.none() | st.floats(0.0, 300.0)
gaps = st.builds(
    gap,
    st.floats(1.0, 1_500.0),
    presents,
    slack=st.sampled_from([0.0, 10.0, 45.0]),
    last=st.booleans(),
    limits=st.sampled_from([LIMITS, planned_limits(to_frames(8), to_frames(8))]),
    now=st.floats(0.0, 10_000.0),
)


@given(gaps, lengths, st.integers(0, 6))
def test_the_rung_taken_is_the_best_that_any_choice_reaches(make, gap, seconds, heard):
    available = pool(make, seconds, heard)
    best = min((rung(gap, tracks) for tracks in choices(available)), default=(3, 0))
    assert taken(gap, land(gap, *available)) == best


@given(gaps, lengths, st.integers(0, 6))
def test_no_track_is_repeated_before_all_were_heard(make, gap, seconds, heard):
    available = pool(make, seconds, heard)
    landing = land(gap, *available)
    assert landing is None or landing.tracks in set(choices(available))


@given(gaps, lengths, st.integers(0, 6))
@example(
    gap(83.0, slack=10.0, last=True, limits=planned_limits(to_frames(8), to_frames(8))), [45.25], 0
)
@example(gap(76.0, slack=10.0, last=True), [45.25], 0)
def test_crossfades_stay_within_the_limits_of_the_playlist(make, gap, seconds, heard):
    landing = land(gap, *pool(make, seconds, heard))
    if landing is None:
        return
    wide = gap.between == LIMITS
    fixed = (to_frames(7.75), to_frames(8.25))
    limits = (SHORTEST, LONGEST) if wide else fixed
    found = crossfades(gap, landing)
    for place, fade in enumerate(found):
        out = gap.leaving and place == 0 and landing.rung != "early"
        low = min(limits[0], gap.leaving.low - UNIT) if out else limits[0]
        assert low <= fade <= limits[1]
    assert max(found, default=0) - min(found, default=0) <= 2 * GRID or gap.leaving


@given(gaps, lengths, st.integers(0, 6))
def test_the_music_ends_with_the_last_phase_to_a_tenth_of_a_second(make, gap, seconds, heard):
    landing = land(gap, *pool(make, seconds, heard))
    if landing and gap.last:
        assert abs(over(gap, landing) - landing.end) <= UNIT


@given(gaps, lengths)
def test_tracks_begin_on_the_grid_one_after_the_other_and_none_before_now(make, gap, seconds):
    landing = land(gap, *pool(make, seconds))
    starts = [slot.start for slot in slots_of(gap, landing)] if landing else []
    assert starts == sorted(set(starts))
    assert all(start % GRID == 0 and start >= gap.now for start in starts)


@given(gaps, lengths)
def test_nothing_lands_exactly_by_frames_where_the_search_in_tenths_finds_nothing(
    make, gap, seconds
):
    available = pool(make, seconds)
    landing = land(gap, *available)
    if landing and landing.rung == "exact":
        return
    for tracks in choices(available):
        count = gap.crossfades(len(tracks))
        if not tracks and not gap.leaving:
            continue
        total, length = gap.total(len(tracks)), sum(track.clip.frames for track in tracks)
        spare = max(count, 1) * UNIT
        first, last = gap.begin + length - total.high, gap.begin + length - total.low
        assert not first + spare <= gap.goal <= last - spare


def test_one_track_that_fits_is_taken_with_its_crossfade_as_usual(make):
    landing = land(gap(100.0), *pool(make, [70.0, 200.0, 108.0]))
    assert landing.rung == "exact"
    assert [track.id for track in landing.tracks] == ["t2"]
    (fade,) = crossfades(gap(100.0), landing)
    assert abs(fade - to_frames(8)) <= GRID


def test_the_present_track_alone_may_end_the_phase(make):
    landing = land(gap(100.0, 110.0), *pool(make, []))
    assert (landing.rung, landing.tracks) == ("exact", ())
    assert crossfades(gap(100.0, 110.0), landing) == [to_frames(110) - landing.end]


def test_the_boundary_moves_to_the_nearest_end_within_slack(make):
    landing = land(gap(100.0), *pool(make, [150.0, 70.0]))
    assert landing.rung == "moved"
    assert [track.id for track in landing.tracks] == ["t1"]
    assert landing.end < to_frames(70)
    assert land(gap(100.0, slack=10.0), *pool(make, [150.0, 70.0])) is None


def test_what_plays_is_left_as_late_as_the_rest_still_lands(make):
    room = gap(240.0, 300.0, slack=10.0)
    landing = land(room, *pool(make, [200.0, 120.0]))
    assert landing.rung == "early"
    assert [track.id for track in landing.tracks] == ["t1"]
    assert 0 <= to_frames(135) - landing.begin <= MARGIN + GRID


def test_tracks_that_are_wanted_first_are_taken_where_they_land(make):
    tracks = [100.0, 101.0, 99.0, 98.0] * 10
    landing = land(gap(180.0), *pool(make, tracks))
    assert {track.id for track in landing.tracks} <= {f"t{place}" for place in range(8)}


def test_a_single_track_fills_a_long_phase_again_and_again(make):
    landing = land(gap(1_200.0), *pool(make, [90.0]))
    assert landing.rung == "exact"
    assert len(landing.tracks) > 10


def test_a_track_does_not_follow_itself_where_there_is_another(make):
    landing = land(gap(1_800.0), *pool(make, [200.0, 150.0, 100.0], heard=2))
    played = [track.id for track in landing.tracks]
    assert played[:2] == ["t2", "t0"]
    assert all(one != other for one, other in zip(["t1", *played], played, strict=False))


def test_a_phase_of_many_hours_has_its_first_tracks_as_wanted(make):
    seconds = [60.0 + place * 37 % 400 for place in range(400)]
    landing = land(gap(6 * 3_600.0), *pool(make, seconds))
    assert landing.rung == "exact"
    assert [track.id for track in landing.tracks[:50]] == [f"t{place}" for place in range(50)]


def test_no_crossfade_out_of_what_is_as_good_as_over():
    assert leaving_limits(LIMITS, to_frames(300), 1_000) is None
    assert leaving_limits(LIMITS, to_frames(300), to_frames(2)) == Limits(
        to_frames(1.9), to_frames(2)
    )
    assert leaving_limits(LIMITS, to_frames(30), to_frames(20)).high == to_frames(10)


def test_short_tracks_take_no_part(make):
    tracks = (make.track("short", 44.0), make.track("long", 45.0))
    assert long_enough(tracks, 3 * LONGEST) == tracks[1:]


def test_a_long_phase_that_its_first_tracks_keep_from_landing_is_searched_as_a_whole(make):
    tracks, _ = pool(make, [1_500, 700, 5_408])
    landing = land(gap(5_400), tracks, ())
    assert landing is not None
    assert (landing.rung, [track.id for track in landing.tracks]) == ("exact", ["t2"])
