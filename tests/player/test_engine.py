"""The engine: session, mixer and record stay in step, whatever the media do."""

import numpy as np
import pytest
from memory_sink import MemorySink

from kapsound.audio.mixer import Mixer
from kapsound.audio.source import Damage, MemorySource
from kapsound.cache.digest import digest_of
from kapsound.core.commands import Actor, End, Next, Request, Role
from kapsound.core.instructions import Bus
from kapsound.core.session import begin
from kapsound.errors import MediaError
from kapsound.player.engine import CHECKPOINT_BLOCKS, REMEMBERED, Engine
from kapsound.player.loop import run
from kapsound.player.origins import Timetable
from kapsound.units import GRID, to_frames


def sources(**changes):
    """Return an `open_clip` of noise; a change is a source, or the error of opening it."""
    noise = np.random.default_rng(0).uniform(-0.2, 0.2, (to_frames(60), 2)).astype(np.float32)

    def open_clip(clip):
        source = changes.get(clip.key, MemorySource(noise))
        if isinstance(source, Exception):
            raise source
        return source

    return open_clip


@pytest.fixture
def began(one_phase):
    """Return the beginning of a session of twelve seconds: two tracks and a bed."""
    return begin(one_phase("a", "b", seconds=12))


@pytest.fixture
def play(began, log):
    """Return a player of the whole session: the engine at its end, and its sound."""

    def run_all(open_clip, timed=()):
        engine, heard = Engine(began, Mixer(open_clip), log), MemorySink()
        run(engine, Timetable(timed).due, heard.write)
        return engine, heard.audio

    return run_all


def test_a_track_that_cannot_be_opened_is_left_out_at_the_same_grid_start(play, log):
    play(sources(a=MediaError("a is missing")))
    began = [(frame, v["item"]) for kind, frame, v in log.lines if kind == "began"]
    assert began[:3] == [(0, "sea"), (0, "a"), (0, "b")]
    (fault,) = log.of("fault")
    assert "a is missing" in fault["cause"]
    lost = log.of("command")[0]
    assert (lost["role"], lost["outcome"]) == ("player", "accepted")
    assert lost["command"]["name"] == "voice-lost"


def test_when_no_track_can_be_opened_the_bed_is_heard_alone(play, log):
    _engine, sound = play(sources(a=MediaError("a is gone"), b=MediaError("b is gone")))
    assert len(log.of("fault")) == 2
    assert np.abs(sound[to_frames(9) :][: to_frames(0.5)]).max() > 0.05


def test_damage_found_while_it_plays_is_reported_and_the_next_track_plays(play, log):
    damaged = MemorySource(np.full((to_frames(60), 2), 0.2, np.float32))
    damaged.damage = Damage(to_frames(5), "a bad second")
    play(sources(a=damaged))
    (fault,) = log.of("fault")
    assert "a bad second" in fault["cause"]
    assert [v["item"] for v in log.of("began") if v["bus"] == Bus.MUSIC] == ["a", "b"]


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_command_is_journaled_once_with_who_gave_it_and_what_became_of_it(play, log, confirmed):
    request = Request("r1", End(), Actor(Role.SCREEN, "room one"), confirmed=confirmed)
    play(sources(), [(GRID, request)])
    assert log.of("command") == [
        {
            "id": "r1",
            "command": {"name": "end"},
            "role": "screen",
            "actor": "room one",
            "confirmed": confirmed,
            "outcome": "accepted" if confirmed else "asked",
            "text": "" if confirmed else "end the session?",
        }
    ]
    assert not {"accepted", "refused", "asked"} & {kind for kind, _, _ in log.lines}


def test_a_refused_command_is_journaled_with_the_reason(play, log):
    request = Request("r1", Next())
    only = MediaError("b is gone")
    play(sources(b=only), [(0, Request("r0", Next())), (GRID, request)])
    refused = [line for line in log.of("command") if line["id"] == "r1"]
    assert refused[0]["outcome"] == "refused"
    assert refused[0]["text"]


def test_the_checkpoints_are_the_running_digest_of_what_was_rendered(play, log):
    engine, sound = play(sources())
    found = [(frame, values) for kind, frame, values in log.lines if kind == "checkpoint"]
    assert len(found) == engine.frame // GRID // CHECKPOINT_BLOCKS + 1
    assert found[-1][0] == engine.frame == len(sound)
    for frame, values in found:
        digest = digest_of(sound[:frame].tobytes())
        assert values == {"digest": digest, "segment": 0, "until": frame}


def test_the_same_script_gives_the_same_bytes(play):
    timed = [(GRID * 50, Request("1", Next()))]
    sounds = [play(sources(), timed)[1] for _ in range(2)]
    assert sounds[0].tobytes() == sounds[1].tobytes()
    assert sounds[0].tobytes() != play(sources())[1].tobytes()


def test_meters_are_there_when_the_mixer_keeps_them(began, log):
    engine = Engine(began, Mixer(sources(), metered=True), log)
    assert engine.meters is None
    engine.block(())
    assert engine.meters.music.rms > -120 == engine.meters.voice.rms
    unmetered = Engine(began, Mixer(sources()), log)
    unmetered.block(())
    assert unmetered.meters is None


def test_the_answer_tells_frame_and_receipt(began, log):
    engine = Engine(began, Mixer(sources()), log)
    engine.block(())
    _, (answer,) = engine.block([Request("r", Next())])
    assert (answer.event.kind, answer.frame) == ("accepted", GRID)
    assert answer.receipt.wait()


def test_a_request_sent_again_is_answered_as_before_and_journaled_once(began, log):
    engine = Engine(began, Mixer(sources()), log)
    _, first = engine.block([Request("r", Next()), Request("q", End())])
    _, again = engine.block([Request("r", Next()), Request("q", End(), confirmed=True)])
    assert again[0] == first[0]
    assert [line["outcome"] for line in log.of("command")] == ["accepted", "asked", "accepted"]


def test_only_the_latest_answers_are_remembered(began, log):
    engine = Engine(began, Mixer(sources()), log)
    for number in range(1_000):
        engine.take(Request(str(number), Next()))
    assert len(engine._given) == REMEMBERED


def test_a_session_comes_from_nothing(began, log):
    """The first block of a constant is no louder than the rise's beginning, at -40 dB."""
    constant = MemorySource(np.full((to_frames(60), 2), 0.5, np.float32))
    engine = Engine(began, Mixer(lambda _: constant), log)
    first, _ = engine.block(())
    assert np.abs(first).max() < 2 * 0.5 * 0.0105


def test_a_fault_of_our_own_changes_nothing_and_is_told_once(began, log, monkeypatch):
    """A command is refused by it, the blocks go on."""
    engine = Engine(began, Mixer(sources()), log)
    before = engine.session

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("kapsound.player.engine.step", broken)
    _, (answer,) = engine.block([Request("1", Next())])
    block, _ = engine.block(())
    assert (answer.event.kind, engine.session) == ("refused", before)
    assert "a fault of kapsound itself (ZeroDivisionError)" in answer.event.text
    assert np.abs(block).max() > 0
    assert [line[0] for line in log.lines].count("fault") == 1
