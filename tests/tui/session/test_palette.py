"""The palette finds everything there is to do, and takes nothing that was not asked for."""

import pytest
from monkey import press
from screen_rigs import NOON, FakePlayer, contents, play, session, text_of, until

from kapsound.tui import keys
from kapsound.tui.session.palette import MOST, Command, Palette, commands, found
from kapsound.tui.view import View


def playing(tracks):
    """Return contents in which every phase has these tracks."""
    phases = [part | {"tracks": tracks} for part in contents()["phases"]]
    return contents(phases=phases)


def test_every_action_cue_bed_and_track_is_there_by_its_name():
    made = contents()
    view = View(session(), NOON, contents=made)
    acts = {command.act for command in commands(view)}
    given = {action.id for action in keys.ACTIONS if not action.steady and not action.back}
    numbered = {name for name in given if name[-1].isdigit()}
    assert given - numbered - {"palette"} <= acts
    assert {"do:pause", "do:resume", "theme"} <= acts
    assert {f"do:cue {cue['id']}" for cue in made["cues"]} <= acts
    assert {f"do:bed {bed['id']}" for bed in made["beds"]} <= acts
    assert {f"do:choose {track['id']}" for track in view.tracks} <= acts


def test_every_word_must_stand_and_names_that_begin_with_them_come_first():
    all_of_them = [
        Command("ground", "ground", help="the bed stays"),
        Command("bed Slow waves", "do:bed ocean"),
        Command("soften", "soften", help="softer"),
        Command("bed Soft rain", "do:bed rain"),
    ]
    names = [command.name for _, command in found(all_of_them, " BED ")]
    assert names == ["bed Slow waves", "bed Soft rain", "ground"]
    assert next(command.name for _, command in found(all_of_them, "soft r")) == "bed Soft rain"
    assert [command.name for _, command in found(all_of_them, "waves bed")] == ["bed Slow waves"]
    assert len(found(all_of_them, "")) == 4


@pytest.mark.parametrize("pressed", [["colon"], ["ctrl+p"], ["i", "x", "ctrl+p"]])
def test_it_opens_by_its_keys_and_stop_works_over_it(pressed):
    player = FakePlayer()

    async def scene(app, pilot):
        await pilot.press(*pressed)
        await until(pilot, lambda: isinstance(app.screen, Palette))
        await pilot.press("ctrl+x")
        await until(pilot, lambda: player.given == ["stop"])

    play(scene, player)


def test_an_enter_in_one_breath_with_the_words_takes_nothing_found_for_fewer():
    player = FakePlayer()

    async def scene(app, pilot):
        await pilot.press("colon")
        await until(pilot, lambda: "Mark the first dose" in text_of(app))
        await press(pilot, *"vitals", "enter")
        await pilot.pause()
        await pilot.press("escape", "escape")
        assert player.given == []

    play(scene, player)


def test_what_is_named_like_markup_is_found_shown_and_given_as_it_is():
    evil = "[/]x[@click=app.exit]y[/]"
    tracks = [{"id": "e/1", "title": evil, "artist": ""}]
    player = FakePlayer(contents=playing(tracks))

    async def scene(app, pilot):
        await pilot.press("colon", *"[/]x")
        await until(pilot, lambda: f"choose {evil}" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: player.given)
        assert player.given == ["choose e/1"]

    play(scene, player)


def test_of_a_long_list_only_the_first_are_shown_and_all_are_found():
    tracks = [
        {"id": f"t/{number}", "title": f"track {number}", "artist": ""}
        for number in range(3 * MOST)
    ]
    player = FakePlayer(contents=playing(tracks))

    async def scene(app, pilot):
        await pilot.press("colon")
        await until(pilot, lambda: app.screen.query_one("CommandList").option_count == MOST)
        await pilot.press(*"track 599")
        await until(pilot, lambda: "choose track 599" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: player.given == ["choose t/599"])

    play(scene, player)
