"""A player for the screen's tests: it says and answers what it is told to."""

import asyncio
import json
import queue
import threading
from copy import deepcopy
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from rich.cells import cell_len

from kapsound.config.settings import Settings
from kapsound.control import Look, Outcome, Previewed, Reply
from kapsound.core.commands import Command
from kapsound.errors import NoSessionError
from kapsound.tui.app import KapsoundApp
from kapsound.tui.dependencies import Dependencies
from kapsound.tui.opening import Attach
from kapsound.units import format_duration

SESSION: dict[str, Any] = json.loads(
    (Path(__file__).parent / "tui" / "session.json").read_text("utf-8")
)
NOON = datetime(2026, 3, 4, 19, 30, 15, tzinfo=UTC)


def session(**changes: Any) -> Any:
    """Return the status of a session in its peak, with some keys changed."""
    return deepcopy(SESSION["status"]) | changes


def contents(**changes: Any) -> Any:
    """Return what it is made of, with some keys changed."""
    return deepcopy(SESSION["contents"]) | changes


def look(**changes: Any) -> Look:
    """Return a look at it, with some keys of its status changed."""
    return Look(session(**changes), contents())


def typed(command: Command) -> str:
    """Return a command as one types it, without what may be left out."""
    items = fields(cast(Any, command))
    given = [(item.name, getattr(command, item.name), item.default) for item in items]
    words = [_word(name, value) for name, value, default in given if value != default]
    return " ".join([command.name, *words])


def _word(name: str, value: Any) -> str:
    if name in ("by", "ago"):
        return "at -" * (name == "ago") + format_duration(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def phase(**changes: Any) -> Any:
    """Return its phase, changed."""
    return deepcopy(SESSION["status"]["phase"]) | changes


@dataclass
class FakePlayer:
    """One session; every connection of the link is this object again."""

    status: Any = field(default_factory=session)
    contents: Any = field(default_factory=contents)
    given: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    taken: int = 0
    answers: dict[str, tuple[Outcome, str]] = field(default_factory=dict)
    previews: dict[str, dict[str, Any]] = field(default_factory=dict)
    screens: list[str] = field(default_factory=list)
    gone: bool = False
    broken: int = 0
    slow: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.slow.set()
        self.said: queue.Queue[Look | None] = queue.Queue()
        self.say(self.status)

    def say(self, status: Any) -> None:
        """Let the player say a status; None hangs up."""
        if status is not None:
            self.status = status
        self.said.put(None if status is None else Look(status, self.contents))

    def connect(self, screen: str) -> "FakePlayer":
        """Return this player, unless it is gone."""
        self.screens.append(screen)
        if self.gone:
            raise NoSessionError("no session is running")
        return self

    def watch(self, rate: float) -> Any:
        """Yield what is said."""
        while (look := self.said.get()) is not None:
            yield look

    def do(self, command: Command, *, confirmed: bool = False) -> Reply:
        """Remember a command, and answer as told beforehand."""
        if self.broken:
            self.broken -= 1
            raise NoSessionError("the session has ended")
        text = typed(command)
        if text != "stop":
            self.slow.wait(10)
        self.given.append(text)
        if confirmed:
            self.confirmed.append(text)
        accepted: tuple[Outcome, str] = ("accepted", "")
        outcome, words = accepted if confirmed else self.answers.get(text, accepted)
        return Reply(f"{len(self.given)}", outcome, words, 0, self.status)

    def preview(self, command: Command) -> Previewed:
        """Answer as told beforehand."""
        told = self.previews.get(typed(command), {"plan": [], "text": ""})
        return Previewed("accepted", told["text"], told["plan"])

    def take(self) -> Any:
        """Remember that control was taken."""
        self.taken += 1
        return self.status

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


def standing_still(player: FakePlayer, name: str) -> Dependencies:
    """Return a world whose clocks stand still, but for the keys: each comes a second later."""
    given = (player.connect, None, lambda: NOON, Ticks(), lambda: name)
    return Dependencies(*given, clock=lambda: 0.0, devices=lambda: ["Headphones", "Room speakers"])


def application(player: FakePlayer, **settings: Any) -> KapsoundApp:
    """Return the application, attached to a player, in a world that stands still."""
    dependencies = standing_still(player, "screen-me")
    return KapsoundApp(Attach(), Settings(**settings), dependencies)


def play(scene: Any, player: FakePlayer, size: tuple[int, int] = (80, 24), **settings: Any) -> None:
    """Run the application, play an `async scene(app, pilot)` once it shows the session."""

    async def perform() -> None:
        app = application(player, **settings)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.session and app.session.view.status)
            await scene(app, pilot)
        player.gone = True
        player.say(None)

    asyncio.run(perform())


async def until(pilot: Any, holds: Any) -> None:
    """Let the application work until something holds; fail after ten seconds."""
    for _ in range(1000):
        if holds():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came to that")


def text_of(app: KapsoundApp, where: str = "") -> str:
    """Return what is on the screen, or on one of its widgets, as plain text."""
    screen = app.screen
    region = screen.query_one(where).region if where else screen.region
    strips = screen._compositor.render_strips()
    lines = strips[region.y : region.bottom]
    return "\n".join(strip.crop(region.x, region.right).text for strip in lines)


async def click(pilot: Any, words: str) -> None:
    """Click on the first place where these words stand."""
    lines = text_of(pilot.app).splitlines()
    y = next(number for number, line in enumerate(lines) if words in line)
    x = cell_len(lines[y][: lines[y].index(words)])
    await pilot.click(offset=(x, y))
