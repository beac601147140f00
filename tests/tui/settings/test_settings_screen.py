"""Every setting is changed on its screen, taken on at once, and undone as easily."""

import pytest
from app_rigs import show
from screen_rigs import text_of, until

from kapsound.config.settings import OutputSetting, Settings
from kapsound.errors import DeviceError
from kapsound.tui.dialogs.choice import ListDialog
from kapsound.tui.dialogs.forms import PressKey, Write
from kapsound.tui.settings.screen import SettingsScreen, taken

DEVICES = {"names": ["Headphones", "Room"], "default": "Room"}


def settings(scene, size=(80, 24), devices=lambda: DEVICES, **now):
    show(scene, SettingsScreen(devices=devices), size, **now)


async def go(app, pilot, entry):
    menu = app.screen.query_one("#list")
    await until(pilot, lambda: menu.chosen)
    menu.go_to(entry)
    await pilot.pause()


def test_the_look_changes_at_once():
    async def scene(app, pilot):
        await go(app, pilot, "theme")
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "day")
        assert app.settings.theme == "day"
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "night")

    settings(scene)


def test_an_output_that_is_none_is_said_where_it_stands():
    async def scene(app, pilot):
        await until(pilot, lambda: 'the output "file:" lacks its PATH' in text_of(app))

    settings(scene, outputs=(OutputSetting("file:"),))


def test_an_output_is_chosen_and_taken_back():
    async def scene(app, pilot):
        await go(app, pilot, "output")
        await until(pilot, lambda: app.screen._names)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ListDialog))
        await pilot.press("end", "enter")
        await until(pilot, lambda: app.settings.output == "Room")
        await pilot.press("delete")
        await until(pilot, lambda: app.settings.output == "")

    settings(scene)


def test_safe_buffering_is_chosen_with_its_price_said_and_taken_back():
    async def scene(app, pilot):
        await go(app, pilot, "buffering")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ListDialog))
        assert "keys heard after half a second" in text_of(app)
        await pilot.press("end", "enter")
        await until(pilot, lambda: app.settings.buffering == "safe")
        assert "safe on a busy machine" in text_of(app)
        await pilot.press("delete")
        await until(pilot, lambda: app.settings.buffering == "usual")

    settings(scene)


def test_the_limit_of_prepared_audio_is_written_within_bounds_and_taken_back():
    async def scene(app, pilot):
        await go(app, pilot, "cache")
        assert "at most 5GB" in text_of(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Write))
        await pilot.press(*"1GB")
        assert "write 2GB to 10TB" in text_of(app)
        app.screen.query_one("Input").value = "50 gb"
        await pilot.press("enter")
        await until(pilot, lambda: app.settings.cache_limit == 50 * 10**9)
        assert "at most 50GB" in text_of(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Write))
        app.screen.query_one("Input").value = ""
        await pilot.press("enter")
        await until(pilot, lambda: app.settings.cache_limit is None)

    settings(scene, cache_limit=5 * 10**9)


def test_delete_keeps_as_much_prepared_audio_as_usual():
    async def scene(app, pilot):
        await go(app, pilot, "cache")
        await pilot.press("delete")
        await until(pilot, lambda: app.settings.cache_limit is None)

    settings(scene, cache_limit=5 * 10**9)


def test_a_dead_sound_system_leaves_the_default_to_choose():
    def dead():
        raise DeviceError("no answer")

    async def scene(app, pilot):
        await go(app, pilot, "output")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ListDialog))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen))

    settings(scene, devices=dead)


def test_folders_are_added_changed_and_removed(tmp_path):
    async def scene(app, pilot):
        await go(app, pilot, "folder:")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Write))
        await pilot.press(*"/none")
        assert "there is no such folder" in text_of(app)
        field = app.screen.query_one("Input")
        field.value = str(tmp_path)
        await pilot.press("enter")
        await until(pilot, lambda: app.settings.playlists == (str(tmp_path),))
        await go(app, pilot, f"folder:{tmp_path}")
        await pilot.press("delete")
        await until(pilot, lambda: app.settings.playlists == ())

    settings(scene)


def test_an_action_gets_another_key_and_its_usual_one_again():
    async def scene(app, pilot):
        await go(app, pilot, "key:pause")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PressKey))
        await pilot.press("s")
        assert "press another" in text_of(app)
        await pilot.press("tab", "f11")
        await until(pilot, lambda: dict(app.settings.keys) == {"pause": "f11"})
        assert "F11" in text_of(app)
        await pilot.press("delete")
        await until(pilot, lambda: app.settings.keys == {})

    settings(scene)


def test_escape_leaves_a_key_as_it_was():
    async def scene(app, pilot):
        await go(app, pilot, "key:pause")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PressKey))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        assert app.settings.keys == {}

    settings(scene)


def test_a_clients_level_is_forgotten_on_demand():
    async def scene(app, pilot):
        await go(app, pilot, "client:A [/]")
        assert "A [/]" in text_of(app)
        await pilot.press("enter")
        await until(pilot, lambda: "delete forgets" in text_of(app))
        await pilot.press("delete")
        await until(pilot, lambda: app.settings.maximum_levels == {})

    settings(scene, maximum_levels={"A [/]": -3.0})


@pytest.mark.parametrize(
    ("key", "words"),
    [("ctrl+c", "needed"), ("space", "that of pause"), ("f11", ""), ("h", "")],
)
def test_a_key_is_free_unless_something_else_has_it(key, words):
    now = Settings(keys={"hold": "f12"})
    assert words in taken(key, "mark", now)
    assert bool(taken(key, "mark", now)) == bool(words)
