"""What the screens around a session look like."""

import time

import pytest
from app_rigs import CARDS, DEMO_FILE, MACHINE, YELLOW, ScreenApp, Work, record_read
from screen_rigs import NOON, look, text_of, until

from kapsound.config.settings import Settings
from kapsound.tui.close.screen import CloseScreen
from kapsound.tui.home.screen import HomeScreen
from kapsound.tui.opening import Play
from kapsound.tui.preflight.screen import PreflightScreen
from kapsound.tui.settings.screen import SettingsScreen


def home():
    made = {"read": lambda _: CARDS, "look": look, "fault": lambda: ""}
    return HomeScreen(lambda: NOON, **made)


def preflight():
    return PreflightScreen(Play(DEMO_FILE, client="A-17"), Work(problems=(YELLOW,)).dependencies())


def close():
    return CloseScreen("one", read=lambda _: record_read(), note=lambda _: "")


def settings():
    return SettingsScreen(devices=lambda: MACHINE["devices"])


@pytest.fixture(autouse=True)
def _somewhere(monkeypatch):
    """Be in a zone and a home of one's own: both are shown."""
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("KAPSOUND_HOME", "/kapsound")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("screen", "size", "theme", "then"),
    [
        pytest.param(home, (80, 24), "night", ("Calm.", "down"), id="home-80x24-night"),
        pytest.param(preflight, (80, 24), "night", ("yellow",), id="preflight-80x24-night"),
        pytest.param(preflight, (120, 36), "day", ("well.", "v"), id="preflight-120x36-day"),
        pytest.param(close, (80, 24), "day", ("verified",), id="close-80x24-day"),
        pytest.param(settings, (120, 36), "night", ("Mark", "down"), id="settings-120x36-night"),
    ],
)
def test_a_screen_looks_as_it_did(snap_compare, screen, size, theme, then):
    there, *keys = then
    app = ScreenApp(screen(), Settings(theme=theme, maximum_levels={"A-17": -3.0}))

    async def ready(pilot):
        first = {home: "By the sea", preflight: "yellow"}.get(screen, there)
        await until(pilot, lambda: first in text_of(app))
        await pilot.press(*keys)
        await until(pilot, lambda: there in text_of(app))

    assert snap_compare(app, terminal_size=size, run_before=ready)
