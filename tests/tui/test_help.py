"""`?` and F1 list the keys of where one is, everywhere."""

import pytest
from app_rigs import CARDS, DEMO_FILE, MACHINE, Work, record_read, show
from screen_rigs import NOON, FakePlayer, play, text_of, until
from textual.screen import ModalScreen

from kapsound.tui.close.screen import CloseScreen
from kapsound.tui.dialogs.help import Help, here
from kapsound.tui.home.screen import HomeScreen
from kapsound.tui.opening import Play
from kapsound.tui.preflight.screen import PreflightScreen
from kapsound.tui.settings.screen import SettingsScreen

HOME = {"read": lambda _: CARDS, "look": lambda: None, "fault": lambda: ""}
SCREENS = {
    "home": lambda: HomeScreen(lambda: NOON, **HOME),
    "preflight": lambda: PreflightScreen(Play(DEMO_FILE), Work().dependencies()),
    "settings": lambda: SettingsScreen(devices=lambda: MACHINE["devices"]),
    "close": lambda: CloseScreen("one", read=lambda _: record_read(), note=lambda _: ""),
}


def text(blocks):
    return "\n".join("".join(span.text for span in row) for block in blocks for row in block)


@pytest.mark.parametrize("key", ["question_mark", "f1"])
@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_lists_each_key_it_binds_with_its_words(name, key):
    async def scene(app, pilot):
        screen = app.screen
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, Help))
        told = text(here(screen, {}, 100)).casefold()
        for binding in type(screen).BINDINGS:
            assert binding.description.casefold() in told

    show(scene, SCREENS[name]())


@pytest.mark.parametrize(
    ("opened", "key", "words"),
    [
        ("l", "question_mark", "crossfade to it"),
        ("b", "f1", "add as a layer"),
        ("O", "f1", "fade over to it"),
        ("E", "question_mark", "no, leave it"),
        ("q", "f1", "leave it playing"),
        ("B", "question_mark", "mark it"),
        ("colon", "f1", "Show the keys"),
    ],
)
def test_every_dialog_lists_its_own_keys_and_comes_back(opened, key, words):
    player = FakePlayer()
    player.answers["end"] = ("asked", "end the session?")

    async def scene(app, pilot):
        await pilot.press(opened)
        await until(pilot, lambda: isinstance(app.screen, ModalScreen))
        dialog = app.screen
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, Help))
        await until(pilot, lambda: words in text_of(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is dialog)

    play(scene, player)
