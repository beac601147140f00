"""Keeps what the clinic says of its music."""

from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

from kapsound.cli.client import judge
from kapsound.cli.library.rows import row
from kapsound.cli.library.which import WHICH, client_of, counted, library, tracks_of
from kapsound.cli.talk import say
from kapsound.errors import UsageError
from kapsound.library import fields
from kapsound.library.find import wished_by
from kapsound.library.wishes import Wish, wish

T = TypeVar("T")
R = TypeVar("R")
_VALUES = "; ".join(f"{name}, {field.meaning}" for name, field in fields.FIELDS.items())
CLIENT = typer.Argument(metavar="CLIENT", help="The client's code; never a name.")
WISHED = typer.Argument(
    metavar="WHICH",
    help="Tracks: a number as listed, a file, or a query in quotes; left out, what is kept of "
    "the client is listed.",
)
DROP = typer.Option("--drop", help="Take it back.")


def tag(
    *,
    which: Annotated[str, WHICH],
    tags: Annotated[list[str] | None, typer.Argument(metavar="TAG", help="Tags.")] = None,
    drop: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="Take this tag away; may be repeated.")
    ] = None,
) -> None:
    """Give tracks tags, the clinic's own words for them."""
    added, dropped = (
        [_read(fields.read_tag, text) for text in texts or ()] for texts in (tags, drop)
    )
    if not added and not dropped:
        raise UsageError("name a tag to give, or one to take away with --drop")
    with library() as connection:
        found = tracks_of(connection, which)
        fields.tag_tracks(connection, [track.id for track in found], added, dropped)
    say(f"{counted(len(found))} tagged.")


def set_fields(
    *,
    which: Annotated[str, WHICH],
    values: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE", help=f"{_VALUES}. Nothing after the = clears a field."
        ),
    ],
) -> None:
    """Say how intense tracks are, how they feel, whether there is a voice, and what allows them."""
    read = _read(fields.read_fields, values)
    with library() as connection:
        found = tracks_of(connection, which)
        fields.set_fields(connection, [track.id for track in found], read)
    say(f"{counted(len(found))} set.")


def exclude(
    *,
    client: Annotated[str, CLIENT],
    which: Annotated[str, WISHED] = "",
    drop: Annotated[bool, DROP] = False,
) -> None:
    """Keep tracks from a client; a search for that client leaves them out."""
    _wish(client, which, Wish.EXCLUDE, drop=drop)


def prefer(
    *,
    client: Annotated[str, CLIENT],
    which: Annotated[str, WISHED] = "",
    drop: Annotated[bool, DROP] = False,
) -> None:
    """Note which tracks a client likes."""
    _wish(client, which, Wish.PREFER, drop=drop)


def _wish(client: str, which: str, what: Wish, *, drop: bool) -> None:
    code = client_of(client)
    if which and not drop:
        judge(code)
    with library() as connection:
        if not which:
            for track in wished_by(connection, code, what):
                typer.echo(row(track))
            return
        found = tracks_of(connection, which)
        wish(connection, code, [track.id for track in found], None if drop else what)
    say(f"{counted(len(found))} noted for {code}.")


def _read(read: Callable[[T], R], text: T) -> R:
    try:
        return read(text)
    except ValueError as error:
        raise UsageError(str(error)) from error
