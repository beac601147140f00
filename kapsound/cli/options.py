"""Defines the arguments and options that several commands share."""

import typer

from kapsound.cli import complete
from kapsound.core.output import usage

PLAYLIST = typer.Argument(
    metavar="PLAYLIST",
    help="A playlist file (TOML), or the name of one of the settings' folders or of kapsound's.",
    autocompletion=complete.playlists,
)
OUTPUT = typer.Option(metavar="NAME", help=usage(), autocompletion=complete.outputs)
DO = typer.Option(
    "--do",
    metavar='"MM:SS COMMAND"',
    help='A command at a session time, such as "0:20 dose"; may be repeated. '
    "`kapsound control --help` lists the commands.",
)
SEED = typer.Option(metavar="NUMBER", help="Another seed than the playlist's.")
YES = typer.Option("--yes", help="Do not ask first.")
JSON = typer.Option("--json", help="As JSON, for scripts.")
