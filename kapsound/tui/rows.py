"""Rows of text with tones, as the widgets draw them: plain data, exact to the cell."""

from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import cell_len, chop_cells, set_cell_size

TONES = (
    "quiet", "strong", "accent", "good", "warn", "bad", "rule", "key", "big", "on", "alarm",
    "past", "past-next", "now", "now-next", "ahead", "ahead-next", "head",
)  # fmt: skip


class Span(NamedTuple):
    """Text in one tone; `act` is what a click on it does, an action's id or `do:` a command."""

    text: str
    tone: str = ""
    act: str = ""


Row = tuple[Span, ...]


def fit(text: str, width: int) -> str:
    """Return the text in exactly `width` cells, cut with an ellipsis or filled with spaces."""
    if width <= 0:
        return ""
    if cell_len(text) > width:
        text = chop_cells(text, width - 1)[0] + "…" if width > 1 else "…"
    return set_cell_size(text, width)


def right(text: str, width: int) -> str:
    """Return the text at the right end of `width` cells."""
    return " " * max(0, width - cell_len(text)) + text


def wide(row: Iterable[Span]) -> int:
    """Return how many cells a row takes."""
    return sum(cell_len(span.text) for span in row)


def clip(row: Iterable[Span], width: int) -> Row:
    """Return the row in at most `width` cells; the span that reaches over gets an ellipsis."""
    kept: list[Span] = []
    for span in row:
        left = width - wide(kept)
        if left <= 0:
            break
        text = span.text if cell_len(span.text) <= left else fit(span.text, left)
        kept.append(span._replace(text=text))
    return tuple(kept)


def trimmed(row: Iterable[Span]) -> Row:
    """Return the row without the spaces at its end."""
    spans = list(row)
    while spans and not (text := spans[-1].text.rstrip()):
        spans.pop()
    return (*spans[:-1], spans[-1]._replace(text=text)) if spans else ()


def beside(left: Iterable[Span], ending: Iterable[Span], width: int) -> Row:
    """Return one row with `left` at its beginning and `ending` at its end; `left` gives way."""
    ending = clip(ending, width)
    kept = clip(left, max(0, width - wide(ending) - 1))
    return (*kept, Span(" " * max(0, width - wide(kept) - wide(ending))), *ending)


def with_more(row: Iterable[Span], below: int, width: int) -> Row:
    """Return the last row in view with how many more there are below it."""
    return beside(trimmed(row), (Span(f" ↓ {below} more", "quiet"),), width)


def columns(left: Iterable[Row], other: Iterable[Row], width: int, gap: int = 2) -> list[Row]:
    """Return two blocks of rows side by side, the left one `width` cells wide."""
    lefts, others = list(left), list(other)
    count = max(len(lefts), len(others))
    lefts += [()] * (count - len(lefts))
    others += [()] * (count - len(others))
    return [
        (*clip(one, width), Span(" " * (max(0, width - wide(clip(one, width))) + gap)), *two)
        for one, two in zip(lefts, others, strict=True)
    ]
