"""What the widgets draw from: the player's status, and the little that is this screen's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kapsound.text import visible

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """One look at the session.

    `bus` is the one whose level the level keys change; `keys` gives each action's key as it is
    shown; `lost` says why the player does not answer, empty while it does.
    """

    status: Values
    wall: datetime
    bus: str = "music"
    screen: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    lost: str = ""

    @property
    def controls(self) -> bool:
        """Whether this screen may command; where the player names no controller, all may."""
        return self.status.get("controller") in (None, self.screen)

    def key(self, action: str) -> str:
        """Return an action's key as it is shown."""
        return self.keys.get(action, "")


def clean(value: Any) -> Any:
    """Return a status with every text in it safe to show."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    return [clean(item) for item in value] if isinstance(value, list | tuple) else value
