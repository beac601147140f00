"""Forgets folders; what the clinic says of their tracks is kept, should these come back."""

from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    exists,
    func,
    not_,
    or_,
    select,
    update,
)

from kapsound.library.conditions import lies_in
from kapsound.library.fields import FIELDS
from kapsound.library.files import known_folders, settle
from kapsound.library.tables import files, folders, tags, tracks, wishes


@dataclass(frozen=True, slots=True)
class Leaving:
    """What goes with a folder: whether it is scanned, its files, and their tracks.

    `said` counts the tracks of which the clinic says something.
    """

    scanned: bool
    files: int
    tracks: int
    said: int


def leaving(connection: Connection, folder: str) -> Leaving:
    """Return what would go with a folder: what lies beneath no other one that is scanned."""
    only = _only_in(connection, folder)
    held = select(func.count()).select_from(tracks).where(tracks.c.id.in_(_held(only)))
    return Leaving(
        folder in known_folders(connection),
        connection.execute(select(func.count()).select_from(files).where(only)).scalar_one(),
        connection.execute(held).scalar_one(),
        connection.execute(held.where(_said())).scalar_one(),
    )


def forget(connection: Connection, folder: str) -> None:
    """Forget a folder with its files, and the tracks of which the clinic says nothing.

    The others are known again by their content, wherever it is scanned. What lies elsewhere as
    well stays.
    """
    only = _only_in(connection, folder)
    connection.execute(delete(folders).where(folders.c.path == folder))
    connection.execute(update(tracks).where(tracks.c.id.in_(_held(only))).values(forgotten=True))
    connection.execute(delete(files).where(only))
    settle(connection)
    connection.execute(delete(tracks).where(tracks.c.forgotten, not_(_said())))


def _only_in(connection: Connection, folder: str) -> ColumnElement[bool]:
    others = [lies_in(other) for other in known_folders(connection) if other != folder]
    return and_(lies_in(folder), not_(or_(*others))) if others else lies_in(folder)


def _held(only: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(files.c.track).where(only, files.c.track.is_not(None))


def _said() -> ColumnElement[bool]:
    own = (func.coalesce(tracks.c[field.column], "") != "" for field in FIELDS.values())
    tagged, wished = (exists().where(table.c.track == tracks.c.id) for table in (tags, wishes))
    return or_(*own, tagged, wished)
