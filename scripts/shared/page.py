"""Writes tables in Markdown, and puts them between the markers of a page."""

import re
from collections.abc import Iterable, Sequence


def begin(name: str) -> str:
    """Return the line before what is written."""
    return f"<!-- {name} -->\n"


def end(name: str) -> str:
    """Return the line after it."""
    return f"<!-- /{name} -->"


def written(page: str, name: str) -> str:
    """Return what is between the markers of a name.

    Raises:
        ValueError: the page has no such markers.

    """
    _, found, rest = page.partition(begin(name))
    text, closed, _ = rest.partition(end(name))
    if not found or not closed:
        raise ValueError(f"the page has no {begin(name).strip()} and {end(name)}")
    return text


def with_written(page: str, name: str, text: str) -> str:
    """Return a page with what is between the markers of a name replaced.

    Raises:
        ValueError: the page has no such markers.

    """
    old = begin(name) + written(page, name) + end(name)
    return page.replace(old, begin(name) + text + end(name), 1)


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table with a head."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join([*map(_line, lines), ""])


def cells(text: str) -> list[list[str]]:
    """Return the rows of the table in a text, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("| ")][2:]
    return [[_plain(cell) for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _plain(cell: str) -> str:
    return cell.strip().replace("\\|", "|")
