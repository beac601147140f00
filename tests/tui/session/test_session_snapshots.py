"""What the session screen looks like, in the sizes and themes a therapist sees it in."""

import pytest
from screen_rigs import FakePlayer, application, phase, session, until

QUIET = session()
WAITING = session(
    t=290.0,
    d=None,
    d_last=None,
    doses=[],
    states=["dose"],
    phase=phase(name="preparation", number=1, began=0.0, end=None, left=None, waits="dose"),
    plan=[{"name": "preparation", "begin": 0.0, "end": None, "tracks": [], "cues": []}],
    ran={"phases": [{"name": "preparation", "begin": 0.0, "end": None}], "tracks": [], "cues": []},
    next=None,
)
DUCKED = session(
    states=["pause", "soften", "duck", "hold"],
    phase=phase(waits="release", left=None),
    plan=QUIET["plan"][:1],
    doses=[{"t": 720.0, "what": "50 mg IM"}, {"t": 1980.0, "what": ""}],
    d_last=347.3,
    cue={"id": "safe", "label": "You are safe", "speaking": True, "left": 3.2, "waiting": "water"},
    faults=[{"n": 1, "t": 2200.0, "text": "the sound card stalled for 3 s; it was opened again"}],
)

STOPPED = session(
    states=["stop", "pause"],
    undo={"what": "advance to peak", "left": 6.3},
    buses=QUIET["buses"] | {"music": QUIET["buses"]["music"] | {"now": -80.0, "to": -80.0}},
    meters=None,
)
LOST = session(
    outputs=[
        QUIET["outputs"][0] | {"state": "lost", "lost": True, "why": "it is not connected any more"}
    ]
)


@pytest.mark.parametrize(
    ("status", "size", "theme", "keys"),
    [
        pytest.param(QUIET, (80, 24), "night", (), id="quiet-80x24-night"),
        pytest.param(QUIET, (120, 36), "day", (), id="quiet-120x36-day"),
        pytest.param(WAITING, (80, 24), "day", (), id="waiting-80x24-day"),
        pytest.param(DUCKED, (120, 36), "night", (), id="ducked-120x36-night"),
        pytest.param(DUCKED, (160, 50), "night", (), id="ducked-160x50-night"),
        pytest.param(STOPPED, (80, 24), "night", (), id="stopped-80x24-night"),
        pytest.param(LOST, (120, 36), "day", (), id="lost-120x36-day"),
        pytest.param(WAITING, (80, 24), "night", ("D", *"-2m 50"), id="dose-80x24-night"),
        pytest.param(QUIET, (160, 50), "day", ("question_mark",), id="help-160x50-day"),
        pytest.param(QUIET, (80, 24), "night", ("colon", *"bed"), id="palette-80x24-night"),
        pytest.param(QUIET, (120, 36), "day", ("c", "down"), id="cues-120x36-day"),
        pytest.param(QUIET, (80, 24), "night", ("i", "w", "a", "r", "m"), id="note-80x24-night"),
    ],
)
def test_the_session_screen_looks_as_it_did(snap_compare, status, size, theme, keys):
    player = FakePlayer(status)
    app = application(player, theme=theme)

    async def ready(pilot):
        await until(pilot, lambda: app.session.view.status)
        await pilot.press(*keys)

    try:
        assert snap_compare(app, terminal_size=size, run_before=ready)
    finally:
        player.gone = True
        player.say(None)
