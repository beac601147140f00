"""`kapsound play`: a session in the room."""

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from kapsound.cli.follow import follow
from kapsound.cli.load import DO, freeze, load, script
from kapsound.cli.talk import say
from kapsound.control.client import Client
from kapsound.control.endpoint import endpoint_in
from kapsound.errors import BusyError, DeviceError, NoSessionError
from kapsound.jobs.play import start_player
from kapsound.paths import runtime_dir
from kapsound.player.spec import SessionSpec

app = typer.Typer(rich_markup_mode=None)
SILENT = "null"


@app.command()
def play(
    *,
    playlist: Annotated[Path, typer.Argument(help="The playlist file (TOML).")],
    headless: Annotated[
        bool, typer.Option("--headless", help="Without a screen: a plain line of progress.")
    ] = False,
    client: Annotated[str, typer.Option(metavar="CODE", help="The client's code, no name.")] = "",
    output: Annotated[
        str,
        typer.Option(metavar="NAME|null|file:PATH", help="The sound output; see devices."),
    ] = "",
    do: Annotated[list[str] | None, DO] = None,
) -> None:
    """Play a session. It goes on when this terminal is closed; `control` commands it.

    Ctrl-C twice ends it with its closing fade.
    """
    del headless  # until there is a screen, every session is followed by a plain line
    commands = script(do or ())
    _refuse_second()
    loaded = load(playlist)
    spec = freeze(loaded, commands, client=client, output=output)
    record = _start(spec)
    say(f'"{loaded.playlist.title}" begins. Its record is {record}.')
    follow(record, shutil.get_terminal_size().columns)


def _refuse_second() -> None:
    try:
        with Client(endpoint_in(runtime_dir())):
            pass
    except NoSessionError:
        return
    raise BusyError("a session runs already; `kapsound status` says how it stands")


def _start(spec: SessionSpec) -> str:
    try:
        return start_player(spec, runtime_dir())
    except DeviceError as error:
        if spec.output or not sys.stdin.isatty():
            raise
        say(f"kapsound: {error}")
        if not typer.confirm("Run the session silently instead?", default=False, err=True):
            raise
        return start_player(spec.with_output(SILENT), runtime_dir())
