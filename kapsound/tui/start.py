"""Starting the application with the real player and the real settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kapsound.tui.app import KapsoundApp
from kapsound.tui.opening import Opening


@dataclass(frozen=True, slots=True)
class _Settings:
    theme: str = "night"
    keys: Mapping[str, str] = field(default_factory=dict)


def start(opening: Opening) -> int:
    """Run the application until it is left, and return its exit code."""
    return KapsoundApp(opening, _Settings()).run() or 0
