"""`kapsound attach`: the screen on the session that runs."""

import typer

from kapsound.control.client import Client
from kapsound.control.endpoint import endpoint_in
from kapsound.paths import runtime_dir
from kapsound.tui import run
from kapsound.tui.opening import Attach

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def attach() -> None:
    """Open the screen on the session that runs; several may look on, one controls."""
    with Client(endpoint_in(runtime_dir())):
        pass
    raise typer.Exit(run(Attach()))
