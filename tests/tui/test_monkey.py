"""Random keys and clicks, statuses and answers: no exception, and the screen is still there."""

import os
import random

import pytest
from monkey import a_key
from screen_rigs import FakePlayer, phase, play, session, text_of, typed, until

from kapsound.tui.session.screen import SessionScreen

KEYS = int(
    os.environ.get("KAPSOUND_MONKEY") or (20_000 if os.environ.get("KAPSOUND_SOAK") else 210)
)
AT_ONCE = 15
NAMES = ["stop", "silence", "ground", "pause", "soften", "talk", "duck", "hold", "dose", "closing"]


def a_status(chance, t):
    states = [name for name in NAMES if chance.random() < 0.2]
    faults = [{"n": 1, "t": t, "text": "something"}] * chance.randrange(3)
    return session(
        t=t,
        states=states,
        faults=faults,
        music=chance.choice([None, session()["music"]]),
        next=chance.choice([None, session()["next"]]),
        phase=phase(**chance.choice([{}, {"waits": "release", "left": None, "end": None}])),
        plan=chance.choice([session()["plan"], [], session()["plan"][:1]]),
        controller=chance.choice(["screen-me", "screen-me", "screen-other", None]),
        meters=chance.choice([None, session()["meters"]]),
    )


class Nervous(FakePlayer):
    """Answers anything."""

    def do(self, command, *, confirmed=False):
        self.answers[typed(command)] = self.chance.choice(
            [("accepted", ""), ("refused", "no"), ("asked", "really?")]
        )
        return super().do(command, confirmed=confirmed)


@pytest.mark.parametrize("seed", [7])
def test_random_keys_never_break_the_screen(seed, monkeypatch):
    chance = random.Random(seed)
    player = Nervous()
    player.chance = random.Random(seed)
    player.previews = {f"choose peak/{n}": {"plan": session()["plan"], "text": "x"} for n in (1, 2)}

    async def scene(app, pilot):
        monkeypatch.setattr(app, "exit", lambda *_, **__: None)  # it may ask to, but must not leave
        for n in range(KEYS // AT_ONCE):
            player.say(a_status(chance, 3000.0 + n))
            await pilot.press(*(a_key(chance) for _ in range(AT_ONCE)))
            width, height = app.screen.size
            await pilot.click(offset=(chance.randrange(width), chance.randrange(height)))
            if chance.random() < 0.1:
                await pilot.resize_terminal(chance.randrange(20, 200), chance.randrange(6, 60))
        await pilot.press(*["escape"] * 10)
        await until(pilot, lambda: isinstance(app.screen, SessionScreen))
        player.say(session(t=1e6))
        await until(pilot, lambda: app.session.view.status["t"] == 1e6)
        assert "since the" in text_of(app)

    play(scene, player)
