"""Keys that come faster than they are looked at leave a dialog, and nothing beneath it."""

import pytest
from monkey import press
from screen_rigs import FakePlayer, play, until
from textual.events import Key, Paste

from kapsound.tui.widgets.choices import Choices


@pytest.mark.parametrize("key", ["l", "b", "c", "q", "question_mark", "colon"])
def test_escape_pressed_often_leaves_a_dialog_once(key):
    async def scene(app, pilot):
        session = app.session
        await pilot.press(key)
        await until(pilot, lambda: app.screen is not session)
        await press(pilot, *["escape"] * 5)
        await until(pilot, lambda: app.screen is session)
        await pilot.pause()
        assert app.screen is session

    play(scene, FakePlayer())


def test_a_list_that_is_answered_twice_answers_once():
    player = FakePlayer()

    async def scene(app, pilot):
        await pilot.press("l")
        await until(pilot, lambda: app.screen is not app.session)
        chosen = Choices.Chosen("1")
        app.screen.post_message(chosen)
        app.screen.post_message(chosen)
        await until(pilot, lambda: player.given)
        assert app.screen is app.session
        assert player.given == ["choose peak/2"]

    play(scene, player)


def test_keys_that_come_while_the_application_closes_mean_nothing():
    async def scene(app, pilot):
        # Closing takes a while, and all that time the keys come.
        close = app._close_messages

        async def close_while_keys_come():
            assert not app.screen_stack
            await app.on_event(Key("x", "x"))
            await app.on_event(Paste("x"))
            await close()

        app._close_messages = close_while_keys_come

    play(scene, FakePlayer())
