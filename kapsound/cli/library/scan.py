"""Brings music into the library."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kapsound.cli.complete import files
from kapsound.cli.progress import job
from kapsound.cli.talk import say
from kapsound.errors import MediaError, UsageError
from kapsound.paths import library_path
from kapsound.processes import Values
from kapsound.text import quoted

FOLDERS = typer.Argument(metavar="FOLDER", help="Folders of music.", autocompletion=files)
SOME = typer.Argument(
    metavar="FOLDER", help="Folders; left out, all that were added.", autocompletion=files
)
RETRY = typer.Option("--retry", help="Try files again that were refused before.")
_MOST_NAMED = 20


def add(*, folders: Annotated[list[str], FOLDERS], retry: Annotated[bool, RETRY] = False) -> None:
    """Add folders of music, and scan them: every sound file beneath is measured.

    The folders are remembered for `kapsound library scan`. A file that cannot be used is named
    with the reason, `kapsound library missing` lists it, and the exit code is 1. Stopped by Ctrl-C,
    what was done is kept.
    """
    _tell(scanned(_places(folders), add=True, retry=retry))


def scan(
    *, folders: Annotated[list[str] | None, SOME] = None, retry: Annotated[bool, RETRY] = False
) -> None:
    """Scan the folders again: what is new or changed is measured, what has gone is noted.

    The exit code is 1 if there are files that cannot be used.
    """
    _tell(scanned(_places(folders or ()), retry=retry))


def relink(*, folders: Annotated[list[str] | None, SOME] = None) -> None:
    """Look for missing tracks in folders: they are known again by their content."""
    found = scanned(_places(folders or ()), relink=True)["found"]
    say("One track is there again." if found == 1 else f"{found} tracks are there again.")


def scanned(places: Sequence[str], **wishes: bool) -> Values:
    """Scan absolute paths by the scan job, with the progress on the terminal; return its answer.

    None are all folders that were added.
    """
    request = {"library": str(library_path()), "places": list(places), **wishes}
    try:
        return job("scan", request, "scanning")
    except KeyboardInterrupt:
        say("Stopped. What was scanned is kept; the same command goes on from there.")
        raise


def folder_of(text: str) -> Path:
    """Return the folder that a person names, links followed."""
    folder = Path(text).expanduser()
    if not folder.is_dir():
        raise UsageError(f"{quoted(text)} is no folder; name one that holds music")
    return folder.resolve()


def _places(folders: Sequence[str]) -> list[str]:
    return [str(folder_of(folder)) for folder in folders]


def _tell(done: Values) -> None:
    """Say what came of a scan; files that cannot be used make the exit code that of their fault."""
    told(done)
    if done["refused"]:
        raise typer.Exit(MediaError.exit_code)


def told(done: Values) -> None:
    """Say what came of a scan, and why some files cannot be used."""
    for reason in done["refused"][:_MOST_NAMED]:
        say(f"kapsound: {reason}")
    if (more := len(done["refused"]) - _MOST_NAMED) > 0:
        say(f"kapsound: and {more} more; see: kapsound library missing")
    parts = [f"{done['surveyed']} scanned", f"{done['unchanged']} unchanged"]
    words = {"moved": "moved", "missing": "gone"}
    parts += [f"{done[name]} {word}" for name, word in words.items() if done[name]]
    parts += [f"{len(done['refused'])} cannot be used"] if done["refused"] else []
    say(f"{done['files']} files: {', '.join(parts)}.")
    if not done["files"]:
        say("Add a folder of music: kapsound library add FOLDER")
