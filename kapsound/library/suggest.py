"""Suggests where a file that is not there may lie now: by its content, or by its name."""

from pathlib import PurePath

from sqlalchemy import ColumnElement, Connection, or_, select

from kapsound.library.tables import files, tracks
from kapsound.text import likest, visible

_MOST_LIKENED = 2_000
_ENDS = 4


def suggestion(connection: Connection, path: str, digest: str | None) -> str:
    """Return in a sentence which file of the library may be meant by one that is not there.

    `digest` is of what it held when it was last read, None if it never was. Where the library has
    nothing like it the sentence is empty.
    """
    name = PurePath(path).name
    if digest and (there := _files(connection, tracks.c.digest == digest)):
        return f'The library has that sound as "{visible(there[0])}".'
    if there := _files(connection, _named(name)):
        return f'The library has one of that name: "{visible(there[0])}".'
    stem = PurePath(path).stem
    stems = {PurePath(other).stem: other for other in _files(connection, _likely(stem))}
    near = likest(stem, stems)
    return (
        "" if near is None else f'The library has one of a name near it: "{visible(stems[near])}".'
    )


def _files(connection: Connection, condition: ColumnElement[bool]) -> list[str]:
    asked = select(files.c.path).join_from(files, tracks).where(~files.c.missing, condition)
    found = connection.execute(asked.order_by(files.c.path).limit(_MOST_LIKENED))
    return list(found.scalars())


def _named(name: str) -> ColumnElement[bool]:
    ends = (files.c.path.endswith(f"{between}{name}", autoescape=True) for between in "/\\")
    return or_(*ends)


def _likely(stem: str) -> ColumnElement[bool]:
    """Return the condition of files whose path has the beginning or the end of a name in it."""
    ends = (stem[:_ENDS], stem[-_ENDS:])
    return or_(*(files.c.path.contains(end, autoescape=True) for end in ends))
