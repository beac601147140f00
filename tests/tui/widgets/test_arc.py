"""The arc is in proportion, whatever the plan."""

from hypothesis import given
from hypothesis import strategies as st
from screen_rigs import contents, look, phase, session

from kapsound.control import Look
from kapsound.tui.rows import wide
from kapsound.tui.widgets.arc import arc_of, ribbon

TIMES = st.floats(0, 20_000)


def lines(status, width=100, height=4):
    rows = ribbon(arc_of(Look(status, contents())), width, height)
    return ["".join(span.text for span in row) for row in rows]


def test_every_phase_stands_where_its_time_is():
    names, blocks, marks, axis = lines(session(), 88)
    assert [names.index(name) for name in ("preparation", "onset", "peak", "return")] == [
        1, 13, 31, 63,
    ]  # fmt: skip
    assert blocks.index("Wide water") == 31
    assert marks.index("▲") == 38
    assert marks.index("◆") == 12
    assert axis.index("20:00") == 20


def test_cues_are_ticks_and_a_booster_is_marked_apart():
    marks = lines(session(doses=[{"t": 720.0, "what": ""}, {"t": 1980.0, "what": ""}]), 88)[2]
    assert marks[50] == marks[66] == "╵"
    assert marks[33] == "◇"


def test_an_open_phase_has_room_ahead():
    plan = [{"name": "peak", "begin": 1800.0, "end": None, "tracks": [], "cues": []}]
    arc = arc_of(look(plan=plan))
    assert arc.is_open
    assert arc.end > arc.t + 100


def test_while_the_dose_is_waited_for_the_later_phases_stand_at_their_written_lengths():
    tracks = [{"id": "a", "title": "x", "begin": begin} for begin in (100.0, 500.0, 900.0)]
    plan = [{"name": "preparation", "begin": 0.0, "end": None, "tracks": tracks, "cues": []}]
    waiting = phase(name="preparation", number=1, waits="dose")
    ran = {"phases": [], "tracks": [], "cues": []}
    arc = arc_of(look(t=60.0, plan=plan, phase=waiting, ran=ran, doses=[]))
    assert [(piece.begin, piece.end, piece.kind) for piece in arc.phases] == [
        (0.0, 600.0, "now"), (600.0, 1680.0, "open"), (1680.0, 3620.0, "open"),
        (3620.0, 5160.0, "open"),
    ]  # fmt: skip
    assert (arc.end, arc.is_open) == (5160.0, True)
    assert [piece[:2] for piece in arc.tracks] == [(100.0, 500.0), (500.0, 600.0)]


def test_while_a_phase_is_held_past_its_end_what_follows_moves_on_with_the_clock():
    status = session(plan=session()["plan"][:1], phase=phase(waits="release"), t=4000.0)
    later = arc_of(Look(status, contents())).phases[-1]
    assert later == (4077.0, 5617.0, "return", "open")
    assert "return" in lines(status)[0]
    assert "┄" in lines(status)[1]


def test_another_plan_moves_the_ribbon_at_once():
    longer = session()["plan"]
    longer[-1]["end"] += 3600
    status = session()
    assert lines({**status, "plan": longer})[2].index("▲") < lines(status)[2].index("▲")


@given(
    st.lists(st.tuples(TIMES, st.none() | TIMES, st.lists(TIMES, max_size=4)), max_size=5),
    TIMES,
    st.integers(1, 200),
    st.integers(1, 7),
)
def test_no_plan_breaks_the_ribbon_or_reaches_beyond_it(plan, t, width, height):
    phases = [
        {
            "name": "x",
            "begin": begin,
            "end": end,
            "tracks": [{"id": "a", "title": "a track", "begin": at} for at in tracks],
            "cues": [],
        }
        for begin, end, tracks in plan
    ]
    rows = ribbon(arc_of(look(plan=phases, t=t)), width, height)
    assert all(wide(row) <= width for row in rows)
