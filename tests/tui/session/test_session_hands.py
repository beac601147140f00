"""What was done can be taken back, the output be changed, and a dead player is seen as dead."""

import pytest
from screen_rigs import FakePlayer, click, contents, play, session, text_of, until

from kapsound.errors import KapsoundError
from kapsound.tui.dialogs.choice import ListDialog
from kapsound.tui.session.leave import Leave

UNDO = {"what": "advance to peak", "left": 6.3}


@pytest.mark.parametrize("how", ["u", "U", "click"])
def test_what_can_be_taken_back_is_a_pill_with_the_seconds_left(how):
    player = FakePlayer(session(undo=UNDO))

    async def scene(app, pilot):
        words = "u takes back: advance to peak · 7 s"
        assert words in text_of(app, "#states")
        await (click(pilot, words) if how == "click" else pilot.press(how))
        await until(pilot, lambda: player.given == ["undo"])
        player.say(session(t=player.status["t"] + 1, undo=None))
        await until(pilot, lambda: "takes back" not in text_of(app))

    play(scene, player)


def test_an_answer_that_has_words_is_never_called_done():
    player = FakePlayer()
    player.answers["extend 1m"] = ("accepted", "extended to the phase's maximum, 0:20 of 1:00")

    async def scene(app, pilot):
        await pilot.press("right")
        await until(pilot, lambda: "0:20 of 1:00" in text_of(app, "#command-line"))
        assert "done" not in text_of(app, "#command-line")

    play(scene, player)


def test_another_output_is_chosen_from_those_there_are():
    player = FakePlayer()

    async def scene(app, pilot):
        await pilot.press("O")
        await until(pilot, lambda: isinstance(app.screen, ListDialog))
        shown = text_of(app)
        assert "plays now" in next(line for line in shown.splitlines() if "│   Room sp" in line)
        await pilot.press("enter")
        await until(pilot, lambda: player.given == ["output Headphones"])

    play(scene, player)


def test_outputs_that_cannot_be_listed_are_said():
    def fail():
        raise KapsoundError("the sound system gives no answer")

    async def scene(app, pilot):
        app.session._devices = fail
        await pilot.press("O")
        await until(pilot, lambda: "gives no answer" in text_of(app, "#command-line"))

    play(scene, FakePlayer())


def test_output_level_and_maximum_are_seen_and_what_is_capped_says_so():
    buses = session()["buses"]
    buses["ambience"]["capped"] = True
    outputs = [{**session()["outputs"][0], "level": -6.0}]
    player = FakePlayer(session(buses=buses, outputs=outputs), contents(maximum=-3.0))

    async def scene(app, pilot):
        assert "Room speakers -6 dB, max -3 dB" in text_of(app, "#header")
        assert "capped at -3 dB" in text_of(app, "#buses")

    play(scene, player, size=(120, 36))


@pytest.mark.parametrize(("state", "lost"), [("lost", True), ("changing", False)])
def test_meters_show_what_reaches_the_room(state, lost):
    outputs = [{**session()["outputs"][0], "state": state, "lost": lost}]

    async def scene(app, pilot):
        assert "━" not in text_of(app, "#buses")

    play(scene, FakePlayer(session(outputs=outputs)))


class Clock:
    """A session clock that a test sets."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.mark.parametrize("hangs", [False, True])
def test_a_player_that_is_gone_is_seen_as_gone_while_the_clocks_run_on(hangs):
    player, clock = FakePlayer(), Clock()

    async def scene(app, pilot):
        app.session._clock = clock
        player.gone = True
        if not hangs:
            player.say(None)
        clock.now = 4.0
        await until(pilot, lambda: "stopped answering at T+ 38:47" in text_of(app, "#states"))
        await until(pilot, lambda: int(app.session.view.status["t"]) == 2331)
        assert int(app.session.view.status["d"]) == 1611
        assert "━" not in text_of(app, "#buses")
        clock.now = 30.0
        await until(pilot, lambda: "is not back; q, then home" in text_of(app, "#states"))
        line = {"n": 30, "t": 2328.0, "kind": "interrupted", "text": "1 s not heard", "wall": ""}
        player.gone = False
        player.say(session(t=2340.0, tail=[line]))
        await until(pilot, lambda: "as planned" in text_of(app, "#states"))
        assert "1 s not heard" in text_of(app, "#command-line")

    play(scene, player)


def test_nobody_is_offered_to_leave_it_playing_when_nothing_plays():
    player = FakePlayer()

    async def scene(app, pilot):
        player.gone = True
        player.say(None)
        await until(pilot, lambda: app.session.view.lost)
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, Leave))
        assert "leave it playing" not in text_of(app)
        await pilot.press("h")
        await until(pilot, lambda: app.session is None)

    play(scene, player)
