"""Rows of text with tones are what the widgets draw: plain data, exact to the cell."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len, chop_cells, set_cell_size

TONES = {
    "": "",
    "quiet": "$quiet",
    "strong": "$strong",
    "big": "$foreground",
    "accent": "$accent",
    "good": "$success",
    "warn": "$warning",
    "bad": "$error",
    "rule": "$rule",
    "key": "bold $accent",
    "on": "$head on $on-back",
    "pill": "bold $head on $now",
    "alarm": "bold $alarm-text on $alarm-back",
    "past": "$past-text on $past",
    "past-next": "$past-text on $past-next",
    "now": "$head on $now",
    "now-next": "$head on $now-next",
    "ahead": "$block-text on $ahead",
    "ahead-next": "$block-text on $ahead-next",
    "head": "bold $head",
}
"""Each tone as a style, in the colours that the themes define."""


class Span(NamedTuple):
    """Text in one tone; `act` is what a click on it does.

    In a panel of the session screen that is an action's id or `do:` and a command, elsewhere an
    action as Textual names it: `screen.start`.
    """

    text: str
    tone: str = ""
    act: str = ""


Row = tuple[Span, ...]
Hint = tuple[str, str, str]
"""A key, what it does in words, and what a click on them does, as in a `Span`."""


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


def beside(left: Iterable[Span], ending: Iterable[Span], width: int) -> Row:
    """Return one row with `left` at its beginning and `ending` at its end; `left` gives way."""
    ending = clip(ending, width)
    kept = clip(left, max(0, width - wide(ending) - 1))
    return (*kept, Span(" " * max(0, width - wide(kept) - wide(ending))), *ending)


def columns(left: Iterable[Row], other: Iterable[Row], width: int, gap: int = 2) -> list[Row]:
    """Return two blocks of rows side by side, the left one `width` cells wide."""
    pairs = [(clip(one, width), two) for one, two in zip_longest(left, other, fillvalue=())]
    return [(*one, Span(" " * (width - wide(one) + gap)), *two) for one, two in pairs]


def hints(keys: Iterable[Hint], width: int) -> list[Row]:
    """Return keys with what they do, in lines that can be clicked."""
    lines: list[list[Span]] = [[]]
    for key, words, act in keys:
        spans = [Span(key, "key", act), Span(f" {words}", "quiet", act)]
        if lines[-1] and wide(lines[-1]) + 2 + wide(spans) > width - 1:
            lines.append([])
        lines[-1] += [Span("  " if lines[-1] else " "), *spans]
    return [tuple(line) for line in lines]


def wrapped(text: str, width: int, tone: str = "") -> list[Row]:
    """Return a text in lines of at most so many cells, broken between words where it can be."""
    lines, line = [], ""
    for word in text.split():
        while cell_len(word) > width > 1:
            lines += [line] if line else []
            lines.append(chop_cells(word, width)[0])
            line, word = "", word[len(lines[-1]) :]  # noqa: PLW2901 - the rest of a word too long
        longer = f"{line} {word}" if line else word
        if cell_len(longer) <= width:
            line = longer
        else:
            lines.append(line)
            line = word
    return [(Span(part, tone),) for part in [*lines, line] if part] or [()]


def indented(rows: Iterable[Row], cells: int = 1) -> list[Row]:
    """Return the rows with so many cells before each."""
    return [(Span(" " * cells), *row) for row in rows]


def decibels(level: float) -> str:
    """Return a level in dB, with its sign where it is not 0."""
    return f"{level:+g} dB" if level else "0 dB"


def minutes(seconds: float) -> str:
    """Return a length in whole minutes, as people say it."""
    hours, rest = divmod(round(seconds / 60), 60)
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"
