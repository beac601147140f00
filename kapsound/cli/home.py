"""`kapsound home`, and `kapsound` alone: the screen on whatever there is to do."""

import typer

from kapsound.control import Role, open_client
from kapsound.errors import NoSessionError
from kapsound.tui import run
from kapsound.tui.opening import Attach, Home


def home() -> None:
    """Open the screen: start a session, or go on with the one that runs."""
    raise typer.Exit(run(Attach() if _runs() else Home()))


def _runs() -> bool:
    try:
        with open_client(Role.SCRIPT, "home"):
            return True
    except NoSessionError:
        return False
