"""Writes tables in Markdown, and puts them between the markers of a page."""

from collections.abc import Iterable, Sequence


def begin(name: str) -> str:
    """Return the line before what is written."""
    return f"<!-- {name} -->\n"


def end(name: str) -> str:
    """Return the line after it."""
    return f"<!-- /{name} -->"


def with_written(page: str, name: str, written: str) -> str:
    """Return a page with what is between the markers of a name replaced.

    Raises:
        ValueError: the page has no such markers.

    """
    before, found, rest = page.partition(begin(name))
    _, closed, after = rest.partition(end(name))
    if not found or not closed:
        raise ValueError(f"the page has no {begin(name).strip()} and {end(name)}")
    return before + found + written + closed + after


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table with a head."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join([*map(_line, lines), ""])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
