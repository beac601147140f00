"""Forgets a folder of the library."""

from pathlib import Path
from typing import Annotated

import typer

from kapsound.cli.complete import files
from kapsound.cli.library.which import counted, library
from kapsound.cli.options import YES
from kapsound.cli.talk import ask, say
from kapsound.errors import LibraryError
from kapsound.library import forget as forgetting
from kapsound.library.files import known_folders
from kapsound.text import visible


def forget(
    *,
    folder: Annotated[
        str, typer.Argument(metavar="FOLDER", help="A folder of music.", autocompletion=files)
    ],
    yes: Annotated[bool, YES] = False,
) -> None:
    """Forget a folder: it is scanned no more, and its tracks leave the library.

    What the clinic says of them is kept: they are known again by their content, should they come
    back. No file is touched.
    """
    place = str(Path(folder).expanduser().resolve())
    with library() as connection:
        going = forgetting.leaving(connection, place)
        known = known_folders(connection)
    shown = visible(place)
    if not going.scanned and not going.files:
        raise LibraryError(f"{shown}: {_reason(place, known)}")
    kept = f"; what you say of {going.said} of them is kept" if going.said else ""
    ask(f"Forget {shown}? {counted(going.tracks)} would go{kept}.", yes=yes)
    with library() as connection:
        forgetting.forget(connection, place)
    say(f"{shown} is forgotten: {counted(going.tracks)} went{kept}.")


def _reason(place: str, known: list[str]) -> str:
    """Return why there is nothing to forget of a folder."""
    above = [folder for folder in known if Path(place).is_relative_to(folder)]
    if above:
        return f"lies in {visible(above[0])}, which is scanned as a whole; forget that one"
    return f"the library does not know it; it scans {visible(', '.join(known)) or 'no folder'}"
