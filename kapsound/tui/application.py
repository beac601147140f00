"""The screens know the application as a protocol."""

from typing import Protocol, cast

from textual.app import App

from kapsound.config.settings import Settings
from kapsound.tui.opening import Play


class Application(Protocol):
    """Keeps the settings, and shows one screen in the place of another."""

    settings: Settings

    def change(self, settings: Settings) -> str:
        """Apply and keep other settings; return why they cannot be kept, empty if they are."""

    def open_session(self) -> None:
        """Show the session that runs."""

    def open_home(self) -> None:
        """Show the home screen."""

    def open_preflight(self, play: Play) -> None:
        """Look a playlist over before its session."""

    def session_over(self, record: str) -> None:
        """Show what ran, after the end."""

    def stop(self) -> None:
        """Stop all sound."""

    def stops(self, key: str) -> bool:
        """Stop all sound if this key does so; say whether it does."""

    def action_show_help(self) -> None:
        """Show the keys of where one is."""

    def action_find(self) -> None:
        """Find a command by its name."""

    def action_other_theme(self) -> None:
        """Change between night and day."""

    def action_leave(self) -> None:
        """Leave the program."""


def application(app: App[object]) -> Application:
    """Return the application as its screens know it."""
    return cast("Application", app)
