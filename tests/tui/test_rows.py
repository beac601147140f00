"""Rows are exact to the cell, whatever the text."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kapsound.text import visible
from kapsound.tui.rows import Span, beside, clip, columns, fit, right, trimmed, wide, with_more
from kapsound.tui.widgets.letters import large, large_pair

TEXT = st.text(max_size=40).map(visible)
ROW = st.lists(TEXT.map(Span), max_size=5).map(tuple)


@given(TEXT, st.integers(0, 30))
def test_a_fitted_text_takes_exactly_its_cells(text, width):
    assert cell_len(fit(text, width)) == width


def test_a_text_that_is_too_long_ends_with_an_ellipsis():
    assert fit("Bowls, far away", 8) == "Bowls, …"
    assert fit("Bowls", 8) == "Bowls   "
    assert right("3", 3) == "  3"


@given(ROW, st.integers(0, 30))
def test_a_clipped_row_is_never_wider(row, width):
    assert wide(clip(row, width)) <= width


@given(ROW, ROW, st.integers(1, 60))
def test_two_ends_fill_the_line_exactly(left, ending, width):
    assert wide(beside(left, ending, width)) == width


def test_columns_stand_beside_each_other():
    rows = columns([(Span("one"),)], [(Span("a"),), (Span("b"),)], 5, gap=1)
    assert ["".join(span.text for span in row) for row in rows] == ["one   a", "      b"]


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


def test_the_last_row_in_view_says_how_many_more_there_are():
    row = (Span("Bowls  "), Span("   "))
    assert trimmed(row) == (Span("Bowls"),)
    assert trimmed((Span("  "),)) == ()
    assert "".join(span.text for span in with_more(row, 3, 16)) == "Bowls   ↓ 3 more"


def test_large_type_is_as_large_as_there_is_room():
    assert "█" in "".join(large("peak", 40, 4))
    assert "┣" in "".join(large("peak", 20, 4))
    assert "PEAK" in "".join(large("peak", 8, 4))
    assert "内なる" in "".join(large("内なる", 40, 4))
