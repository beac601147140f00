"""`kapsound prepare`: everything that can fail, fails here, before sound."""

from pathlib import Path
from typing import Annotated

import typer

from kapsound.cli.load import prepare as prepare_sounds
from kapsound.cli.talk import say
from kapsound.core.assembly import recipes
from kapsound.errors import MediaError
from kapsound.sessions.load import load
from kapsound.units import format_duration, to_seconds

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def prepare(
    *,
    playlist: Annotated[Path, typer.Argument(metavar="PLAYLIST", help="The playlist file (TOML).")],
    verify: Annotated[
        bool, typer.Option("--verify", help="Check every second of what is prepared already.")
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Try files again that were refused before.")
    ] = False,
) -> None:
    """Prepare a playlist's sounds, so that nothing can fail while it plays.

    What is prepared already is left as it is; what is found damaged is made again. A file that
    cannot be used is named; the others are prepared all the same, and the exit code is 1.
    """
    loaded = load(playlist)
    wanted = recipes(loaded.playlist, loaded.root)
    index = prepare_sounds(loaded, verify=verify, retry=retry)
    length = format_duration(round(to_seconds(sum(audio.frames for _, audio in index))))
    say(f"{len(index)} of {len(wanted)} sounds are prepared, {length} in all.")
    if missing := len(wanted) - len(index):
        raise MediaError(f"{missing} could not be prepared; a session would go on without")
