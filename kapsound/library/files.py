"""Keeps where tracks lie, and what was found in each file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kapsound.library.curves import pack
from kapsound.library.keys import refresh
from kapsound.library.tables import curves, files, folders, tracks
from kapsound.library.walk import Seen

SURVEYED_BY = 1
"""The version of what is measured and read of tags; what an older one found is surveyed again."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the library knows of a file: its stamp then, and what came of it.

    `digest` is None and `problem` says why where it could not be used.
    """

    size: int
    modified_ns: int
    problem: str
    missing: bool
    digest: str | None
    current: bool


def remember_folders(connection: Connection, paths: Iterable[str]) -> None:
    """Keep folders, to be scanned from now on."""
    for path in paths:
        connection.execute(upsert(folders).values(path=path).on_conflict_do_nothing())


def known_folders(connection: Connection) -> list[str]:
    """Return the folders that are scanned."""
    return list(connection.execute(select(folders.c.path).order_by(folders.c.path)).scalars())


def known_files(connection: Connection) -> dict[str, KnownFile]:
    """Return every file the library knows, by path."""
    asked = select(
        files.c.path, files.c.size, files.c.modified_ns, files.c.problem, files.c.missing,
        tracks.c.digest, tracks.c.surveyed_by,
    ).join_from(files, tracks, isouter=True)  # fmt: skip
    return {
        path: KnownFile(size, modified, problem, missing, digest, by in (None, SURVEYED_BY))
        for path, size, modified, problem, missing, digest, by in connection.execute(asked)
    }


def digests_by_size(connection: Connection) -> dict[int, list[str]]:
    """Return the contents that need no new survey, by their size."""
    found = defaultdict(list)
    current = tracks.c.surveyed_by == SURVEYED_BY
    for size, digest in connection.execute(select(tracks.c.size, tracks.c.digest).where(current)):
        found[size].append(digest)
    return found


def missing_by_size(connection: Connection) -> dict[int, list[str]]:
    """Return the contents that are in no file any more, by their size."""
    found = defaultdict(list)
    asked = select(tracks.c.size, tracks.c.digest).where(tracks.c.missing, ~tracks.c.forgotten)
    for size, digest in connection.execute(asked):
        found[size].append(digest)
    return found


def link(connection: Connection, seen: Seen, digest: str) -> None:
    """Note that a known content lies in this file as well."""
    _keep_file(connection, seen, track=_track_of(connection, digest))


def problems(connection: Connection) -> list[str]:
    """Return why files cannot be used; each names its file."""
    asked = select(files.c.problem).where(files.c.problem != "", ~files.c.missing)
    return list(connection.execute(asked.order_by(files.c.path)).scalars())


def duplicates(connection: Connection) -> list[tuple[int, list[str]]]:
    """Return the tracks that lie in several files, each with these."""
    there = select(files.c.track, files.c.path).where(~files.c.missing, files.c.track.is_not(None))
    several = there.with_only_columns(files.c.track).group_by(files.c.track)
    asked = there.where(files.c.track.in_(several.having(func.count() > 1)))
    found = defaultdict(list)
    for track, path in connection.execute(asked.order_by(files.c.path)):
        found[track].append(path)
    return list(found.items())


def keep(connection: Connection, path: str, survey: Mapping[str, Any]) -> None:
    """Keep what a survey found in a file.

    Where the file's content has changed, what the clinic says of the track stays with it.
    """
    track = _track_of(connection, survey["digest"])
    if "measured" in survey:
        own = track or _only_track_at(connection, path)
        track = _keep_track(connection, own, path, survey)
    seen = Seen(path, survey["size"], survey["modified_ns"])
    _keep_file(connection, seen, track=track)


def refuse(connection: Connection, seen: Seen, reason: str) -> None:
    """Keep why a file could not be used, in place of what it held before."""
    _keep_file(connection, seen, track=None, problem=reason)


def mark(connection: Connection, paths: Sequence[str], *, missing: bool) -> None:
    """Note that files are gone, or there again."""
    for path in paths:
        row = update(files).where(files.c.path == path).values(missing=missing)
        connection.execute(row)


def settle(connection: Connection) -> int:
    """Let each track name a file that is there; return how many files have moved.

    A file that is gone is forgotten where its content lies elsewhere.
    """
    there = select(files.c.track).where(~files.c.missing, files.c.track.is_not(None))
    moved = connection.execute(delete(files).where(files.c.missing, files.c.track.in_(there)))
    best = select(func.min(files.c.path)).where(files.c.track == tracks.c.id, ~files.c.missing)
    named = func.coalesce(best.scalar_subquery(), tracks.c.path)
    gone = ~exists().where(files.c.track == tracks.c.id, ~files.c.missing)
    connection.execute(update(tracks).where(tracks.c.forgotten, ~gone).values(forgotten=False))
    changed = select(tracks.c.id, named, gone).where(
        or_(tracks.c.path != named, tracks.c.missing != gone)
    )
    rows = connection.execute(changed).all()
    for track, path, missing in rows:
        values = {"path": path, "missing": missing}
        connection.execute(update(tracks).where(tracks.c.id == track).values(values))
    refresh(connection, [row[0] for row in rows])
    return moved.rowcount


def _track_of(connection: Connection, digest: str) -> int | None:
    return connection.execute(select(tracks.c.id).where(tracks.c.digest == digest)).scalar()


def _only_track_at(connection: Connection, path: str) -> int | None:
    """Return the track that lay in a file, if it lies nowhere else."""
    track = connection.execute(select(files.c.track).where(files.c.path == path)).scalar()
    others = select(func.count()).where(files.c.track == track, files.c.path != path)
    return track if track and not connection.execute(others).scalar() else None


def _keep_track(
    connection: Connection, track: int | None, path: str, survey: Mapping[str, Any]
) -> int:
    row = {
        "digest": survey["digest"],
        "size": survey["size"],
        "length": survey["length"],
        "surveyed_by": SURVEYED_BY,
        **survey["measured"],
        **survey["tags"],
    }
    if track is None:
        done = connection.execute(insert(tracks).values(path=path, **row))
        (track,) = done.inserted_primary_key or (0,)
    else:
        connection.execute(update(tracks).where(tracks.c.id == track).values(row))
    packed = upsert(curves).values(track=track, packed=pack(survey["curves"]))
    connection.execute(packed.on_conflict_do_update(set_={"packed": packed.excluded.packed}))
    refresh(connection, [track])
    return track


def _keep_file(connection: Connection, seen: Seen, *, track: int | None, problem: str = "") -> None:
    row = {**seen._asdict(), "track": track, "problem": problem, "missing": False}
    written = upsert(files).values(row)
    connection.execute(written.on_conflict_do_update(set_=row))
