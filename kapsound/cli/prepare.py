"""`kapsound prepare` lets everything that can fail do so before there is sound."""

from typing import Annotated

import typer

from kapsound.cli.load import load_playlist, prepare_playable
from kapsound.cli.options import PLAYLIST
from kapsound.cli.talk import say
from kapsound.errors import MediaError
from kapsound.units import format_duration, to_seconds


def prepare(
    *,
    playlist: Annotated[str, PLAYLIST],
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
    loaded, settings = load_playlist(playlist)
    sounds, left_out = prepare_playable(loaded, settings, verify=verify, retry=retry)
    length = format_duration(round(to_seconds(sum(audio.frames for _, audio in sounds))))
    say(f"{len(sounds)} of {len(loaded.recipes)} sounds are prepared, {length} in all.")
    if left_out:
        raise MediaError(f"{len(left_out)} could not be prepared; a session would go on without")
