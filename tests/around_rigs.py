"""A stand for the screens around a session: the real application with one screen on it."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from screen_rigs import NOON, FakePlayer, Ticks

from kapsound.config import Settings
from kapsound.record.entry import Entry
from kapsound.tui.app import KapsoundApp, Outside
from kapsound.tui.opening import Home
from kapsound.units import Frames

DEMO = (Path(__file__).parent.parent / "playlists" / "demo.toml").read_text("utf-8")
BEGAN = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
HEADER = {"title": "Six\x1b minutes", "client": "A-1", "text": DEMO, "file": "demo.toml"}


def record(*told: Any) -> list[Entry]:
    """Return entries from (seconds, kind, data)."""
    return [
        Entry(n, Frames(round(t * 48_000)), BEGAN + timedelta(seconds=t), t, kind, data)
        for n, (t, kind, data) in enumerate([(0, "session", HEADER), *told])
    ]


def began(bus: str, title: str) -> dict[str, str]:
    """Return the values of a voice that began."""
    return {"bus": bus, "title": title, "item": "x"}


WHOLE = record(
    (0, "phase", {"phase": "preparation", "cause": "session"}),
    (0, "began", began("music", "Arriving")),
    (6, "began", began("voice", "Welcome")),
    (9, "began", began("ambience", "Slow waves")),
    (30, "dose", {"number": 1}),
    (30, "phase", {"phase": "onset", "cause": "dose"}),
    (40, "note", {"label": "note", "text": "calm [/] \x07"}),
    (41, "note", {"label": "acknowledge", "text": ""}),
    (42, "note", {"label": "mark", "text": ""}),
    (50, "fault", {"cause": "the output has gone", "action": "tried again"}),
    (51, "undelivered", {"frames": 72_000}),
    (110, "phase", {"phase": "peak", "cause": "plan"}),
    (140, "dose", {"number": 2}),
    (150, "phase", {"phase": "onset", "cause": "booster"}),
    (170, "ended", {"how": "end"}),
    (171, "closed", {"how": "end"}),
)


class Stand(KapsoundApp):
    """The application, with a screen of ours in place of those it would open."""

    def __init__(self, screen: Any, settings: Settings) -> None:
        outside = Outside(FakePlayer(gone=True).connect, None, lambda: NOON, Ticks(), lambda: "me")
        super().__init__(Home(), settings, outside)
        self.stood, self.went = screen, []

    def _open(self, _opening: Any) -> None:
        self.push_screen(self.stood)

    def open_session(self) -> None:
        """Remember it."""
        self.went.append("session")

    def open_home(self) -> None:
        """Remember it."""
        self.went.append("home")

    def open_preflight(self, path: Any) -> None:
        """Remember it."""
        self.went.append(f"preflight {path}")


def stand(scene: Any, screen: Any, size: tuple[int, int] = (80, 24), **settings: Any) -> None:
    """Show a screen and play an `async scene(app, pilot)` on it."""

    async def perform() -> None:
        app = Stand(screen, Settings(**settings))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await scene(app, pilot)

    asyncio.run(perform())
