"""What the screens ask of the application."""

from pathlib import Path
from typing import Protocol, cast

from textual.app import App

from kapsound.config import Settings


class Host(Protocol):
    """The application, as the screens around a session see it."""

    settings: Settings

    def change(self, settings: Settings) -> str:
        """Take on and keep other settings; return why they cannot be kept, empty if they are."""

    def open_session(self) -> None:
        """Show the session that runs."""

    def open_home(self) -> None:
        """Show the home screen."""

    def open_preflight(self, path: Path) -> None:
        """Look a playlist over before its session."""

    def action_leave(self) -> None:
        """Leave the program."""


def host(app: App[object]) -> Host:
    """Return the application as its screens see it."""
    return cast("Host", app)
