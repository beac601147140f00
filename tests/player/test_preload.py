"""Preloader: what begins in a session was opened before, in a thread that may wait for the disk."""

import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from settling import settled

from kapsound.audio import clip_opener as library
from kapsound.audio.prepared_source import PreparedSource
from kapsound.audio.voice import WARNING
from kapsound.core.commands import BedAdd, Next, Request
from kapsound.core.session import TICK, begin, step
from kapsound.core.spec import ScriptedCommand
from kapsound.core.wording import parse_command
from kapsound.player.origins import scripted
from kapsound.player.preload import AHEAD, PATIENCE_S, Preloader
from kapsound.player.starting.opening import opened_live
from kapsound.units import GRID, to_frames

LONG_S = 10


def ahead(preloader):
    """Return the thread that opens what is foreseen."""
    return preloader._opener._readahead


class Opener:
    """An opener that keeps what it was told, and the waits for what it opens.

    What is named in `missing` cannot be opened; `damage` is known of ahead.
    """

    def __init__(self):
        self.opened = []
        self.waits = []
        self.missing = set()
        self.damage = []

    def preload(self, clip):
        self.opened.append(clip.key)
        return Tried(clip.key in self.missing, self.waits)

    def damaged(self):
        return self.damage


@dataclass
class Tried:
    failed: bool
    waits: list

    def wait(self, timeout):
        self.waits.append(timeout)
        return True


@pytest.fixture
def opener():
    return Opener()


@pytest.fixture
def preloader(opener):
    """Return a preloader that does its jobs at once, in a session without a script."""
    return Preloader(opener, lambda job: job(), tuple)


def test_a_session_opens_nothing_in_the_audio_loop_once_it_runs(spec, log, monkeypatch):
    where = []

    def opening(*given):
        where.append(threading.current_thread().name)
        return PreparedSource(*given)

    monkeypatch.setattr(library, "PreparedSource", opening)
    commands = {10: "dose", 40: "cue hello", 60: "bed off", 80: "bed hush", 100: "next"}
    script = scripted([ScriptedCommand(140 * GRID, BedAdd("hush"))])
    with opened_live(spec().material(), Path(spec().cache), log, script) as (engine, preloader):
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
    assert opener.opened == ["b"], "what would come if it were lost, and no more"
    opener.opened.clear()
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
    preloader = Preloader(opener, lambda job: job(), lambda: script.coming)
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


@pytest.mark.parametrize(("tracks", "instead"), [("ab", "b"), ("a", "sea")])
def test_what_would_take_the_place_of_a_lost_track_is_open_before(
    one_phase, preloader, opener, tracks, instead
):
    """The next track does; where there is none, the safe bed."""
    session = begin(one_phase(*tracks, seconds=100, beds=())).session
    preloader.look(session, 0)
    assert opener.opened == [instead]


def test_where_that_cannot_be_opened_what_comes_instead_of_it_is(one_phase, preloader, opener):
    opener.missing = {"b", "c"}
    preloader.look(begin(one_phase("a", "b", "c", "d", seconds=100, beds=())).session, 0)
    assert opener.opened == ["b", "c", "d"]


def test_a_request_that_starts_what_is_damaged_waits_for_what_comes_instead(
    one_phase, preloader, opener
):
    opener.missing = {"b"}
    session = begin(one_phase("a", "b", "c", seconds=100)).session
    preloader.expect(session, Request("1", parse_command("next")), 3)
    assert opener.opened == ["b", "c"]


def test_damage_ahead_is_looked_beyond_at_the_frame_of_its_loss(make, preloader, opener):
    """At that frame another track lands than the one that would now."""
    long, short = make.track("long", 90), make.track("short", 60)
    phase = make.phase("peak", 180, tracks=(make.track("a", 170), long, short), arrange="fit")
    session = make.room(phase, crossfade=0).session
    preloader.look(session, 0)
    assert opener.opened[:1] == [long.clip.key]
    opener.opened.clear()
    playing = session.music.playing.track.clip.key
    opener.damage = [(playing, to_frames(120) + WARNING)]
    preloader.look(session, 0)
    preloader.look(session, GRID)
    assert opener.opened == [short.clip.key]


def test_damage_of_what_is_not_heard_concerns_nobody(one_phase, preloader, opener):
    session = begin(one_phase("a", "b", seconds=100)).session
    preloader.look(session, 0)
    opener.opened.clear()
    opener.damage = [("b", 9)]
    preloader.look(session, 0)
    assert opener.opened == []


def test_a_fault_of_our_own_is_left_to_the_engine(preloader, opener):
    preloader.expect(None, Request("1", parse_command("next")), 3)
    assert opener.opened == []


def test_looking_ahead_leaves_no_trace(one_phase, preloader):
    session = begin(one_phase("a", "b", seconds=100)).session
    untouched = step(session, TICK, session.wake)
    preloader.look(session, session.wake)
    assert step(session, TICK, session.wake) == untouched
