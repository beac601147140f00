"""A phase is planned by its arrangement: fitted ones land, within what may be moved."""

from kapsound.core.landing import PhaseState, plan_phase
from kapsound.core.landing.ladder import selections
from kapsound.core.landing.phase import end_range
from kapsound.core.landing.search import SubsetSums, at_least, at_most
from kapsound.core.plan import Present
from kapsound.units import GRID, Frames, grid_ceil, to_frames

THREE = (60.0, 90.0, 200.0)


def material(make, *, slack=45, **changes):
    """Return two phases that fit their tracks; `changes` are those of the first."""
    phases = [
        make.phase(
            name,
            300,
            tracks=tuple(
                make.track(f"{name}{place}", length) for place, length in enumerate(THREE)
            ),
            arrange="fit",
            slack=to_frames(slack),
        )
        for name in ("one", "two")
    ]
    return make.material(make.changed(phases[0], **changes), phases[1])


def state(number=0, began=0.0, goal=300.0, **changes):
    """Return the state of a phase at its begin, nothing heard."""
    frame = grid_ceil(to_frames(began))
    values = {
        "number": number,
        "began": frame,
        "frame": frame,
        "ends": (to_frames(300), to_frames(600)),
        "goal": None if goal is None else to_frames(goal),
        "present": None,
        "heard": (),
        "lost": frozenset(),
    }
    return PhaseState(**values | changes)


def names(plan):
    return [slot.track.id for slot in plan.slots]


def test_a_listed_phase_fades_where_it_ends(make):
    plan = plan_phase(material(make, arrange="listed"), state())
    assert (plan.rung, plan.end) == ("faded", to_frames(300))
    assert names(plan) == ["one0", "one1", "one2"]


def test_an_open_phase_goes_on_as_listed(make):
    plan = plan_phase(material(make), state(goal=None))
    assert (plan.rung, plan.end) == ("open", None)
    assert names(plan)[:4] == ["one0", "one1", "one2", "one0"]


def test_a_fitted_phase_ends_where_its_last_track_does(make):
    plan = plan_phase(material(make), state())
    assert plan.rung == "moved"
    crossfade = plan.slots[-1].end - plan.end
    assert to_frames(3) <= crossfade <= to_frames(15)


def test_a_fitted_phase_that_cannot_land_plays_as_listed(make):
    plan = plan_phase(material(make, slack=0), state())
    assert plan.rung == "faded"
    assert names(plan) == ["one0", "one1", "one2"]


def test_lost_tracks_are_not_chosen(make):
    plan = plan_phase(material(make), state(lost=frozenset({"one0"})))
    assert "one0" not in names(plan)


def test_the_last_phase_ends_with_its_music(make):
    plan = plan_phase(material(make), state(1, 300.0, 600.0))
    assert abs(plan.slots[-1].end - plan.end) <= to_frames(0.1)


def test_a_track_that_would_begin_in_the_closing_fade_is_not_chosen(make):
    whole = make.changed(material(make), closing_fade=to_frames(150))
    plan = plan_phase(whole, state(1, 300.0, 500.0, ends=(to_frames(300), to_frames(500))))
    assert plan.rung == "exact"
    assert names(plan) == ["two2"]
    plan = plan_phase(whole, state(1, 300.0, 440.0, ends=(to_frames(300), to_frames(440))))
    assert plan.rung == "faded"


def test_what_plays_is_left_early_where_nothing_else_lands(make):
    present = Present(make.track("now", 400.0), to_frames(400))
    plan = plan_phase(material(make, slack=0), state(present=present))
    assert plan.rung == "early"
    assert plan.slots[0].fade == to_frames(8)
    assert plan.slots[0].start < to_frames(300)


def test_what_plays_and_is_as_good_as_over_counts_as_nothing(make):
    present = Present(make.track("now", 60.0), Frames(1_000))
    assert plan_phase(material(make), state(present=present)).slots[0].start == 0


def moves(make, changes, after=None, ends=(300, 600)):
    """Return how many seconds the end may move either way."""
    whole = material(make, **changes)
    whole = make.changed(
        whole, phases=(whole.phases[0], make.changed(whole.phases[1], **after or {}))
    )
    written = tuple(None if end is None else to_frames(end) for end in ends)
    early, late = end_range(whole, 0, Frames(0), written)
    assert early % GRID == late % GRID == 0
    return round((early - written[0]) / 48_000), round((late - written[0]) / 48_000)


def test_a_boundary_moves_by_its_slack(make):
    assert moves(make, {}) == (-45, 45)
    assert moves(make, {"slack": 10}) == (-10, 10)


def test_a_boundary_keeps_the_minimum_and_maximum_of_its_phase(make):
    changes = {"minimum": to_frames(290), "maximum": to_frames(320)}
    assert moves(make, changes) == (-10, 20)
    beyond = {"minimum": to_frames(310), "maximum": to_frames(280)}
    assert moves(make, beyond) == (0, 0)


def test_a_boundary_keeps_the_minimum_and_maximum_of_the_phase_after_it(make):
    after = {"minimum": to_frames(280), "maximum": to_frames(330)}
    assert moves(make, {}, after) == (-30, 20)


def test_a_boundary_takes_no_more_than_half_of_the_phase_after_it(make):
    assert moves(make, {}, ends=(300, 340)) == (-45, 20)


def test_a_boundary_before_a_phase_that_will_wait_is_free(make):
    assert moves(make, {}, ends=(300, None)) == (-45, 45)


def test_the_last_phase_moves_freely(make):
    whole = material(make)
    early, late = end_range(whole, 1, to_frames(300), (to_frames(300), to_frames(600)))
    assert late - early > to_frames(89)


def chosen(make, heard, count=3):
    """Return fixed and free tracks of the first selections over three tracks, by name."""
    tracks = tuple(make.track(name) for name in "abc")
    found = selections(tracks, heard)
    kinds = [next(found) for _ in range(count)]
    return [
        "".join(t.id for t in selection.fixed) + "|" + "".join(t.id for t in selection.free)
        for selection in kinds
    ]


def test_all_unheard_tracks_come_before_any_is_heard_again(make):
    assert chosen(make, ("b",)) == ["|ac", "ac|ba", "acba|cb"]


def test_where_all_were_heard_the_latest_waits(make):
    assert chosen(make, ("b", "c", "a")) == ["|bc", "bc|ab", "bcab|ca"]


def test_without_tracks_there_is_nothing_to_choose():
    assert [(selection.fixed, selection.free) for selection in selections((), ("x",))] == [((), ())]


def test_sums_are_picked_from_the_earliest_tracks():
    sums = SubsetSums([30, 20, 10, 10, 50], most=60, count=3)
    assert not sums.pick(0, 0)
    assert sums.grow()
    assert not sums.grow()
    assert sums.pick(2, 30) == (1, 2)
    assert sums.pick(3, 60) == (0, 1, 2)
    assert sums.pick(1, 10) == (2,)


def test_tracks_are_offered_in_growing_batches():
    sums = SubsetSums([10 + place for place in range(30)], most=400, count=20)
    offered = []
    while sums.grow():
        offered.append(sums.rows[1].bit_count())
    assert offered == [8, 16, 30]


def test_bits_are_found_beside_a_bound():
    row = 1 << 3 | 1 << 7
    assert [at_least(row, low) for low in (-5, 3, 4, 8)] == [3, 3, 7, None]
    assert [at_most(row, high) for high in (-1, 2, 6, 9)] == [None, None, 3, 7]
