"""`kapsound devices`: the sound outputs by name."""

import json
from typing import Annotated

import typer

from kapsound.cli.options import JSON
from kapsound.cli.talk import say
from kapsound.core.output import RUN_SILENTLY
from kapsound.processes import run_job
from kapsound.text import visible


def devices(*, as_json: Annotated[bool, JSON] = False) -> None:
    """List the sound outputs, as --output takes them; the system's default has a star."""
    found = run_job("devices", {}, lambda _: None)
    if as_json:
        typer.echo(json.dumps(found))
        return
    if not found["names"]:
        say(f"No sound output was found; connect one, or {RUN_SILENTLY}.")
    for name in found["names"]:
        typer.echo(f"{'*' if name == found['default'] else ' '} {visible(name)}")
