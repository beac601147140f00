"""`kapsound status`: how the running session stands."""

import json
from typing import Annotated

import typer

from kapsound.cli.line import session_line
from kapsound.control.client import Client
from kapsound.control.endpoint import endpoint_in
from kapsound.paths import runtime_dir
from kapsound.text import visible

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def status(
    *, as_json: Annotated[bool, typer.Option("--json", help="As a JSON object.")] = False
) -> None:
    """Say how the running session stands."""
    with Client(endpoint_in(runtime_dir())) as client:
        found = client.status()
    typer.echo(json.dumps(found) if as_json else visible(session_line(found)))
