"""STOP is unconditional: from every screen, dialog and list, by every key that means it."""

from dataclasses import replace

import pytest
from app_rigs import CARDS, DEMO_FILE, MACHINE, Work, record_read, show
from screen_rigs import NOON, FakePlayer, play, until
from textual.widgets import Input

from kapsound.tui.close.screen import CloseScreen
from kapsound.tui.dialogs.choice import ListDialog
from kapsound.tui.dialogs.dialog import Dialog
from kapsound.tui.dialogs.help import Help
from kapsound.tui.dialogs.question import Question
from kapsound.tui.home.screen import HomeScreen
from kapsound.tui.opening import Play
from kapsound.tui.preflight.screen import PreflightScreen
from kapsound.tui.session.dose_form import DoseForm
from kapsound.tui.session.leave import Leave
from kapsound.tui.session.palette import Palette
from kapsound.tui.settings.screen import SettingsScreen

OPENED = {
    "E": Question, "l": ListDialog, "b": ListDialog, "c": ListDialog, "O": ListDialog,
    "q": Leave, "question_mark": Help, "d": DoseForm, "B": DoseForm,
}  # fmt: skip
WRITTEN = {"colon": Palette, "i": None, "v": None, "equals_sign": None}


def test_every_dialog_of_the_session_screen_is_among_those_walked_here():
    """A new dialog has to be put into the table above."""
    kinds, found = [Dialog], set()
    while kinds:
        kind = kinds.pop()
        found.add(kind.__name__)
        kinds += kind.__subclasses__()
    session = {kind.__name__ for kind in OPENED.values()}
    assert found - session == {"Dialog", "Write", "PressKey", "PhaseDialog"}


@pytest.mark.parametrize("key", ["x", "X", "ctrl+x"])
@pytest.mark.parametrize("opened", OPENED)
def test_stop_is_one_key_over_every_dialog_and_shows_the_session(opened, key):
    player = FakePlayer()
    player.answers["end"] = ("asked", "end the session?")

    async def scene(app, pilot):
        await pilot.press(opened)
        await until(pilot, lambda: isinstance(app.screen, OPENED[opened]))
        player.given.clear()
        await pilot.press(key)
        await until(pilot, lambda: player.given == ["stop"])
        assert app.screen is app.session

    play(scene, player)


@pytest.mark.parametrize("key", ["x", "X", "ctrl+x"])
def test_stop_is_one_key_over_the_keys_of_a_dialog(key):
    player = FakePlayer()

    async def scene(app, pilot):
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, ListDialog))
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, Help))
        await pilot.press(key)
        await until(pilot, lambda: player.given == ["stop"])
        assert app.screen is app.session

    play(scene, player)


@pytest.mark.parametrize("opened", WRITTEN)
def test_while_text_is_written_ctrl_x_stops_and_the_text_stays(opened):
    player = FakePlayer()

    async def scene(app, pilot):
        await pilot.press(opened)
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press("x", "X", "ctrl+x")
        await until(pilot, lambda: player.given == ["stop"])
        assert app.screen.query_one(Input).value == "xX"

    play(scene, player)


def test_a_dose_that_is_written_is_not_lost_by_a_stop():
    player = FakePlayer()

    async def scene(app, pilot):
        await pilot.press("B", *"50 mx", "ctrl+x")
        await until(pilot, lambda: player.given == ["stop"])
        assert app.screen.query_one(Input).value == "50 mx"

    play(scene, player)


def home():
    made = {"read": lambda _: CARDS, "look": lambda: None, "fault": lambda: ""}
    return HomeScreen(lambda: NOON, **made)


def preflight():
    return PreflightScreen(Play(DEMO_FILE), Work().dependencies())


def settings():
    return SettingsScreen(devices=lambda: MACHINE["devices"])


def close():
    return CloseScreen("one", read=lambda _: record_read(), note=lambda _: "")


@pytest.mark.parametrize("key", ["x", "X", "ctrl+x"])
@pytest.mark.parametrize("screen", [home, preflight, settings, close])
def test_every_other_screen_stops_the_session_that_runs_and_goes_to_it(screen, key):
    player = FakePlayer()

    async def scene(app, pilot):
        app.dependencies = replace(app.dependencies, connect=player.connect)
        await pilot.press(key)
        await until(pilot, lambda: app.went == ["session"])
        assert player.given == ["stop"]

    show(scene, screen())


def test_where_no_session_runs_stop_does_nothing():
    async def scene(app, pilot):
        await pilot.press("x", "X", "ctrl+x")
        await app.workers.wait_for_complete()
        assert app.went == []

    show(scene, home())


def test_another_key_may_stop_and_does_so_everywhere():
    player = FakePlayer()

    async def scene(app, pilot):
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, ListDialog))
        await pilot.press("x", "f20")
        await until(pilot, lambda: player.given == ["stop"])

    play(scene, player, keys={"stop": "f20"})
