"""Real players die in the middle of real sessions: each is followed, and the record holds.

`KAPSOUND_SOAK=1` kills sixty times.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from itertools import pairwise
from time import sleep

import pytest
from kills import kill_again_and_again, watched
from record_rigs import Remembering

from kapsound.audio.sinks.null import NullSink
from kapsound.control import Role, open_client
from kapsound.core.commands import Dose, End, Hold, Note, Resume
from kapsound.player.loop import run
from kapsound.player.replay import end_of, timetable_of
from kapsound.player.starting.opening import opened
from kapsound.record.recorded_session import spec_of
from kapsound.record.verification import verify

pytestmark = [pytest.mark.slow, pytest.mark.linux]

# After three deaths in a row players follow after pauses, so that each session has three.
KILLS = 3
SESSIONS = 20 if os.environ.get("KAPSOUND_SOAK") else 1


@pytest.fixture
def session(spec, tmp_path):
    with watched(spec(), tmp_path / "h") as session:
        yield session


def segments(entries):
    """Return the last checkpoint of every segment that has one."""
    found = {e.data["segment"]: e.data for e in entries if e.kind == "checkpoint"}
    return list(found.values())


def rendered_again(entries):
    """Return the checkpoints of a record's session rendered once more."""
    log = Remembering()
    with opened(spec_of(entries), log) as engine:
        run(engine, timetable_of(entries).due, NullSink().write, until=end_of(entries))
    return log.of("checkpoint")


@pytest.mark.parametrize("seed", range(SESSIONS))
def test_no_acknowledged_line_is_lost_or_doubled_by_kills(session, seed):
    tally = kill_again_and_again(session, KILLS, seed)
    assert tally.lost == set()
    assert tally.doubled == 0
    found = verify(session.folders)
    assert found.closed
    assert [f for f in found.findings if "breaks off" not in f.what] == []
    assert len(session.entries("interrupted")) >= KILLS
    frames = [entry.frame for entry in session.entries()]
    assert all(before <= after for before, after in pairwise(frames))


def test_a_record_with_crashes_renders_to_the_same_digests(session):
    with session.client() as client:
        client.do(Dose())
        client.do(Hold())
    for _ in range(3):
        sleep(0.3)
        session.wait_for_another(session.kill_player())
    with session.client() as client:
        client.do(Resume())
        client.do(End(), confirmed=True)
    assert session.process.wait(60) == 0
    entries = session.entries()
    live = segments(entries)
    assert live
    assert live[-1]["segment"] > 0
    again = rendered_again(entries)
    assert [point for point in live if point not in again] == []


def test_the_session_goes_on_in_place(session):
    with session.client() as client:
        client.do(Dose())
        client.do(Hold())
        before = client.status()["t"]
    killed = session.kill_player()
    waited = session.wait_for_another(killed)
    with session.client() as client:
        status = client.status()
    assert before < status["t"] < before + waited + 2.0
    assert status["d"] == pytest.approx(status["t"] - status["doses"][0]["t"], abs=0.01)
    (gone,) = session.entries("interrupted")
    assert "ended by force (SIGKILL)" in gone.data["cause"]
    assert gone.data["until"] == session.entries("command")[-1].frame


def test_sigterm_to_the_watcher_ends_the_session_in_order(session):
    session.process.send_signal(signal.SIGTERM)
    assert session.process.wait(30) == 0
    assert session.entries()[-1].data == {"how": "interrupted"}


def test_sigterm_to_the_player_ends_it_in_order_and_the_watcher_too(session):
    os.kill(session.children()[0], signal.SIGTERM)
    assert session.process.wait(30) == 0
    assert session.entries()[-1].data == {"how": "interrupted"}
    assert session.entries("interrupted") == []


def test_the_watcher_s_death_leaves_the_player_playing_and_is_in_the_record(session):
    player = session.children()[0]
    session.process.kill()
    session.process.wait()
    try:
        with session.client() as client:
            for _ in client.watch(10):
                if session.entries("fault"):
                    break
            assert client.do(Note("still here")).outcome == "accepted"
            (fault,) = session.entries("fault")
            assert "watches over the player has died" in fault.data["cause"]
            client.do(End(), confirmed=True)
            list(client.watch(10))
    finally:
        with suppress(ProcessLookupError):
            os.kill(player, signal.SIGKILL)


def test_a_stopped_player_is_ended_by_force_and_followed(session):
    """One that hangs for ten seconds plays nothing; whatever holds it, it is not waited for."""
    player = session.children()[0]
    os.kill(player, signal.SIGSTOP)
    session.wait_for_another(player)
    (gone,) = session.entries("interrupted")
    assert "it was stuck" in gone.data["cause"]


def test_a_second_session_is_refused_even_while_nobody_plays(session, spec):
    killed = session.kill_player()
    ours = {**os.environ, "KAPSOUND_HOME": str(session.home)}
    done = subprocess.run(
        [sys.executable, "-m", "kapsound.player.supervision"],
        input=json.dumps(spec().to_json()).encode(),
        env=ours,
        capture_output=True,
        check=False,
    )
    assert json.loads(done.stdout)["error"]["kind"] == "BusyError"
    session.wait_for_another(killed)
    with open_client(Role.SCRIPT, "nurse", folder=session.home / "run") as client:
        client.do(End(), confirmed=True)
