"""Foresight: what begins in a session was opened before, in a thread that may wait for the disk."""

import threading

import pytest

from kapsound.audio import library
from kapsound.audio.prepared import PreparedSource
from kapsound.core.commands import Request
from kapsound.core.instructions import Clip
from kapsound.core.session import TICK, begin, step
from kapsound.core.wording import parse_command
from kapsound.player.foresight import AHEAD, Foresight
from kapsound.player.opening import opened_live
from kapsound.units import GRID, to_frames

PATIENCE_S = 10


class AtOnce:
    """A thread that does its jobs at once, and an opener that keeps what it was told."""

    def __init__(self):
        self.opened = []
        self.waits = []

    def do(self, job):
        job()

    def settled(self, timeout=None):
        self.waits.append(timeout)
        return True

    def preload(self, clip):
        self.opened.append(clip.key)


@pytest.fixture
def at_once():
    return AtOnce()


def test_a_session_opens_nothing_in_the_audio_loop_once_it_runs(spec, log, monkeypatch):
    where = []

    def opening(*given):
        where.append(threading.current_thread().name)
        return PreparedSource(*given)

    monkeypatch.setattr(library, "PreparedSource", opening)
    commands = {10: "dose", 40: "cue hello", 60: "bed off", 80: "bed hush", 100: "next"}
    with opened_live(spec(), log) as live:
        engine, foresight = live.engine, live.foresight
        before = list(where)
        for block in range(to_frames(8) // GRID):
            foresight.look(engine.session, engine.frame)
            given = [
                Request(text, parse_command(text), "test", confirmed=True)
                for text in filter(None, [commands.get(block)])
            ]
            for request in given:
                foresight.expect(engine.session, request, engine.frame)
            assert foresight._thread.settled(PATIENCE_S)
            engine.block(given)
    later = where[len(before) :]
    assert later
    assert set(later) == {"read-ahead"}


def test_each_state_is_looked_beyond_once(one_phase, at_once):
    foresight = Foresight(at_once, at_once)
    session = begin(one_phase("a", "b", seconds=100)).session
    for frame in range(0, 10 * GRID, GRID):
        foresight.look(session, frame)
    assert at_once.opened == []
    near = session.wake - AHEAD
    for frame in range(near // GRID * GRID, near + 20 * GRID, GRID):
        foresight.look(session, frame)
    assert at_once.opened == ["b"]


def test_what_comes_soon_after_the_next_thing_is_seen_as_well(spec, at_once):
    material = spec().material()
    dose = Request("1", parse_command("dose"), "test")
    session = step(begin(material).session, dose, 10 * GRID).session
    Foresight(at_once, at_once).look(session, 10 * GRID)
    last, hello = material.phases[-1].tracks[0], material.cues[0]
    assert {last.clip.key, hello.clip.key} <= set(at_once.opened)


def test_a_request_finds_its_sounds_open_and_is_not_kept_waiting_for_long(one_phase, at_once):
    session = begin(one_phase("a", "b", seconds=100)).session
    request = Request("1", parse_command("next"), "test")
    Foresight(at_once, at_once).expect(session, request, 3)
    assert at_once.opened == ["b"]
    assert at_once.waits == [0.3]


def test_looking_ahead_leaves_no_trace(one_phase, at_once):
    session = begin(one_phase("a", "b", seconds=100)).session
    untouched = step(session, TICK, session.wake)
    Foresight(at_once, at_once).look(session, session.wake)
    assert step(session, TICK, session.wake) == untouched


def test_a_clip_is_known_by_its_sound_whatever_its_gain():
    quiet, loud = (Clip("a", 0, 10, gain) for gain in (0.1, 1.0))
    assert library._span(quiet) == library._span(loud)
