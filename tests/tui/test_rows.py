"""Rows are exact to the cell, whatever the text."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kapsound.text import visible
from kapsound.tui.rows import Span, beside, clip, columns, fit, hints, right, wide, wrapped

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


@given(TEXT, st.integers(2, 60))
def test_a_wrapped_text_fits_its_width_and_loses_nothing_but_spaces(text, width):
    rows = wrapped(text, width)
    assert all(wide(row) <= width for row in rows)
    shown = "".join(span.text for row in rows for span in row)
    assert "".join(shown.split()) == "".join(text.split())


def test_hints_stand_in_lines_without_being_broken():
    keys = [("s", "start", "screen.start"), ("q", "leave", ""), ("esc", "back", "")]
    lines = ["".join(span.text for span in row) for row in hints(keys, 20)]
    assert lines == [" s start  q leave", " esc back"]
    assert hints(keys, 20)[0][1].act == "screen.start"
