"""Turns a query into a condition of SQL, which holds for the tracks that `matches` says it does."""

from typing import assert_never

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select, true

from kapsound.core.query import Query, tree
from kapsound.core.query.facts import NAMED, TAG_MARK
from kapsound.library.tables import files, keys, tracks


def condition(query: Query) -> ColumnElement[bool]:
    """Return the condition of a query on the table of tracks."""
    match query:
        case tree.All(parts):
            return and_(true(), *map(condition, parts))
        case tree.Any(parts):
            return or_(false(), *map(condition, parts))
        case tree.Not(part):
            return not_(condition(part))
        case _:
            return _single(query)


def lies_in(folder: str) -> ColumnElement[bool]:
    """Return the condition of a file that lies beneath a folder, or is it."""
    start = folder.rstrip("/\\")
    inside = func.substr(files.c.path, 1, len(start) + 1).in_((f"{start}/", f"{start}\\"))
    return or_(files.c.path == folder, inside)


def _single(
    query: tree.Single,
) -> ColumnElement[bool]:
    match query:
        case tree.Words(text):
            return _holds(tracks.c.words, text)
        case tree.Contains(field, text):
            return _named(field, text) if field in NAMED else _elsewhere(field, text)
        case tree.Tagged(tag):
            return _holds(tracks.c.words, f"{TAG_MARK}{tag}{TAG_MARK}")
        case tree.Chosen(field, value):
            return and_(tracks.c[field].is_not(None), tracks.c[field] == value)
        case tree.Between(field, low, high):
            return _between(tracks.c[field], low, high)
        case _:
            assert_never(query)


def _holds(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return func.instr(column, text) > 0


def _named(field: str, text: str) -> ColumnElement[bool]:
    """Look in the part of the words from the field's mark to the next one's."""
    marks = [*NAMED.values(), TAG_MARK]
    place = marks.index(NAMED[field])
    start, end = (func.instr(tracks.c.words, mark) for mark in marks[place : place + 2])
    # The whole is looked through first, for to cut a part out of each costs more.
    part = func.substr(tracks.c.words, start, end - start)
    return and_(_holds(tracks.c.words, text), _holds(part, text))


def _elsewhere(field: str, text: str) -> ColumnElement[bool]:
    return tracks.c.id.in_(select(keys.c.track).where(_holds(keys.c[field], text)))


def _between(
    column: ColumnElement[float], low: float | None, high: float | None
) -> ColumnElement[bool]:
    # What is not known is asked first: in SQL its negation would not hold either.
    ends: list[ColumnElement[bool]] = [column.is_not(None)]
    ends += [] if low is None else [column >= low]
    ends += [] if high is None else [column <= high]
    return and_(*ends)
