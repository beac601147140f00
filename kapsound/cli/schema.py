"""`kapsound schema`: the playlist format for editors."""

import json

import typer

from kapsound.core.playlist.schema import playlist_schema


def schema() -> None:
    """Print the JSON Schema of playlists, for editors: they complete and check by it."""
    typer.echo(json.dumps(playlist_schema(), indent=2))
