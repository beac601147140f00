"""`kapsound schema`: the playlist format for editors."""

import json

import typer

from kapsound.core.playlist.schema import playlist_schema

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def schema() -> None:
    """Print the JSON Schema of playlists, for editors: they complete and check by it."""
    typer.echo(json.dumps(playlist_schema(), indent=2))
