"""`kapsound attach` opens the screen on the session that runs."""

import typer

from kapsound.control import Role, open_client
from kapsound.tui import run
from kapsound.tui.opening import Attach


def attach() -> None:
    """Open the screen on the session that runs; several may look on, one controls."""
    with open_client(Role.SCRIPT, "attach"):
        pass
    raise typer.Exit(run(Attach()))
