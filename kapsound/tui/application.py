"""The screens know the application as a protocol."""

from pathlib import Path
from typing import Protocol, cast

from textual.app import App

from kapsound.config.settings import Settings


class Application(Protocol):
    """Keeps the settings, and shows one screen in the place of another."""

    settings: Settings

    def change(self, settings: Settings) -> str:
        """Apply and keep other settings; return why they cannot be kept, empty if they are."""

    def open_session(self) -> None:
        """Show the session that runs."""

    def open_home(self) -> None:
        """Show the home screen."""

    def open_preflight(self, path: Path) -> None:
        """Look a playlist over before its session."""

    def session_over(self, record: str) -> None:
        """Show what ran, after the end."""

    def action_leave(self) -> None:
        """Leave the program."""


def application(app: App[object]) -> Application:
    """Return the application as its screens see it."""
    return cast("Application", app)
