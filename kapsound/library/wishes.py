"""Keeps what clients wish to hear, and not to hear, by their codes."""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import Connection, Select, delete, insert, select

from kapsound.library.tables import wishes


class Wish(StrEnum):
    """What a client wishes of a track."""

    EXCLUDE = "exclude"
    PREFER = "prefer"


def wished(client: str, wish: Wish) -> Select[tuple[int]]:
    """Return the tracks that a client wishes so, as a query of SQL."""
    return select(wishes.c.track).where(wishes.c.client == client, wishes.c.wish == wish)


def wish(connection: Connection, client: str, ids: Iterable[int], what: Wish | None) -> None:
    """Keep what a client wishes of tracks, in place of what was wished before; None is nothing."""
    for track in ids:
        own = (wishes.c.client == client, wishes.c.track == track)
        connection.execute(delete(wishes).where(*own))
        if what:
            row = {"client": client, "track": track, "wish": str(what)}
            connection.execute(insert(wishes).values(row))


def clients(connection: Connection, track: int) -> list[tuple[str, str]]:
    """Return the clients who wish something of a track, and what."""
    asked = select(wishes.c.client, wishes.c.wish).where(wishes.c.track == track)
    return [(client, what) for client, what in connection.execute(asked.order_by(wishes.c.client))]
