"""Nothing starts before everything is looked over; what is changed here is what will play."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from app_rigs import DEMO_FILE, MACHINE, SOUNDS, YELLOW, Work, show
from screen_rigs import click, text_of, until

from kapsound.config.settings import OutputSetting
from kapsound.core.output import destinations
from kapsound.errors import DeviceError, KapsoundError, PlaylistError, Problem
from kapsound.tui.dialogs.choice import ListDialog
from kapsound.tui.dialogs.forms import Write
from kapsound.tui.dialogs.question import Question
from kapsound.tui.opening import Play
from kapsound.tui.preflight.phase import PhaseDialog
from kapsound.tui.preflight.screen import PreflightScreen


def preflight(scene, made, path=DEMO_FILE, dependencies=None, size=(80, 24), **settings):
    screen = PreflightScreen(Play(path), dependencies or made.dependencies())
    show(scene, screen, size, **settings)
    return made


async def ready(app, pilot):
    await until(pilot, lambda: "All is well." in text_of(app))


def test_the_list_turns_green_and_then_the_session_starts():
    made = Work()
    made.go_on.clear()

    async def scene(app, pilot):
        await until(pilot, lambda: "25% prepared, 0:09 left" in text_of(app))
        await pilot.press("s")
        assert made.started == []
        made.go_on.set()
        await ready(app, pilot)
        assert "✓ Sounds" in text_of(app)
        await pilot.press("s")
        await until(pilot, lambda: app.went)
        assert app.went == ["session"]

    preflight(scene, made)
    assert made.started[0].loaded.text == DEMO_FILE.read_text("utf-8")


@contextmanager
def unfinished(**options):
    """Work that stays at its first sounds until the end of the test."""
    made = Work(**options)
    made.go_on.clear()
    yield made
    made.go_on.set()


async def asked(app, pilot):
    await pilot.press("n")
    await until(pilot, lambda: isinstance(app.screen, Question))


def test_it_starts_with_what_is_ready_and_the_feeder_takes_over():
    """The screen's own job has ended by then: nothing is prepared twice."""

    async def scene(app, pilot):
        await until(pilot, lambda: f"2 of {SOUNDS} sounds are ready." in text_of(app))
        assert "start the session" not in text_of(app)
        await asked(app, pilot)
        asking = " ".join(text_of(app, ".question").split())
        words = f"2 of {SOUNDS} sounds are ready; the rest comes in as it is prepared."
        assert asking == f"Begin with the safe bed? {words}"
        await pilot.press("y")
        await until(pilot, lambda: len(made.done) == 2)
        assert app.went == ["session"]

    with unfinished() as made:
        preflight(scene, made, size=(120, 36))
    [setup] = made.started
    assert made.done == [("left", None), ("fed", setup)]
    assert [recipe for recipe, _ in setup.sounds] == list(setup.loaded.recipes[:2])
    assert setup.notice == f"2 of {SOUNDS} sounds are ready; the beds play meanwhile"


def test_a_click_starts_now_too_and_no_leaves_everything_as_it_is():
    async def scene(app, pilot):
        await until(pilot, lambda: "start now" in text_of(app))
        await click(pilot, "start now")
        await until(pilot, lambda: isinstance(app.screen, Question))
        await pilot.press("n")
        await until(pilot, lambda: not isinstance(app.screen, Question))
        made.go_on.set()
        await ready(app, pilot)
        assert "start now" not in text_of(app)

    with unfinished() as made:
        preflight(scene, made)
    assert made.started == []


def test_without_the_safe_bed_there_is_no_starting_now():
    async def scene(app, pilot):
        await until(pilot, lambda: "25% prepared" in text_of(app) and "5" in text_of(app))
        assert "start now" not in text_of(app)
        await pilot.press("n")
        await until(pilot, lambda: "The safe bed is not ready: nothing starts" in text_of(app))
        await pilot.press("s")

    with unfinished(ready=0) as made:
        preflight(scene, made)
    assert made.started == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"machine": {**MACHINE, "devices": {"names": [], "default": None}}}, "no sound output"),
        ({"problems": (replace(YELLOW, severity="error"),)}, "One red line: nothing starts."),
        ({"problems": (YELLOW,)}, "One yellow line needs a look"),
    ],
)
def test_a_red_or_an_unseen_yellow_line_holds_a_start_now(options, words):
    async def scene(app, pilot):
        await until(pilot, lambda: "25% prepared" in text_of(app))
        await pilot.press("n")
        await until(pilot, lambda: words in text_of(app))
        await pilot.press("n")
        assert not isinstance(app.screen, Question)

    with unfinished(**options) as made:
        preflight(scene, made)
    assert made.started == []


def test_a_yellow_line_that_was_seen_lets_it_start_now():
    """What would be found among the sounds that became ready meanwhile holds nothing any more."""

    async def scene(app, pilot):
        await until(pilot, lambda: "start now" in text_of(app))
        await pilot.press("n")
        await until(pilot, lambda: "One yellow line" in text_of(app))
        assert "25% prepared" in text_of(app, "#head")
        made.problems = (YELLOW, replace(YELLOW, key="phases[1].tracks"))
        await pilot.press("v")
        await asked(app, pilot)
        await pilot.press("y")
        await until(pilot, lambda: made.started)

    with unfinished(problems=(YELLOW,)) as made:
        preflight(scene, made)


def test_what_is_changed_plays_in_a_session_started_now():
    async def scene(app, pilot):
        await until(pilot, lambda: "start now" in text_of(app))
        await pilot.press("c", *"A-1", "enter")
        await until(pilot, lambda: "as last time" in text_of(app))
        await asked(app, pilot)
        await pilot.press("y")
        await until(pilot, lambda: app.went)

    with unfinished() as made:
        preflight(scene, made, maximum_levels={"A-1": -6.0})
    assert "maximum_level = -6" in made.started[0].loaded.text


def test_all_that_is_ready_at_the_yes_comes_with_it():
    async def scene(app, pilot):
        await until(pilot, lambda: "start now" in text_of(app))
        await asked(app, pilot)
        made.go_on.set()
        await until(pilot, lambda: app.screen_stack[-2].session.judged)
        await pilot.press("y")
        await until(pilot, lambda: made.started)

    with unfinished() as made:
        preflight(scene, made)
    assert (len(made.started[0].sounds), made.started[0].notice, made.done) == (SOUNDS, "", [])


def test_a_start_now_that_is_refused_leaves_the_preparing_alone():
    async def scene(app, pilot):
        await until(pilot, lambda: "start now" in text_of(app))
        await asked(app, pilot)
        await pilot.press("y")
        await until(pilot, lambda: "no such output" in text_of(app))
        made.go_on.set()
        await until(pilot, lambda: "✓ Sounds" in text_of(app))

    with unfinished(refuse=DeviceError("no such output")) as made:
        preflight(scene, made)
    assert made.done == []


def test_where_preparing_fails_the_sounds_there_are_may_do():
    made = Work()

    def prepare(loaded, on_progress, settings):
        made.prepare(loaded, on_progress, settings)
        raise KapsoundError("the disk is full")

    async def scene(app, pilot):
        await until(pilot, lambda: "the disk is full" in text_of(app))
        await asked(app, pilot)
        await pilot.press("y")
        await until(pilot, lambda: made.done)

    preflight(scene, made, dependencies=made.dependencies(prepare=prepare))
    assert made.done == [("fed", made.started[0])]


def test_when_all_is_ready_now_is_the_ordinary_start():
    made = Work()

    async def scene(app, pilot):
        await ready(app, pilot)
        await pilot.press("n")
        await until(pilot, lambda: made.started)

    preflight(scene, made)
    assert (made.started[0].notice, made.done) == ("", [])


def test_nothing_starts_with_a_red_line():
    nowhere = {**MACHINE, "devices": {"names": [], "default": None}}
    made = Work(machine=nowhere)

    async def scene(app, pilot):
        await until(pilot, lambda: "One red line: nothing starts." in text_of(app))
        await pilot.press("s", "v", "enter", "escape", "s")
        assert "no sound output was found" in text_of(app)

    preflight(scene, made)
    assert made.started == []


def test_a_yellow_line_needs_a_look():
    made = Work(problems=(YELLOW,))

    async def scene(app, pilot):
        await until(pilot, lambda: "One yellow line needs a look" in text_of(app))
        assert "peak" in text_of(app, "#checks")
        await pilot.press("s")
        assert made.started == []
        await pilot.press("v")
        await ready(app, pilot)
        assert "(seen)" in text_of(app)
        await pilot.press("s")
        await until(pilot, lambda: made.started)

    preflight(scene, made)


def test_a_click_on_a_yellow_line_is_a_look_too():
    async def scene(app, pilot):
        await until(pilot, lambda: "One yellow line" in text_of(app))
        await click(pilot, "is a little long")
        await ready(app, pilot)

    preflight(scene, Work(problems=(YELLOW,)))


def test_a_playlist_with_mistakes_names_each(tmp_path):
    (tmp_path / "bad.toml").write_text("title = 3")

    async def scene(app, pilot):
        await until(pilot, lambda: "mistakes in the file" in text_of(app))
        assert "nothing starts" in text_of(app)
        assert "Safe bed" in text_of(app)

    preflight(scene, Work(), tmp_path / "bad.toml", size=(80, 40))


def test_preparing_that_fails_is_a_red_line_and_can_be_tried_again():
    made = Work()

    tries = []

    def prepare(loaded, on_progress, settings):
        tries.append(loaded)
        if len(tries) == 1:
            raise KapsoundError("the disk is full")
        return made.prepare(loaded, on_progress, settings)

    async def scene(app, pilot):
        await until(pilot, lambda: "the disk is full" in text_of(app))
        await pilot.press("r")
        await ready(app, pilot)

    preflight(scene, made, dependencies=made.dependencies(prepare=prepare))


def test_the_client_code_brings_its_own_maximum_level():
    made = Work()

    async def scene(app, pilot):
        await ready(app, pilot)
        await pilot.press("c", *"A-1", "enter")
        await until(pilot, lambda: "as last time" in text_of(app))
        assert "-6 dB" in text_of(app, "#plan")
        await ready(app, pilot)
        await pilot.press("s")
        await until(pilot, lambda: app.went)
        assert app.settings.maximum_levels == {"A-1": -6.0}

    preflight(scene, made, maximum_levels={"A-1": -6.0})
    assert "maximum_level = -6" in made.started[0].loaded.text
    assert made.started[0].client == "A-1"


def test_the_maximum_level_is_remembered_for_the_client():
    made = Work()

    async def scene(app, pilot):
        await ready(app, pilot)
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, Write))
        await pilot.press("backspace", *"90", "enter")
        assert "from -20 to 6" in text_of(app)
        await pilot.press("backspace", "backspace", *"-3", "enter")
        await until(pilot, lambda: "-3 dB" in text_of(app, "#plan"))
        await pilot.press("c", *"B2", "enter")
        await ready(app, pilot)
        await pilot.press("s")
        await until(pilot, lambda: app.went)
        assert app.settings.maximum_levels == {"B2": -3.0}

    preflight(scene, made)


def test_an_output_is_chosen_and_remembered():
    made = Work()

    async def scene(app, pilot):
        await ready(app, pilot)
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, ListDialog))
        await pilot.press("down", "enter")
        await until(pilot, lambda: "Headphones" in text_of(app, "#plan"))
        await pilot.press("s")
        await until(pilot, lambda: app.went)
        assert app.settings.output == "Headphones"

    preflight(scene, made)
    assert made.started[0].outputs == destinations("Headphones")


def test_a_silent_run_needs_a_look_and_is_not_remembered():
    made = Work()

    async def scene(app, pilot):
        await ready(app, pilot)
        await pilot.press("o", "end", "enter")
        await until(pilot, lambda: "v when you have seen it" in text_of(app))
        await pilot.press("v", "s")
        await until(pilot, lambda: app.went)
        assert app.settings.output == "Room"

    preflight(scene, made, outputs=(OutputSetting("Room"),))
    assert made.started[0].outputs == destinations("null")


def test_an_output_of_the_settings_that_is_none_is_a_red_line_until_another_is_chosen():
    made = Work()

    async def scene(app, pilot):
        await until(pilot, lambda: 'the output "file:" lacks its PATH' in text_of(app))
        await pilot.press("o", "down", "enter")
        await until(pilot, lambda: "lacks its PATH" not in text_of(app))

    preflight(scene, made, outputs=(OutputSetting("file:"),))


def test_phases_are_edited_for_this_session():
    made = Work()

    async def scene(app, pilot):
        await ready(app, pilot)
        await click(pilot, "onset               1:20")
        await until(pilot, lambda: isinstance(app.screen, PhaseDialog))
        await pilot.press("right")
        await until(pilot, lambda: "written 1:20" in text_of(app))
        await pilot.press("down", "left", "down", "enter", "escape")
        await until(pilot, lambda: "1 of 2" in text_of(app, "#plan"))
        shown = text_of(app, "#plan")
        assert "2:20" in shown
        assert "-3 dB" in shown
        await ready(app, pilot)
        await pilot.press("s")
        await until(pilot, lambda: made.started)

    preflight(scene, made)
    phase = made.started[0].loaded.playlist.phases[1]
    assert (phase.length, phase.level) == (140.0, -3.0)
    assert [cue.cue for cue in phase.cues] == ["letting-go"]


def test_a_change_beyond_the_playlists_limits_is_said_and_not_made():
    async def scene(app, pilot):
        await ready(app, pilot)
        await click(pilot, "onset               1:20")
        await until(pilot, lambda: isinstance(app.screen, PhaseDialog))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Write))
        await pilot.press(*["backspace"] * 8, *"9m", "enter")
        await until(pilot, lambda: "is more than maximum" in text_of(app))
        await pilot.press("w", "escape")
        await ready(app, pilot)
        assert "1:20" in text_of(app, "#plan")

    preflight(scene, Work())


def test_the_test_sound_plays_at_the_chosen_output_and_stops_at_once():
    made = Work()

    async def scene(app, pilot):
        await ready(app, pilot)
        await pilot.press("t")
        await until(pilot, lambda: "◀ left" in text_of(app))
        await pilot.press("t")
        await until(pilot, lambda: "soft, left then right" in text_of(app))

    preflight(scene, made, outputs=(OutputSetting("Room", -6.0),))
    room = {"output": "Room", "level": -6.0}
    assert made.sounds == [{"sound": "sides", "outputs": [room], "loudness": -23.0, "level": 0.0}]
    assert made.stopped


def test_starting_lets_the_level_check_fade_first():
    made = Work()

    async def scene(app, pilot):
        await ready(app, pilot)
        await pilot.press("l")
        await until(pilot, lambda: made.sounds)
        await pilot.press("s")
        await until(pilot, lambda: made.started)
        assert made.stopped

    preflight(scene, made)


def test_a_sound_that_cannot_be_played_is_a_red_line():
    def gone(*_):
        raise DeviceError('the sound output "Room" cannot be opened')

    async def scene(app, pilot):
        await ready(app, pilot)
        await pilot.press("t")
        await until(pilot, lambda: "cannot be opened" in text_of(app))
        await pilot.press("o", "down", "enter")
        await ready(app, pilot)

    made = Work()
    preflight(scene, made, dependencies=made.dependencies(sound=gone))


def test_a_session_that_cannot_begin_says_why_and_can_be_tried_again():
    made = Work(refuse=DeviceError("no such output"))

    async def scene(app, pilot):
        await ready(app, pilot)
        await pilot.press("s")
        await until(pilot, lambda: "no such output" in text_of(app))
        assert app.went == []
        made.refuse = None
        await pilot.press("r")
        await ready(app, pilot)
        await pilot.press("s")
        await until(pilot, lambda: app.went)

    preflight(scene, made)


@pytest.mark.parametrize("key", ["escape", "q"])
def test_going_back_starts_nothing(key):
    made = Work()

    async def scene(app, pilot):
        await ready(app, pilot)
        await pilot.press(key)
        await until(pilot, lambda: app.went)
        assert app.went == ["home"]

    preflight(scene, made)
    assert made.started == []


def test_an_odd_machine_is_a_red_line():
    def broken():
        raise KapsoundError("the preflight job died")

    async def scene(app, pilot):
        await until(pilot, lambda: "the preflight job died" in text_of(app))
        await pilot.press("o", "s")

    made = Work()
    preflight(scene, made, dependencies=made.dependencies(machine=broken))
    assert made.started == []


def test_findings_that_raise_are_shown_as_mistakes():
    def unfit(*_):
        raise PlaylistError([Problem("demo.toml", "does not fit")])

    async def scene(app, pilot):
        await until(pilot, lambda: "does not fit" in text_of(app))

    made = Work()
    preflight(scene, made, dependencies=made.dependencies(findings=unfit))


def test_on_a_wide_screen_the_checks_stand_beside_the_plan():
    async def scene(app, pilot):
        await ready(app, pilot)
        assert app.screen.query_one("#checks").region.y == app.screen.query_one("#plan").region.y

    preflight(scene, Work(), size=(120, 36))
