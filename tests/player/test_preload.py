"""Preloader: what begins in a session was opened before, in a thread that may wait for the disk."""

import threading
from types import SimpleNamespace

import pytest
from settling import settled

from kapsound.audio import clip_opener as library
from kapsound.audio.prepared_source import PreparedSource
from kapsound.core.commands import BedAdd, Next, Request
from kapsound.core.session import TICK, begin, step
from kapsound.core.spec import ScriptedCommand
from kapsound.core.wording import parse_command
from kapsound.player.opening import opened_live
from kapsound.player.origins import scripted
from kapsound.player.preload import AHEAD, PATIENCE_S, Preloader
from kapsound.units import GRID, to_frames

LONG_S = 10


def ahead(preloader):
    """Return the thread that opens what is foreseen."""
    return preloader._preload.__self__._readahead


class Opener:
    """An opener that keeps what it was told, and the waits for what it opens."""

    def __init__(self):
        self.opened = []
        self.waits = []

    def preload(self, clip):
        self.opened.append(clip.key)
        return SimpleNamespace(wait=self.waits.append)


@pytest.fixture
def opener():
    return Opener()


@pytest.fixture
def preloader(opener):
    """Return a preloader that does its jobs at once, in a session without a script."""
    return Preloader(opener.preload, lambda job: job(), tuple)


def test_a_session_opens_nothing_in_the_audio_loop_once_it_runs(spec, log, monkeypatch):
    where = []

    def opening(*given):
        where.append(threading.current_thread().name)
        return PreparedSource(*given)

    monkeypatch.setattr(library, "PreparedSource", opening)
    commands = {10: "dose", 40: "cue hello", 60: "bed off", 80: "bed hush", 100: "next"}
    script = scripted([ScriptedCommand(140 * GRID, BedAdd("hush"))])
    with opened_live(spec(), log, script) as (engine, preloader):
        before = list(where)
        for block in range(to_frames(8) // GRID):
            preloader.look(engine.session, engine.frame)
            given = [
                Request(text, parse_command(text), confirmed=True)
                for text in filter(None, [commands.get(block)])
            ]
            for request in given:
                preloader.expect(engine.session, request, engine.frame)
            assert settled(ahead(preloader), LONG_S)
            given += [pending.request for pending in script.due(engine.frame)]
            engine.block(given)
    later = where[len(before) :]
    assert later
    assert set(later) == {"read-ahead"}


def test_each_state_is_looked_beyond_once(one_phase, preloader, opener):
    session = begin(one_phase("a", "b", seconds=100)).session
    for frame in range(0, 10 * GRID, GRID):
        preloader.look(session, frame)
    assert opener.opened == []
    near = session.wake - AHEAD
    for frame in range(near // GRID * GRID, near + 20 * GRID, GRID):
        preloader.look(session, frame)
    assert opener.opened == ["b"]


def test_what_comes_soon_after_the_next_thing_is_seen_as_well(spec, preloader, opener):
    material = spec().material()
    dose = Request("1", parse_command("dose"))
    session = step(begin(material).session, dose, 10 * GRID).session
    preloader.look(session, 10 * GRID)
    last, hello = material.phases[-1].tracks[0], material.cues[0]
    assert {last.clip.key, hello.clip.key} <= set(opener.opened)


def test_what_is_commanded_beforehand_is_seen_as_well(one_phase, opener):
    script = scripted([ScriptedCommand(50 * GRID, Next())])
    preloader = Preloader(opener.preload, lambda job: job(), lambda: script.coming)
    preloader.look(begin(one_phase("a", "b", seconds=100)).session, 0)
    assert opener.opened[:1] == ["b"]


def test_a_request_waits_until_its_sounds_were_opened_but_not_for_ever(
    one_phase, preloader, opener
):
    session = begin(one_phase("a", "b", seconds=100)).session
    preloader.expect(session, Request("1", parse_command("next")), 3)
    assert (opener.opened, opener.waits) == (["b"], [PATIENCE_S])


@pytest.mark.parametrize("command", ["stop", "soften", "hold", "note calm"])
def test_a_request_that_starts_nothing_waits_for_nothing(one_phase, preloader, opener, command):
    session = begin(one_phase("a", "b", seconds=100)).session
    preloader.expect(session, Request("1", parse_command(command)), 3)
    assert opener.waits == []


def test_a_fault_of_our_own_is_left_to_the_engine(preloader, opener):
    preloader.expect(None, Request("1", parse_command("next")), 3)
    assert opener.opened == []


def test_looking_ahead_leaves_no_trace(one_phase, preloader):
    session = begin(one_phase("a", "b", seconds=100)).session
    untouched = step(session, TICK, session.wake)
    preloader.look(session, session.wake)
    assert step(session, TICK, session.wake) == untouched
