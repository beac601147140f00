"""Holds what the widgets draw from: the player's status, and the little that is this screen's."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar, cast

from kapsound.control import Contents, Look, Status
from kapsound.control.status import TrackContents
from kapsound.text import visible

Cleaned = TypeVar("Cleaned")


@dataclass(frozen=True, slots=True)
class View:
    """One look at the session; status and contents are empty until the player has spoken.

    `bus` is the one whose level the level keys change; `keys` gives each action's key as it is
    shown; `lost` says why the player does not answer, empty while it does, and `unheard_s` is
    how long it has said nothing then; `caps_lock` if that seems to be on.
    """

    status: Status
    wall: datetime
    bus: str = "music"
    screen: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    lost: str = ""
    unheard_s: float = 0.0
    caps_lock: bool = False
    contents: Contents = field(default_factory=lambda: cast(Contents, {}))

    @property
    def controls(self) -> bool:
        """Whether this screen may command; where the player names no controller, all may."""
        return self.status["controller"] in (None, self.screen)

    @property
    def tracks(self) -> list[TrackContents]:
        """The tracks of the phase that runs."""
        return Look(self.status, self.contents).tracks

    def key(self, action: str) -> str:
        """Return an action's key as it is shown."""
        return self.keys.get(action, "")


NOTHING = cast(Status, {})
"""The status before the player has spoken; nothing is drawn from it."""


def run_on(view: View, wall: datetime, by_s: float) -> View:
    """Return the last word of a player that says nothing, its clocks run on by this screen's."""
    status = view.status
    clocks = {
        name: None if (at := status[name]) is None else at + by_s for name in ("t", "d", "d_last")
    }
    ran = {**status, **clocks, "meters": None, "undo": None}
    return replace(view, status=cast(Status, ran), wall=wall, unheard_s=by_s)


def clean(value: Cleaned) -> Cleaned:
    """Return a status with every text in it safe to show."""
    return cast(Cleaned, _clean(value))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list | tuple) else value
