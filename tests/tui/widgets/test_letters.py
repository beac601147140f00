"""Large type fills its place to the cell, and is as large as there is room."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kapsound.text import visible
from kapsound.tui.widgets.letters import large, large_pair

TEXT = st.text(max_size=40).map(visible)


@given(TEXT, st.integers(1, 60), st.sampled_from([1, 3, 4, 7]))
def test_large_type_always_fills_its_place(text, width, rows):
    drawn = large(text, width, rows)
    assert [cell_len(row) for row in drawn] == [width] * rows


@given(
    TEXT, st.sampled_from(["", "0:18", "23:32", "1:05:00"]), st.integers(1, 90), st.integers(3, 7)
)
def test_a_phase_and_its_time_fill_their_place_or_leave_it(text, time, width, rows):
    drawn = large_pair(text, time, width, rows)
    assert not drawn or [cell_len(left + right) for left, right in drawn] == [width] * rows


def test_a_phase_does_not_move_as_its_last_ten_minutes_begin():
    before, after = large_pair("peak", "10:00", 60, 4), large_pair("peak", "9:59", 60, 4)
    assert [left.rstrip() for left, _ in before] == [left.rstrip() for left, _ in after]
    assert large_pair("peak", "10:00", 24, 4) == large_pair("peak", "9:59", 24, 4) == []


def test_large_type_is_as_large_as_there_is_room():
    assert "█" in "".join(large("peak", 40, 4))
    assert "┣" in "".join(large("peak", 20, 4))
    assert "PEAK" in "".join(large("peak", 8, 4))
    assert "内なる" in "".join(large("内なる", 40, 4))
