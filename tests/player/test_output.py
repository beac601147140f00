"""An output that is lost: the clock goes on, nothing is skipped over in the record, no step."""

import threading

import numpy as np
import pytest

from kapsound.audio.mixer import Mixer
from kapsound.audio.sinks.base import SinkLost
from kapsound.audio.source import MemorySource
from kapsound.core.session import begin
from kapsound.errors import DeviceError
from kapsound.player.engine import Engine
from kapsound.player.origins import Inbox
from kapsound.player.output import Output, Surroundings
from kapsound.units import GRID, SAMPLE_RATE, to_frames

BLOCK_S = GRID / SAMPLE_RATE
STEP = 0.0011


class Room:
    """A world whose clock moves by sleeping alone, with a sink that can be taken away."""

    def __init__(self):
        self.now, self.slept, self.told = 100.0, [], []
        self.refuses = 0
        self.opened = threading.Semaphore(0)
        self.closed = threading.Event()

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def open(self):
        self.opened.release()
        if self.refuses:
            self.refuses -= 1
            raise DeviceError("still away")
        return FakeSink(self)

    def around(self):
        return Surroundings(
            "room", self.open, lambda: self.now, self.sleep, lambda *line: self.told.append(line)
        )


class FakeSink:
    """Keeps blocks, each a block's time long, until it is lost."""

    underruns, latency_frames, delivered = 3, 0, 0

    def __init__(self, room):
        self.room, self.blocks, self.lost, self.stall = room, [], False, 0.0

    def write(self, block):
        if self.lost:
            self.room.now += self.stall
            raise SinkLost('the sound output "room" has gone')
        self.blocks.append(block.copy())
        self.room.now += BLOCK_S

    def close(self):
        self.room.closed.set()


@pytest.fixture
def room():
    return Room()


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def sink(room):
    return FakeSink(room)


@pytest.fixture
def output(room, inbox, sink):
    return Output(sink, inbox, room.around())


def block(value=0.0):
    return np.full((GRID, 2), value, np.float32)


def opened(output):
    """Wait until the thread that opens the sink has ended."""
    if output._opening:
        output._opening._thread.join(30)


def test_blocks_go_to_the_sink_and_the_sink_sets_the_pace(output, sink, room):
    output.write(block(0.25))
    assert [each[0, 0] for each in sink.blocks] == [0.25]
    assert (room.slept, output.lost, output.underruns) == ([], False, 3)


def test_a_lost_sink_is_told_with_what_is_done_and_let_go(output, sink, room):
    sink.lost = True
    output.write(block())
    assert output.lost
    assert room.told[0][0] == "fault"
    assert 'the sound output "room" has gone' in room.told[0][1]["cause"]
    assert room.closed.wait(30)


def test_while_it_is_lost_the_session_keeps_the_boot_clock(output, sink, room):
    room.refuses = 1_000
    output.write(block())
    began, sink.lost = room.now, True
    for _ in range(50):
        output.write(block())
        opened(output)
    assert room.now - began == pytest.approx(50 * BLOCK_S)
    assert output.missed == 50 * GRID


def test_what_the_device_still_held_counts_as_missed(output, sink, room):
    room.refuses, sink.latency_frames, sink.delivered = 1_000, 3 * GRID, 10 * GRID
    sink.lost = True
    output.write(block())
    assert output.missed == 4 * GRID


def test_the_time_of_a_stall_is_caught_up_without_sleeping(output, sink, room):
    room.refuses = 1_000
    output.write(block())
    began, sink.lost, sink.stall = room.now, True, 20 * BLOCK_S
    for _ in range(20):
        output.write(block())
    assert sum(room.slept) == pytest.approx(0, abs=1e-6)
    output.write(block())
    assert room.now - began == pytest.approx(21 * BLOCK_S)


def test_it_is_tried_again_by_the_second_until_it_is_back(output, sink, room, inbox):
    room.refuses, sink.lost = 2, True
    tries = []
    while not (found := list(inbox.due(0))):
        output.write(block())
        opened(output)
        if room.opened.acquire(blocking=False):
            tries.append(room.now)
    assert len(tries) == 3
    assert np.diff(tries) == pytest.approx(1.0, abs=2.5 * BLOCK_S)
    assert [request.command.name for request in found] == ["output-back"]
    assert output.lost


def test_delivery_waits_for_the_rise_and_the_missed_frames_are_told(output, sink, room, inbox):
    sink.lost = True
    while not (found := list(inbox.due(0))):
        output.write(block())
        opened(output)
    output.write(block())
    assert output.lost
    inbox.answered(["rising" for _ in found])
    while output.lost:
        output.write(block())
    output.write(block(0.5))
    output.write(block(0.25))
    first, second = output._sink.blocks
    np.testing.assert_allclose(first[:, 0], 0.5 * np.arange(GRID) / GRID, atol=1e-7)
    np.testing.assert_array_equal(second, block(0.25))
    (told,) = [values for kind, values in room.told if kind == "undelivered"]
    assert told == {"frames": output.missed}


def test_each_outage_has_a_request_of_its_own(output, room, inbox):
    given = []
    for _ in range(2):
        output._sink.lost = True
        while not (found := list(inbox.due(0))):
            output.write(block())
            opened(output)
        given += [request.id for request in found]
        inbox.answered(["rising"])
        while output.lost:
            output.write(block())
    assert len(set(given)) == 2


def test_what_was_missed_is_told_even_if_it_never_comes_back(output, sink, room):
    room.refuses, sink.lost = 1_000, True
    for _ in range(3):
        output.write(block())
    output.close()
    assert ("undelivered", {"frames": 3 * GRID}) in room.told


def test_a_sink_that_is_there_is_closed_in_order(output, sink, room):
    sink.underruns = 0
    output.close()
    assert room.closed.is_set()
    assert room.told == []


def test_the_underruns_of_every_sink_are_in_the_record(output, sink, room, inbox):
    sink.lost = True
    while not (found := list(inbox.due(0))):
        output.write(block())
        opened(output)
    inbox.answered(["rising" for _ in found])
    while output.lost:
        output.write(block())
    output.close()
    assert room.told[-1] == ("notice", {"text": "the output ran dry; times: 6"})


def test_a_sink_that_fails_at_its_very_end_is_a_fault_and_not_the_end_of_the_record(
    output, sink, room, monkeypatch
):
    def full():
        raise SinkLost("the disk is full")

    monkeypatch.setattr(sink, "close", full)
    output.close()
    assert room.told[0] == ("fault", {"cause": "the disk is full", "action": "the session is over"})


def test_the_sound_comes_back_from_nothing_without_a_step(room, inbox, sink, log, one_phase):
    """A constant is heard for ten seconds, lost for two, and heard again: no sample steps."""
    output = Output(sink, inbox, room.around())
    constant = MemorySource(np.full((to_frames(60), 2), 0.5, np.float32))
    engine = Engine(begin(one_phase("a", seconds=55, beds=())), Mixer(lambda _: constant), log)
    sinks = [sink]
    while len(output._sink.blocks) < 600:
        if engine.frame == to_frames(12) // GRID * GRID:
            sink.lost = True
        made, answers = engine.block(list(inbox.due(engine.frame)))
        inbox.answered(answers)
        output.write(made)
        opened(output)
        if output._sink is not sinks[-1]:
            sinks.append(output._sink)
    before, after = (np.concatenate(each.blocks) for each in sinks)
    assert before[-1, 0] > 0.4
    assert np.abs(np.diff(after, axis=0, prepend=0.0)).max() <= STEP
    assert after[to_frames(4), 0] == pytest.approx(0.5, abs=0.03)
    told = sum(values["frames"] for kind, values in room.told if kind == "undelivered")
    assert told + len(before) + len(after) == engine.frame
