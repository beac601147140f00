"""The screens reach the application, which keeps the settings and shows one screen or another."""

from typing import TYPE_CHECKING, cast

from textual.app import App

if TYPE_CHECKING:
    from kapsound.tui.app import KapsoundApp


def application(app: App[object]) -> "KapsoundApp":
    """Return the application as its screens know it."""
    return cast("KapsoundApp", app)
