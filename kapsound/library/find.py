"""Finds tracks in the library."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, not_, select

from kapsound.core.query import Facts, Query
from kapsound.core.query.facts import file_title
from kapsound.library.conditions import condition, lies_in
from kapsound.library.curves import Curves, unpack
from kapsound.library.tables import curves, files, tags, tracks
from kapsound.library.wishes import Wish, wished

SORTS = (
    "title", "artist", "album", "path", "length", "loudness", "range", "brightness", "onsets",
    "intensity", "valence",
)  # fmt: skip
"""What tracks may be sorted by."""
_BETWEEN_TAGS = "\x1f"
_AT_ONCE = 10_000  # SQLite takes no more than some 30,000 values in one question
_FACTS = (
    "path", "artist", "album", "genre", "year", "bpm", "length", "loudness", "range", "peak",
    "brightness", "onsets", "intensity", "valence", "vocals", "notes", "licence",
)  # fmt: skip
_OWN = (
    "id", "digest", "missing", "rights", "loudness_tagged", "lead_silence", "trail_silence",
)  # fmt: skip
_OF_LICENCE = ("licence_source", "licence_expires")


@dataclass(frozen=True, slots=True)
class LibraryTrack:
    """A track as the library keeps it.

    `missing` if none of its files is where it was; `rights` is what the file says of its own
    copyright, the licence what the clinic does. `loudness_tagged` if it could not be measured, and
    the loudness is what the file's tags say.
    """

    id: int
    digest: str
    missing: bool
    facts: Facts
    rights: str
    loudness_tagged: bool
    lead_silence: float
    trail_silence: float
    licence_source: str
    licence_expires: str


def find(
    connection: Connection,
    query: Query,
    *,
    client: str = "",
    sort: str = "title",
    limit: int | None = None,
) -> list[LibraryTrack]:
    """Return the tracks that a query asks for and that are there, sorted by one of `SORTS`.

    Tracks that the client's code excludes are left out.
    """
    chosen = tracks.c["words" if sort == "title" else sort]  # which begin with it
    order = (chosen.is_(None), chosen, tracks.c.id)
    # First which, then what is known of them: the rest is not worth reading.
    first = select(tracks.c.id).where(_there(query, client)).order_by(*order).limit(limit)
    asked = _tracks().where(tracks.c.id.in_(first)).order_by(*order)
    return [_track(row) for row in connection.execute(asked)]


def count(connection: Connection, query: Query, client: str = "") -> int:
    """Return how many tracks `find` would."""
    asked = select(func.count()).select_from(tracks).where(_there(query, client))
    return connection.execute(asked).scalar_one()


def by_ids(connection: Connection, ids: Iterable[int]) -> list[LibraryTrack]:
    """Return tracks by their numbers, there or missing; those that are not known are left out."""
    wanted = list(ids)
    parts = (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))
    asked = (_tracks().where(tracks.c.id.in_(part)) for part in parts)
    return [_track(row) for part in asked for row in connection.execute(part)]


def by_paths(connection: Connection, paths: Sequence[str]) -> dict[str, LibraryTrack]:
    """Return the tracks that these files hold, by path; a file that is not known is left out."""
    asked = select(files.c.path, files.c.track).where(files.c.track.is_not(None))
    parts = (paths[start : start + _AT_ONCE] for start in range(0, len(paths), _AT_ONCE))
    rows = (connection.execute(asked.where(files.c.path.in_(part))).all() for part in parts)
    held = {path: track for part in rows for path, track in part}
    found = {track.id: track for track in by_ids(connection, set(held.values()))}
    return {path: found[track] for path, track in held.items()}


def beneath(connection: Connection, folder: str) -> list[LibraryTrack]:
    """Return the tracks that lie beneath a folder, by their path."""
    there = (~files.c.missing, files.c.track.is_not(None))
    held = select(files.c.path).where(lies_in(folder), *there)
    return list(by_paths(connection, list(connection.execute(held).scalars())).values())


def missing(connection: Connection) -> list[LibraryTrack]:
    """Return the tracks whose files are all gone, by where they were."""
    asked = _tracks().where(tracks.c.missing, ~tracks.c.forgotten).order_by(tracks.c.path)
    return [_track(row) for row in connection.execute(asked)]


def wished_by(connection: Connection, client: str, wish: Wish) -> list[LibraryTrack]:
    """Return the tracks that a client wishes so."""
    asked = _tracks().where(tracks.c.id.in_(wished(client, wish))).order_by(tracks.c.words)
    return [_track(row) for row in connection.execute(asked)]


def places(connection: Connection, track: int) -> list[str]:
    """Return every file that holds a track, missing ones too."""
    asked = select(files.c.path).where(files.c.track == track).order_by(files.c.path)
    return list(connection.execute(asked).scalars())


def curves_of(connection: Connection, track: int) -> Curves:
    """Return how a track goes, second by second."""
    asked = select(curves.c.packed).where(curves.c.track == track)
    packed = connection.execute(asked).scalar_one_or_none()
    return unpack(packed) if packed else Curves()


def _there(query: Query, client: str) -> ColumnElement[bool]:
    there = and_(not_(tracks.c.missing), condition(query))
    return and_(there, tracks.c.id.not_in(wished(client, Wish.EXCLUDE))) if client else there


def _tracks() -> Select[Any]:
    columns = [tracks.c[name] for name in dict.fromkeys((*_FACTS, "title", *_OWN, *_OF_LICENCE))]
    own = select(func.group_concat(tags.c.tag, _BETWEEN_TAGS)).where(tags.c.track == tracks.c.id)
    return select(*columns, own.scalar_subquery().label("tags"))


def _track(row: Row[Any]) -> LibraryTrack:
    values = row._asdict()
    own = {name: values[name] for name in (*_OWN, *_OF_LICENCE)}
    return LibraryTrack(facts=_facts(values), **own)


def _facts(values: Mapping[str, Any]) -> Facts:
    return Facts(
        title=values["title"] or file_title(values["path"]),
        tags=tuple(sorted((values["tags"] or "").split(_BETWEEN_TAGS))) if values["tags"] else (),
        **{name: values[name] for name in _FACTS},
    )
