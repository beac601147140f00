"""Caps Lock changes nothing unasked, and the screen notices it."""

import pytest
from screen_rigs import FakePlayer, play, text_of, until
from textual.events import Key

from kapsound.tui.caps_lock import CapsLock


def after(*letters, apart=1.0, meant=lambda _: True):
    caps = CapsLock()
    for place, letter in enumerate(letters):
        name = letter if len(letter) > 1 else None
        caps.look(Key(letter, name or letter), place * apart, meant=meant(letter))
    return caps.on


@pytest.mark.parametrize(
    ("letters", "on"),
    [
        ("", False),
        ("D", False),
        ("DD", False),
        ("RA", True),
        ("RAs", False),
        ("sR", False),
        (["caps_lock"], True),
        (["caps_lock", "caps_lock"], False),
        (["caps_lock", "s"], False),
    ],
)
def test_letters_of_the_wrong_case_give_it_away(letters, on):
    assert after(*letters) is on


def test_two_capitals_far_apart_are_both_meant():
    assert not after("D", "A", apart=60.0)


def test_a_capital_that_means_nothing_gives_it_away_at_once():
    assert after("S", meant=lambda letter: letter != "S")


def test_it_is_shown_until_a_small_letter_proves_it_wrong():
    player = FakePlayer()

    async def scene(app, pilot):
        await pilot.press("S")
        await until(pilot, lambda: "Caps Lock is on" in text_of(app, "#states"))
        assert player.given == []
        await pilot.press("s")
        await until(pilot, lambda: "Caps Lock" not in text_of(app, "#states"))
        assert player.given == ["soften"]

    play(scene, player)


def test_capitals_in_a_note_are_no_sign_of_it():
    async def scene(app, pilot):
        await pilot.press("i", *"BP HR", "escape")
        assert not app.session.view.caps_lock

    play(scene, FakePlayer())


def test_a_question_is_answered_with_it_on():
    player = FakePlayer()
    player.answers["return"] = ("asked", "return before the dose?")

    async def scene(app, pilot):
        await pilot.press("R")
        await until(pilot, lambda: app.screen is not app.session)
        assert player.confirmed == []
        await pilot.press("Y")
        await until(pilot, lambda: player.confirmed == ["return"])

    play(scene, player)
