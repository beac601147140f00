"""The dose is marked as it was: now by one key, or with its time and its words."""

import pytest
from screen_rigs import FakePlayer, play, session, text_of, until
from textual.events import Key
from textual.widgets import Input

from kapsound.tui.session.dose_form import DoseForm, read_dose, show_dose

BEFORE = {"doses": [], "d": None, "d_last": None}


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", "dose"),
        ("50 mg IM", "dose 50 mg IM"),
        ("-2m", "dose at -2m"),
        ("-2m 50 mg IM", "dose at -2m 50 mg IM"),
        ("at -2m 50 mg", "dose at -2m 50 mg"),
        ("1:30", "dose at -1m30s"),
        ("-1:30 lozenge", "dose at -1m30s lozenge"),
        ("  2 x 50 mg  ", "dose 2 x 50 mg"),
    ],
)
def test_a_dose_is_written_as_people_say_it(text, command):
    assert show_dose("dose", read_dose(text)) == command


@pytest.mark.parametrize("text", ["-", "-soon", "1:99", "-2x 50 mg"])
def test_a_time_that_is_none_is_named(text):
    with pytest.raises(ValueError, match="write it like"):
        read_dose(text)


@pytest.mark.parametrize(
    ("pressed", "command"),
    [
        (["D", "enter"], "dose"),
        (["D", "D"], "dose"),
        (["D", *"-2m 50 mg", "enter"], "dose at -2m 50 mg"),
        (["B", "B"], "booster"),
        (["B", *"25 mg", "enter"], "booster 25 mg"),
    ],
)
def test_one_key_more_marks_it_and_what_is_written_goes_along(pressed, command):
    player = FakePlayer(session(**BEFORE))

    async def scene(app, pilot):
        await pilot.press(pressed[0])
        await until(pilot, lambda: isinstance(app.screen, DoseForm))
        await pilot.press(*pressed[1:])
        await until(pilot, lambda: player.given == [command])

    play(scene, player)


def test_what_is_typed_in_one_breath_is_all_written():
    player = FakePlayer(session(**BEFORE))

    async def scene(app, pilot):
        await pilot.press("D")
        await until(pilot, lambda: isinstance(app.screen, DoseForm))
        for key in "-2m 50 MG":
            app.post_message(Key(key, key))
        await until(pilot, lambda: app.screen.query_one(Input).value == "-2m 50 MG")
        await pilot.press("enter")
        await until(pilot, lambda: player.given == ["dose at -2m 50 MG"])
        assert not app.session.view.caps_lock

    play(scene, player)


def test_the_key_held_down_opens_the_form_and_marks_nothing():
    player = FakePlayer(session(**BEFORE))

    async def scene(app, pilot):
        app.session.tick = lambda: 100.0
        await pilot.press(*"DDDDDD")
        await until(pilot, lambda: isinstance(app.screen, DoseForm))
        assert player.given == []
        await pilot.press("escape")
        assert player.given == []

    play(scene, player)


def test_what_is_written_is_read_out_with_the_wall_clock():
    async def scene(app, pilot):
        await pilot.press("D")
        await until(pilot, lambda: "now" in text_of(app, ".told"))
        await pilot.press(*"-2m 50 mg")
        await until(pilot, lambda: "2:00 ago, at 19:28: 50 mg" in text_of(app, ".told"))
        app.screen.query_one(Input).value = "-soon"
        await pilot.press("enter")
        assert isinstance(app.screen, DoseForm)
        assert "not a duration" in text_of(app, ".told")

    play(scene, FakePlayer(session(**BEFORE)))


def test_a_second_dose_is_left_to_the_player_to_refuse():
    player = FakePlayer()
    player.answers["dose"] = ("refused", "the dose is marked already; give `booster`")

    async def scene(app, pilot):
        await pilot.press("D")
        await until(pilot, lambda: "marked already" in text_of(app, "#command-line"))

    play(scene, player)


def test_the_last_dose_is_corrected_by_its_own_key():
    player = FakePlayer()

    async def scene(app, pilot):
        await pilot.press("d", "enter")
        await until(pilot, lambda: isinstance(app.screen, DoseForm))
        assert "write how long ago" in text_of(app, ".told")
        await pilot.press(*"55 mg IM", "enter")
        await until(pilot, lambda: player.given == ["amend 55 mg IM"])

    play(scene, player)


def test_without_a_dose_there_is_nothing_to_correct():
    async def scene(app, pilot):
        await pilot.press("d")
        await until(pilot, lambda: "no dose to correct" in text_of(app, "#command-line"))

    play(scene, FakePlayer(session(**BEFORE)))


def test_a_screen_that_looks_on_marks_nothing():
    async def scene(app, pilot):
        await pilot.press("B")
        await until(pilot, lambda: "takes control" in text_of(app, "#command-line"))

    play(scene, FakePlayer(session(controller="screen-other")))
