"""`kapsound home`, and `kapsound` alone: the screen on whatever there is to do."""

import typer

from kapsound.control import Role, open_client
from kapsound.errors import NoSessionError
from kapsound.tui import run
from kapsound.tui.opening import Attach, Home


def home() -> None:
    """Open the screen: start a session, or go on with the one that runs."""
    raise typer.Exit(run(Attach() if session_runs("home") else Home()))


def session_runs(who: str) -> bool:
    """Say whether a session runs, and answers the one who asks."""
    try:
        with open_client(Role.SCRIPT, who):
            return True
    except NoSessionError:
        return False
