"""The session screen: every key, click and dialog reaches the player, and its word is shown."""

from dataclasses import replace

import pytest
from screen_rigs import NOON, FakePlayer, click, contents, phase, play, session, text_of, until
from textual.events import Key
from textual.widgets import Input

from kapsound.config.read import read_settings
from kapsound.tui import keys
from kapsound.tui.dialogs.choice import ListDialog
from kapsound.tui.dialogs.help import Help
from kapsound.tui.dialogs.question import Question
from kapsound.tui.session.leave import Leave
from kapsound.tui.session.screen import SessionScreen
from kapsound.tui.widgets.command_line import CommandLine

COMMANDS = [a for a in keys.ACTIONS if a.command and not a.steady]
PRESSED = [(key, action.command) for action in COMMANDS for key in keys.keys_of(action, {})]


@pytest.fixture
def player():
    return FakePlayer()


def test_every_key_gives_its_command(player):
    async def scene(app, pilot):
        for key, command in PRESSED:
            player.given.clear()
            await pilot.press(key)
            await until(pilot, lambda: player.given)
            assert player.given == [command], key

    play(scene, player)


@pytest.mark.parametrize(
    ("key", "states", "command"),
    [
        ("space", ["pause"], "resume"),
        ("space", ["ground"], "resume"),
        ("space", ["stop", "pause"], "resume"),
        ("m", ["silence"], "sound"),
        ("t", ["talk", "duck"], "talk off"),
        ("h", ["hold"], "release"),
        ("f2", [], "bed ocean"),
        ("f3", [], "bed rain"),
        ("f14", [], "bed-add ocean"),
        ("f15", [], "bed-drop rain"),
        ("1", [], "cue eyes"),
        ("9", [], "cue returning"),
        ("up", [], "level music 1"),
        ("down", [], "level music -1"),
        ("ctrl+x", [], "stop"),
    ],
)
def test_keys_act_on_what_the_player_says(key, states, command):
    player = FakePlayer(session(states=states))

    async def scene(app, pilot):
        await pilot.press(key)
        await until(pilot, lambda: player.given)
        assert player.given == [command]

    play(scene, player)


def test_keys_without_a_meaning_do_nothing(player):
    async def scene(app, pilot):
        await pilot.press("d", "w", "z", "Q", "0", "f12", "escape", "ctrl+z", "ä", "f9")
        assert player.given == []
        assert isinstance(app.screen, SessionScreen)

    play(scene, player)


def test_a_key_held_down_is_one_command(player):
    async def scene(app, pilot):
        app.session.tick = lambda: 100.0
        await pilot.press(*["n"] * 20)
        await until(pilot, lambda: player.given)
        assert player.given == ["next"]

    play(scene, player)


def test_the_level_keys_change_the_bus_that_is_picked(player):
    async def scene(app, pilot):
        await pilot.press("tab", "up")
        await until(pilot, lambda: player.given)
        await pilot.press("shift+tab", "shift+tab", "down")
        await until(pilot, lambda: len(player.given) > 1)
        assert player.given == ["level ambience -2", "level master -1"]

    play(scene, player)


def test_a_note_is_written_without_hiding_the_controls_and_kept_on_escape(player):
    async def scene(app, pilot):
        before = text_of(app, "#strip")
        await pilot.press("enter", *"warm:h", "escape")
        assert not app.screen.query_one(CommandLine).writing
        await pilot.press("i", *"ands")
        assert text_of(app, "#strip") == before
        await pilot.press("enter")
        await until(pilot, lambda: player.given)
        assert player.given == ["note warm:hands"]

    play(scene, player)


@pytest.mark.parametrize(
    ("key", "command"), [("v", "vitals 7"), ("equals_sign", "level music 7"), ("i", "note 7")]
)
def test_lines_are_written_into_their_commands(player, key, command):
    async def scene(app, pilot):
        await pilot.press(key, "7", "enter")
        await until(pilot, lambda: player.given)
        assert player.given == [command]

    play(scene, player)


def test_nothing_written_is_nothing_done(player):
    async def scene(app, pilot):
        await pilot.press("enter", "space", "enter", "n")
        await until(pilot, lambda: player.given)
        assert player.given == ["next"]

    play(scene, player)


def test_letters_in_the_same_breath_as_the_key_of_a_note_are_no_commands(player):
    async def scene(app, pilot):
        for key in "ihDx 2":
            app.post_message(Key(key, key))
        await until(pilot, lambda: app.screen.query_one(Input).value)
        await pilot.pause()
        assert app.screen.query_one(Input).value == "hDx 2"
        assert player.given == []

    play(scene, player)


def test_stop_works_while_a_note_is_written_and_while_a_question_stands(player):
    player.answers["end"] = ("asked", "end the session?")

    async def scene(app, pilot):
        await pilot.press("enter", "x", "ctrl+x")
        await until(pilot, lambda: player.given == ["stop"])
        await pilot.press("escape", "E")
        await until(pilot, lambda: isinstance(app.screen, Question))
        await pilot.press("ctrl+x")
        await until(pilot, lambda: player.given == ["stop", "end", "stop"])

    play(scene, player)


@pytest.mark.parametrize(
    ("key", "confirmed"), [("y", ["end"]), ("n", []), ("escape", []), ("enter", [])]
)
def test_what_the_player_asks_is_asked_and_only_yes_confirms(player, key, confirmed):
    player.answers["end"] = ("asked", "end the session?")

    async def scene(app, pilot):
        await pilot.press("E")
        await until(pilot, lambda: isinstance(app.screen, Question))
        assert "End the session?" in text_of(app)
        await pilot.press(key, "escape")
        await until(pilot, lambda: app.screen is app.session)
        await until(pilot, lambda: player.confirmed == confirmed)

    play(scene, player)


def test_a_refusal_is_shown_in_the_player_s_words(player):
    player.answers["dose"] = ("refused", "the dose is marked already; give `booster`")

    async def scene(app, pilot):
        await pilot.press("D")
        await until(pilot, lambda: "the dose is marked already" in text_of(app, "#command-line"))

    play(scene, player)


def test_a_track_is_chosen_from_a_list_that_previews_the_plan(player):
    preview = session()["plan"]
    preview[0]["tracks"] = [
        {"id": "peak/4", "title": "Heron at once", "artist": "", "begin": 2340.0}
    ]
    player.previews["choose peak/4"] = {"plan": preview, "text": "peak ends 4:00 later"}

    async def scene(app, pilot):
        await pilot.press("l", "end")
        await until(pilot, lambda: "peak ends 4:00 later" in text_of(app))
        assert "Heron at once" in text_of(app, ".preview")
        await pilot.press("enter")
        await until(pilot, lambda: player.given)
        assert player.given == ["choose peak/4"]

    play(scene, player, size=(120, 36))


@pytest.mark.parametrize(
    ("pressed", "command"),
    [
        (["b", "enter"], "bed ocean"),
        (["b", "down", "+"], "bed-add rain"),
        (["b", "down", "-"], "bed-drop rain"),
        (["b", "end", "enter"], "bed off"),
        (["c", "enter"], "cue welcome"),
        (["c", "down", "r"], "cue eyes replace"),
        (["c", "5"], "cue trust"),
    ],
)
def test_lists_give_the_command_of_their_line(player, pressed, command):
    async def scene(app, pilot):
        await pilot.press(*pressed)
        await until(pilot, lambda: player.given)
        assert player.given == [command]
        assert app.screen is app.session

    play(scene, player)


@pytest.mark.parametrize("key", ["l", "b", "c", "q", "question_mark", "colon"])
def test_every_dialog_is_left_by_escape_and_does_nothing(player, key):
    async def scene(app, pilot):
        await pilot.press(key)
        await until(pilot, lambda: app.screen is not app.session)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.session)
        assert player.given == []

    play(scene, player)


def test_the_help_scrolls_and_any_other_key_closes_it(player):
    async def scene(app, pilot):
        await pilot.press("?")
        await until(pilot, lambda: isinstance(app.screen, Help))
        assert "Mark the first dose" in text_of(app)
        await pilot.press("end")
        await until(pilot, lambda: "Leave this screen" in text_of(app))
        await pilot.press("n")
        assert app.screen is app.session
        assert player.given == []

    play(scene, player)


def test_a_command_is_found_by_its_name(player):
    async def scene(app, pilot):
        await pilot.press(":")
        await pilot.press(*"cue waterx", "backspace")
        await until(pilot, lambda: "cue Water" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: player.given)
        assert player.given == ["cue water"]

    play(scene, player, size=(100, 40))


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("STOP", "stop"),
        ("s soften", "soften"),
        ("Slow waves", "bed ocean"),
        ("Eyes closed", "cue eyes"),
        ("a: noted", "acknowledge"),
        ("held", "release"),
    ],
)
def test_what_is_shown_can_be_clicked(words, command):
    faults = [{"n": 1, "t": 60.0, "text": "the sound card stalled"}]
    player = FakePlayer(session(faults=faults, states=["hold"]))

    async def scene(app, pilot):
        await click(pilot, words)
        await until(pilot, lambda: player.given)
        assert player.given == [command]

    play(scene, player)


def test_a_dialog_can_be_clicked_and_left_by_a_click_beside_it(player):
    player.answers["end"] = ("asked", "end the session?")

    async def scene(app, pilot):
        await pilot.press("E")
        await until(pilot, lambda: isinstance(app.screen, Question))
        await pilot.click(offset=(0, 0))
        await until(pilot, lambda: app.screen is app.session)
        await pilot.press("E")
        await until(pilot, lambda: isinstance(app.screen, Question))
        await click(pilot, "yes")
        await until(pilot, lambda: player.confirmed == ["end"])

    play(scene, player)


def test_faults_stay_on_the_screen_until_they_are_acknowledged(player):
    faults = [{"n": n, "t": 60.0 * n, "text": f"fault number {n}"} for n in (1, 2, 3)]

    async def scene(app, pilot):
        assert not app.screen.query_one("#banner").display
        lost = {"lost": True, "state": "lost", "why": "it was unplugged", "underruns": 4}
        player.say(session(faults=faults, outputs=[session()["outputs"][0] | lost]))
        await until(pilot, lambda: "fault number 3" in text_of(app))
        assert "the sound output is lost: it was unplugged" in text_of(app, "#banner")
        assert "+2" in text_of(app, "#banner")
        assert "4 gaps" in text_of(app, "#header")
        player.say(session())
        await until(pilot, lambda: not app.screen.query_one("#banner").display)

    play(scene, player)


def test_hostile_text_is_shown_and_neither_obeyed_nor_taken_for_markup():
    evil = "[/]\x1b[2J[@click=app.exit]x[/]\u202e"
    cue = {"id": "e", "label": evil, "key": "1", "length": 1.0}
    part = {"name": evil, "length": 60.0, "tracks": [{"id": "e", "title": evil, "artist": evil}]}
    player = FakePlayer(
        session(
            phase=phase(name=evil),
            music={"id": "e", "title": evil, "artist": evil, "elapsed": 1.0, "left": 1.0},
            faults=[{"n": 1, "t": 1.0, "text": evil}],
            tail=[{"n": 1, "t": 1.0, "kind": "note", "text": evil, "wall": "10:00:00"}],
        ),
        contents(
            title=evil,
            client=evil,
            phases=[part] * 4,
            beds=[{"id": "e", "label": evil}],
            cues=[cue],
        ),
    )

    async def scene(app, pilot):
        for key in ("l", "b", "c", "question_mark"):
            await pilot.press(key)
            await until(pilot, lambda: app.screen is not app.session)
            await pilot.pause()
            shown = text_of(app)
            assert "[@click=app.exit]" in shown
            assert "\x1b" not in shown
            assert "\u202e" not in shown
            await pilot.press("escape")
        assert text_of(app).count("[@click=app.exit]") > 4

    play(scene, player, size=(160, 50))


def test_a_screen_that_looks_on_commands_nothing_until_it_takes_control():
    player = FakePlayer(session(controller="screen-other"))

    async def scene(app, pilot):
        assert "another screen controls" in text_of(app)
        await pilot.press("n")
        await until(pilot, lambda: "C takes control" in text_of(app, "#command-line"))
        assert player.given == []
        await pilot.press("C")
        await until(pilot, lambda: player.taken == 1)
        player.say(session())
        await until(pilot, lambda: "another screen" not in text_of(app, "#states"))
        await pilot.press("n")
        await until(pilot, lambda: player.given == ["next"])

    play(scene, player)


def test_a_screen_that_looks_on_can_stop_and_still_only_looks_on():
    player = FakePlayer(session(controller="screen-other"))

    async def scene(app, pilot):
        await pilot.press("x")
        await until(pilot, lambda: player.given == ["stop"])
        assert player.taken == 0

    play(scene, player)


def test_a_session_nobody_controls_is_controlled_by_the_first_screen():
    player = FakePlayer(session(controller=None))

    async def scene(app, pilot):
        await until(pilot, lambda: player.taken == 1)

    play(scene, player)


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
def test_leaving_asks_and_can_stay_or_leave_the_session_playing(player, key):
    async def scene(app, pilot):
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, Leave))
        await pilot.press("s")
        await until(pilot, lambda: app.screen is app.session)
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, Leave))
        await pilot.press("p")
        await until(pilot, lambda: app._exit)
        assert player.given == []

    play(scene, player)


def test_leaving_can_end_the_session_gently(player):
    async def scene(app, pilot):
        await pilot.press("q", "e")
        await until(pilot, lambda: player.confirmed == ["end"])
        assert app.screen is app.session

    play(scene, player)


def test_a_screen_that_looks_on_is_not_offered_to_end():
    player = FakePlayer(session(controller="screen-other"))

    async def scene(app, pilot):
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, Leave))
        assert "end it" not in text_of(app)

    play(scene, player)


def test_a_player_that_does_not_answer_is_named_and_its_last_word_stays(player):
    async def scene(app, pilot):
        player.say(None)
        await until(pilot, lambda: "stopped answering at T+ 38:47" in text_of(app, "#states"))
        assert "Wide water" in text_of(app)
        player.say(session())
        await until(pilot, lambda: "as planned" in text_of(app, "#states"))

    play(scene, player)


def test_an_answer_stays_its_time_whatever_was_answered_before(player):
    async def scene(app, pilot):
        await pilot.press("n")
        await until(pilot, lambda: "next: done" in text_of(app, "#command-line"))
        first = app.session._fading
        await pilot.press("s")
        await until(pilot, lambda: "soften: done" in text_of(app, "#command-line"))
        assert first._task is None

    play(scene, player)


def test_an_older_status_never_follows_a_newer_one(player):
    async def scene(app, pilot):
        player.say(session(t=3000.0))
        await until(pilot, lambda: app.session.view.status["t"] == 3000.0)
        player.say(session(t=2999.0, phase=phase(name="of old")))
        player.say(session(t=3001.0))
        await until(pilot, lambda: app.session.view.status["t"] == 3001.0)
        assert "of old" not in text_of(app)

    play(scene, player)


def test_the_look_changes_between_night_and_day_and_is_kept(player, tmp_path):
    file = tmp_path / "settings.toml"

    async def scene(app, pilot):
        app.dependencies = replace(app.dependencies, settings=file)
        assert app.theme == "night"
        await pilot.press("ctrl+t")
        assert (app.theme, app.settings.theme) == ("day", "day")
        await until(pilot, lambda: read_settings(file).settings.theme == "day")

    play(scene, player)


def test_a_look_that_cannot_be_kept_is_taken_on_and_said(player, tmp_path):
    async def scene(app, pilot):
        app.dependencies = replace(app.dependencies, settings=tmp_path)
        await pilot.press("ctrl+t")
        assert app.theme == "day"
        await until(pilot, lambda: "not kept" in text_of(app, "#command-line"))

    play(scene, player)


def test_remapped_keys_work_are_shown_and_free_their_old_ones(player):
    async def scene(app, pilot):
        assert "F20 next" in text_of(app, "#strip") or "⇧F8 next" in text_of(app, "#strip")
        await pilot.press("n", "f20")
        await until(pilot, lambda: player.given)
        assert player.given == ["next"]

    play(scene, player, size=(160, 50), keys={"next": "f20"})


def test_the_record_can_be_looked_back_through(player):
    async def scene(app, pilot):
        assert "HR 78" in text_of(app, "#tail")
        await pilot.press(*["pageup"] * 9)
        await until(pilot, lambda: "begins (session)" in text_of(app, "#tail"))
        await pilot.press(*["pagedown"] * 9)
        await until(pilot, lambda: "HR 78" in text_of(app, "#tail"))

    play(scene, player, size=(120, 36))


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 36), (160, 50), (320, 90), (40, 12)])
def test_every_size_shows_the_clocks_the_phase_and_the_wall_clock(player, size):
    async def scene(app, pilot):
        shown = text_of(app)
        assert f"{NOON:%H:%M:%S}" in shown
        assert "since the" in shown
        if size[0] >= 80:
            assert "left, to 19:53" in shown
            assert all(f" {word}" in shown for word in ("dose", "pause", "soften", "STOP", "note"))

    play(scene, player, size=size)


def test_nothing_moves_while_the_meters_do(player):
    async def scene(app, pilot):
        before = text_of(app)
        meters = session()["meters"]
        meters["buses"]["music"]["rms"] = -50.0
        player.say(session(t=player.status["t"] + 0.1, meters=meters))
        await until(pilot, lambda: text_of(app) != before)
        pairs = zip(before.splitlines(), text_of(app).splitlines(), strict=True)
        changed = [new for old, new in pairs if old != new]
        assert len(changed) == 1
        assert "music" in changed[0]

    play(scene, player)


def test_a_list_is_not_opened_over_a_list(player):
    async def scene(app, pilot):
        await pilot.press("l", "b", "c")
        assert [type(screen) for screen in app.screen_stack[2:]] == [ListDialog]

    play(scene, player)
