"""Random keys on the real screen of a real player: nothing breaks, and nothing of it is heard.

What the player wrote out while the monkey played is held against the design's figures and,
sample by sample, against the record rendered again. `--soak` presses 20,000 keys,
`KAPSOUND_MONKEY` as many as it says.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from metering import ffmpeg_meter
from monkey import carry_out, deed, press
from smooth import STEP, smooth_spec, worst_step

from kapsound.config.settings import Settings
from kapsound.core.output import destinations
from kapsound.processes import run_job
from kapsound.record.parts import Folders
from kapsound.record.read import read_entries
from kapsound.record.verification import verify
from kapsound.tui.app import KapsoundApp
from kapsound.tui.close.screen import CloseScreen
from kapsound.tui.opening import Attach

pytestmark = pytest.mark.slow

KEYS = int(
    os.environ.get("KAPSOUND_MONKEY") or (20_000 if os.environ.get("KAPSOUND_SOAK") else 200)
)
CHUNK = 1_000
PEAK_DBTP = -1.0
LIMIT_S = 20.0
AFTER = 5
PAUSES_S = (0.0, 0.0, 0.0, 0.02, 0.05, 0.15)
ENDING = ("escape", "escape", "escape", "C", "E", "y")


class Player:
    """A player process, whose sound goes to a file."""

    def __init__(self, process, home, sound):
        self.process, self.sound = process, sound
        answer = json.loads(process.stdout.readline())
        name = self.record = answer["result"]["record"]
        self.folders = Folders(home / "records" / name, home / "spare-records" / name)

    @property
    def plays(self):
        return self.process.poll() is None


@pytest.fixture(scope="module")
def smooth(tmp_path_factory):
    return smooth_spec(tmp_path_factory.mktemp("smooth"))


@pytest.fixture
def player(smooth, tmp_path, monkeypatch):
    """Return a starter of players in a home of their own; none outlives its block."""
    monkeypatch.setenv("KAPSOUND_HOME", str(tmp_path / "home"))

    @contextmanager
    def start(number):
        sound = tmp_path / f"{number}.raw"
        spec = replace(smooth, outputs=destinations(f"file:{sound}"))
        command = [sys.executable, "-m", "kapsound.player"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, **pipes) as process:
            try:
                process.stdin.write(json.dumps(spec.to_json()).encode() + b"\n")
                process.stdin.flush()
                yield Player(process, tmp_path / "home", sound)
            finally:
                process.kill()

    return start


class Tally:
    """What the monkey did and what came of it."""

    def __init__(self):
        self.keys = self.screens = self.sessions = 0
        self.frames, self.heard = 0, 0
        self.step, self.peak = 0.0, -200.0
        self.commands = Counter()

    def __str__(self):
        outcomes = Counter()
        for (_, outcome), count in self.commands.items():
            outcomes[outcome] += count
        return (
            f"{self.keys} keys, {self.sessions} sessions on {self.screens} screens, "
            f"{self.frames / 48_000:.0f} s, of them {self.heard / 48_000:.0f} s heard; "
            f"commands {dict(outcomes)} of {len({do for do, _ in self.commands})} kinds; "
            f"worst step {self.step:.6f}, worst peak {self.peak:.2f} dBTP"
        )


async def until(app, holds, what):
    """Wait for something to hold, as long as the application is whole."""
    limit = time.monotonic() + LIMIT_S
    while not holds():
        assert app._exception is None
        assert time.monotonic() < limit, f"it never came to that: {what}"
        await asyncio.sleep(0.02)


async def play(app, pilot, chance, budget):
    """Press keys until they are used up, the session is over or the screen left; count them."""
    pressed = 0
    while pressed < budget and app.session and not app._exit:
        pressed += await carry_out(pilot, deed(chance))
        await asyncio.sleep(chance.choice(PAUSES_S))
    return pressed


async def end(app, pilot):
    """End the session by keys, which work as ever, from wherever the monkey left the screen."""
    limit = time.monotonic() + LIMIT_S
    while app.session and not app._exit:
        assert time.monotonic() < limit, "it never came to the end"
        for key in ENDING:
            await press(pilot, key)
            await asyncio.sleep(0.1)  # to be asked takes the player a moment


async def after(app, pilot, chance):
    """Press a few keys on the close screen, as long as that is shown."""
    pressed = 0
    while pressed < AFTER and not app._exit and isinstance(app.screen, CloseScreen):
        pressed += await carry_out(pilot, deed(chance))
    return pressed


async def finds_session(app, player):
    """Wait until the screen shows the session; say no if that was over before it could look."""
    await until(app, lambda: shows_session(app) or not player.plays, "a status")
    return shows_session(app)


def shows_session(app):
    return app.session is None or bool(app.session.view.status)


async def sit_down(player, chance, tally, budget):
    """Play on a screen of our own until it is left or the session over."""
    app = KapsoundApp(Attach(), Settings())
    async with app.run_test(size=(100, 36)) as pilot:
        tally.screens += 1
        if await finds_session(app, player):
            tally.keys += await play(app, pilot, chance, budget)
            if app.session and not app._exit:
                await end(app, pilot)
            if not app._exit:
                tally.keys += await after(app, pilot, chance)
        else:
            tally.keys += await press(pilot, "q")
    assert app._exception is None
    assert app.return_code in (0, None)


def one_session(player, chance, tally, budget):
    """Play one session to its end, coming back to it as often as its screen is left."""
    before = tally.keys
    while player.plays:
        asyncio.run(sit_down(player, chance, tally, budget - (tally.keys - before)))
    assert player.process.wait(LIMIT_S) == 0
    tally.sessions += 1


def judge(player, tally, again):
    """Hold a session's record and sound against what is promised."""
    verdict = verify(player.folders)
    assert (verdict.whole, verdict.closed) == (True, True), str(verdict)
    entries = read_entries(player.folders)
    sound = np.fromfile(player.sound, "<f4").reshape(-1, 2)
    where = {"record": player.record, "records": str(player.folders.own.parent)}
    where |= {"spare": str(player.folders.spare.parent)}
    done = run_job("render", {**where, "output": f"file:{again}", "replace": True}, lambda _: None)
    digests = [entry.data["digest"] for entry in entries if entry.kind == "checkpoint"]
    assert done["digest"] == digests[-1]
    assert np.array_equal(sound, np.fromfile(again, "<f4").reshape(-1, 2))
    assert not [entry for entry in entries if entry.kind == "fault"]
    tally.step = max(tally.step, worst_step(sound))
    tally.peak = max(tally.peak, ffmpeg_meter(sound)[0])
    tally.frames += len(sound)
    tally.heard += int((np.abs(sound[:, 0]) > 1e-4).sum())
    for entry in entries:
        if entry.kind == "command":
            tally.commands[entry.data["command"]["name"], entry.data["outcome"]] += 1


@pytest.mark.parametrize("seed", range(-(-KEYS // CHUNK)))
def test_a_monkey_makes_neither_an_exception_nor_a_step(seed, player, tmp_path):
    chance, tally = Random(seed), Tally()
    budget = min(CHUNK, KEYS)
    while tally.keys < budget:
        with player(tally.sessions) as session:
            part = chance.uniform(0.3, 0.6) * budget
            one_session(session, chance, tally, min(part, budget - tally.keys))
        judge(session, tally, tmp_path / "again.raw")
        session.sound.unlink()
    sys.stdout.write(f"{tally}\n")  # shown by -rP
    assert tally.step <= STEP
    assert tally.peak <= PEAK_DBTP
    assert tally.sessions >= 2
    assert tally.heard > 0.1 * tally.frames, "it was mostly silent: nothing is proved"
    accepted = {do for do, outcome in tally.commands if outcome == "accepted"}
    assert len(accepted) >= 10
