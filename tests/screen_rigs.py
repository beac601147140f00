"""A player for the screen's tests: it says and answers what it is told to."""

import json
import queue
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kapsound.config import Settings
from kapsound.control.protocol import Reply
from kapsound.errors import NoSessionError
from kapsound.tui.app import KapsoundApp, Outside
from kapsound.tui.opening import Attach

SESSION = json.loads((Path(__file__).parent / "tui" / "session.json").read_text("utf-8"))
NOON = datetime(2026, 3, 4, 19, 30, 15, tzinfo=UTC)


def session(**changes: Any) -> dict[str, Any]:
    """Return the status of a session in its peak, with some keys changed."""
    return deepcopy(SESSION) | changes


def phase(**changes: Any) -> dict[str, Any]:
    """Return its phase, changed."""
    return deepcopy(SESSION["phase"]) | changes


@dataclass
class FakePlayer:
    """One session; every connection of the link is this object again."""

    status: dict[str, Any] = field(default_factory=session)
    given: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    answers: dict[str, tuple[str, str]] = field(default_factory=dict)
    previews: dict[str, dict[str, Any]] = field(default_factory=dict)
    gone: bool = False

    def __post_init__(self) -> None:
        self.said: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.say(self.status)

    def say(self, status: dict[str, Any] | None) -> None:
        """Let the player say a status; None hangs up."""
        if status is not None:
            self.status = status
        self.said.put(status)

    def connect(self) -> "FakePlayer":
        """Return this player, unless it is gone."""
        if self.gone:
            raise NoSessionError("no session is running")
        return self

    def watch(self, rate: float) -> Any:
        """Yield what is said."""
        while (status := self.said.get()) is not None:
            yield status

    def do(self, text: str, actor: str = "", *, confirmed: bool = False) -> Reply:
        """Remember a command, and answer as told beforehand."""
        self.given.append(text)
        if confirmed:
            self.confirmed.append(text)
        outcome, words = ("accepted", "") if confirmed else self.answers.get(text, ("accepted", ""))
        return Reply(f"{len(self.given)}", outcome, words, 0, self.status)

    def preview(self, text: str) -> dict[str, Any]:
        """Answer as told beforehand."""
        return self.previews.get(text, {})

    def take(self, screen: str) -> None:
        """Remember who took control."""
        self.taken.append(screen)

    def close(self) -> None:
        """Hang up."""


class Ticks:
    """A monotonic clock in which every look is a second later."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        self.now += 1.0
        return self.now


def application(player: FakePlayer, **settings: Any) -> KapsoundApp:
    """Return the application, attached to a player, in a world that stands still."""
    outside = Outside(player.connect, None, lambda: NOON, Ticks(), lambda: "screen-me")
    return KapsoundApp(Attach(), Settings(**settings), outside)
