"""Starts the application with the real player and the real settings."""

from kapsound.config.read import read_settings
from kapsound.paths import settings_path
from kapsound.tui import keys
from kapsound.tui.app import Dependencies, KapsoundApp
from kapsound.tui.opening import Opening


def start(opening: Opening) -> int:
    """Run the application until it is left, and return its exit code."""
    path = settings_path()
    reading = read_settings(path, keys.BY_ID)
    app = KapsoundApp(opening, reading.settings, Dependencies(settings=path))
    app.run()
    return app.return_code or 0
