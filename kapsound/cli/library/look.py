"""Looks into the library."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from kapsound.cli.library.rows import details, row, values
from kapsound.cli.library.which import WHICH, client_of, counted, library, query_of, tracks_of
from kapsound.cli.options import JSON
from kapsound.cli.talk import say
from kapsound.errors import UsageError
from kapsound.library import files
from kapsound.library import find as finding
from kapsound.library.find import SORTS, LibraryTrack
from kapsound.library.wishes import clients
from kapsound.text import nearest, quoted, visible

QUERY = typer.Argument(
    metavar="QUERY",
    help="What to look for, in quotes; `kapsound library --help` says how it is written. After "
    "-- it may begin with a minus.",
)
SORT = typer.Option(
    metavar="FIELD", help=f"Sort by this: {', '.join(SORTS)}.", autocompletion=lambda: list(SORTS)
)
LIMIT = typer.Option(metavar="NUMBER", min=1, help="Show so many at most.")
CLIENT = typer.Option(metavar="CODE", help="Leave out what this client's code excludes.")


def list_all(
    *,
    sort: Annotated[str, SORT] = "title",
    limit: Annotated[int | None, LIMIT] = None,
    client: Annotated[str, CLIENT] = "",
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """List the tracks: number, length, loudness, intensity, title, artist, tags."""
    _list("", sort, limit, client, as_json=as_json)


def find(
    *,
    query: Annotated[list[str], QUERY],
    sort: Annotated[str, SORT] = "title",
    limit: Annotated[int | None, LIMIT] = None,
    client: Annotated[str, CLIENT] = "",
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Find tracks by words, tags, and how they measure."""
    _list(" ".join(query), sort, limit, client, as_json=as_json)


def show(*, which: Annotated[str, WHICH], as_json: Annotated[bool, JSON] = False) -> None:
    """Show all that is known of a track, or of each that is meant."""
    today = datetime.now(UTC).astimezone().date()
    with library() as connection:
        for number, track in enumerate(tracks_of(connection, which)):
            own = finding.places(connection, track.id), clients(connection, track.id)
            curves = finding.curves_of(connection, track.id)
            if as_json:
                typer.echo(json.dumps(values(track, curves, files=own[0], wishes=own[1])))
                continue
            lines = details(track, curves, *own, today)
            typer.echo("\n".join([*([""] if number else []), *lines]))


def missing(*, as_json: Annotated[bool, JSON] = False) -> None:
    """List what cannot be played: tracks whose file has gone, files that cannot be used."""
    with library() as connection:
        gone, problems = finding.missing(connection), files.problems(connection)
    if as_json:
        both = {"missing": [values(track) for track in gone], "problems": problems}
        typer.echo(json.dumps(both))
        return
    for track in gone:
        typer.echo(visible(f"{track.id:>6}  gone: {track.facts.path}"))
    for problem in problems:
        typer.echo(visible(f"        {problem}"))
    if gone:
        say("Bring files back and scan again; or if they moved: kapsound library relink FOLDER")
    elif not problems:
        say("Nothing is missing.")


def duplicates(*, as_json: Annotated[bool, JSON] = False) -> None:
    """List the tracks that lie in several files, byte for byte the same."""
    with library() as connection:
        found = files.duplicates(connection)
    if as_json:
        typer.echo(json.dumps([{"id": track, "files": paths} for track, paths in found]))
        return
    for track, paths in found:
        typer.echo("\n".join(visible(f"{track:>6}  {path}") for path in paths))
    if not found:
        say("No file lies there twice.")


def _list(text: str, sort: str, limit: int | None, client: str, *, as_json: bool) -> None:
    if sort not in SORTS:
        raise UsageError(f"--sort {quoted(sort)}: sort by {', '.join(SORTS)}{nearest(sort, SORTS)}")
    query, code = query_of(text), client_of(client, "--client: ") if client else ""
    with library() as connection:
        found = finding.find(connection, query, client=code, sort=sort, limit=limit)
        total = len(found) if limit is None else finding.count(connection, query, code)
    if as_json:
        typer.echo(json.dumps([values(track) for track in found]))
        return
    for track in found:
        typer.echo(row(track))
    _sum_up(found, total)


def _sum_up(found: Sequence[LibraryTrack], total: int) -> None:
    if total > len(found):
        say(f"{len(found)} of {counted(total)}.")
    elif not found:
        say("No track is found. Folders of music are added by: kapsound library add FOLDER")
