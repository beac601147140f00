"""Keeps the text of tracks as queries compare it: folded."""

from collections.abc import Iterable

from sqlalchemy import Connection, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kapsound.core.query.facts import NAMED, TEXTS, folded, searched
from kapsound.library.find import by_ids
from kapsound.library.tables import keys, tracks


def refresh(connection: Connection, ids: Iterable[int]) -> None:
    """Fold the text of tracks anew, after something of it has changed."""
    for track in by_ids(connection, ids):
        words = update(tracks).where(tracks.c.id == track.id).values(words=searched(track.facts))
        connection.execute(words)
        others = TEXTS.keys() - NAMED.keys()
        row = {name: folded(getattr(track.facts, name)) for name in others}
        written = upsert(keys).values(track=track.id, **row)
        connection.execute(written.on_conflict_do_update(set_=row))
