"""`kapsound status` says how the running session stands."""

import json
from typing import Annotated

import typer

from kapsound.cli.line import session_line
from kapsound.cli.options import JSON
from kapsound.control import Role, open_client
from kapsound.text import visible


def status(*, as_json: Annotated[bool, JSON] = False) -> None:
    """Say how the running session stands."""
    with open_client(Role.SCRIPT, "status") as client:
        found = client.look()
    typer.echo(json.dumps(found._asdict()) if as_json else visible(session_line(found.status)))
