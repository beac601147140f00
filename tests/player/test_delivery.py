"""An output that is lost: the clock goes on, nothing is skipped over in the record, no step."""

import threading

import numpy as np
import pytest

from kapsound.audio.mixer import Mixer
from kapsound.audio.sinks.base import SinkLost
from kapsound.audio.source import MemorySource
from kapsound.core.events import Fault, Notice
from kapsound.core.output import Destination, parse_output
from kapsound.core.record_events import Undelivered
from kapsound.core.session import begin
from kapsound.errors import DeviceError
from kapsound.player.delivery import Delivery, Dependencies
from kapsound.player.engine import Engine
from kapsound.player.loop import run
from kapsound.player.origins import Inbox
from kapsound.units import GRID, SAMPLE_RATE, to_frames

BLOCK_S = GRID / SAMPLE_RATE
STEP = 0.0011
ROOM = Destination(parse_output("room"))


class Room:
    """A world whose clock moves by sleeping alone, with a sink that can be taken away."""

    def __init__(self):
        self.now, self.slept, self.told, self.frames = 100.0, [], [], []
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

    def append(self, event, frame):
        self.told.append(event)
        self.frames.append(frame)

    def dependencies(self, inbox):
        return Dependencies(self.open, lambda: self.now, self.sleep, inbox, self)


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
def delivery(room, inbox, sink):
    return Delivery(ROOM, sink, room.dependencies(inbox))


def block(value=0.0):
    return np.full((GRID, 2), value, np.float32)


def opened(delivery):
    """Wait until the thread that opens the sink has ended."""
    if delivery._opening:
        delivery._opening.join(30)


def test_blocks_go_to_the_sink_and_the_sink_sets_the_pace(delivery, sink, room):
    delivery.write(block(0.25))
    assert [each[0, 0] for each in sink.blocks] == [0.25]
    assert room.slept == []
    assert delivery.outputs == [{"name": "room", "level": 0.0, "lost": False, "underruns": 3}]


def test_at_full_level_a_block_is_handed_on_as_it_is(delivery, sink, monkeypatch):
    given, made = [], block(0.1)
    monkeypatch.setattr(sink, "write", given.append)
    delivery.write(made)
    assert given[0] is made


def test_a_level_is_an_exact_gain_on_the_way_to_the_sink_alone(room, inbox, sink):
    lower = Delivery(Destination(parse_output("room"), -6.0), sink, room.dependencies(inbox))
    made = block(0.7)
    lower.write(made)
    np.testing.assert_array_equal(sink.blocks[0], made * np.float32(10 ** (-6 / 20)))
    np.testing.assert_array_equal(made, block(0.7))
    assert lower.outputs[0]["level"] == -6.0


def test_a_lost_sink_is_told_with_what_is_done_and_let_go(delivery, sink, room):
    sink.lost = True
    delivery.write(block())
    assert delivery.lost
    assert isinstance(room.told[0], Fault)
    assert room.frames[0] == GRID
    assert 'the sound output "room" has gone' in room.told[0].cause
    assert room.closed.wait(30)


def test_while_it_is_lost_the_session_keeps_the_boot_clock(delivery, sink, room):
    room.refuses = 1_000
    delivery.write(block())
    began, sink.lost = room.now, True
    for _ in range(50):
        delivery.write(block())
        opened(delivery)
    assert room.now - began == pytest.approx(50 * BLOCK_S)
    assert delivery.missed == 50 * GRID


def test_what_the_device_still_held_counts_as_missed(delivery, sink, room):
    room.refuses, sink.latency_frames, sink.delivered = 1_000, 3 * GRID, 10 * GRID
    sink.lost = True
    delivery.write(block())
    assert delivery.missed == 4 * GRID


def test_the_time_of_a_stall_is_caught_up_without_sleeping(delivery, sink, room):
    room.refuses = 1_000
    delivery.write(block())
    began, sink.lost, sink.stall = room.now, True, 20 * BLOCK_S
    for _ in range(20):
        delivery.write(block())
    assert sum(room.slept) == pytest.approx(0, abs=1e-6)
    delivery.write(block())
    assert room.now - began == pytest.approx(21 * BLOCK_S)


def test_it_is_tried_again_by_the_second_until_it_is_back(delivery, sink, room, inbox):
    room.refuses, sink.lost = 2, True
    tries = []
    while not (found := list(inbox.due(0))):
        delivery.write(block())
        opened(delivery)
        if room.opened.acquire(blocking=False):
            tries.append(room.now)
    assert len(tries) == 3
    assert np.diff(tries) == pytest.approx(1.0, abs=2.5 * BLOCK_S)
    assert [each.request.command.name for each in found] == ["output-back"]
    assert delivery.lost


def test_delivery_waits_for_the_rise_and_the_missed_frames_are_told(delivery, sink, room, inbox):
    sink.lost = True
    while not (found := list(inbox.due(0))):
        delivery.write(block())
        opened(delivery)
    delivery.write(block())
    assert delivery.lost
    found[0].give("rising")
    while delivery.lost:
        delivery.write(block())
    delivery.write(block(0.5))
    delivery.write(block(0.25))
    first, second = delivery._sink.blocks
    np.testing.assert_allclose(first[:, 0], 0.5 * np.arange(GRID) / GRID, atol=1e-7)
    np.testing.assert_array_equal(second, block(0.25))
    (told,) = [event for event in room.told if isinstance(event, Undelivered)]
    assert told.frames == delivery.missed


def test_each_outage_has_a_request_of_its_own(delivery, room, inbox):
    given = []
    for _ in range(2):
        delivery._sink.lost = True
        while not (found := list(inbox.due(0))):
            delivery.write(block())
            opened(delivery)
        given += [each.request.id for each in found]
        found[0].give("rising")
        while delivery.lost:
            delivery.write(block())
    assert len(set(given)) == 2


def test_what_was_missed_is_told_even_if_it_never_comes_back(delivery, sink, room):
    room.refuses, sink.lost = 1_000, True
    for _ in range(3):
        delivery.write(block())
    delivery.close()
    assert Undelivered(3 * GRID) in room.told


def test_a_sink_that_is_there_is_closed_in_order(delivery, sink, room):
    sink.underruns = 0
    delivery.close()
    assert room.closed.is_set()
    assert room.told == []


def test_the_underruns_of_every_sink_are_in_the_record(delivery, sink, room, inbox):
    sink.lost = True
    while not (found := list(inbox.due(0))):
        delivery.write(block())
        opened(delivery)
    found[0].give("rising")
    while delivery.lost:
        delivery.write(block())
    delivery.close()
    assert room.told[-1] == Notice("the output ran dry; times: 6")


def test_a_sink_that_fails_at_its_very_end_is_a_fault_and_not_the_end_of_the_record(
    delivery, sink, room, monkeypatch
):
    def full():
        raise SinkLost("the disk is full")

    monkeypatch.setattr(sink, "close", full)
    delivery.close()
    assert room.told[0] == Fault("the disk is full", "the session is over")


def test_the_sound_comes_back_from_nothing_without_a_step(room, inbox, sink, log, one_phase):
    """A constant is heard for ten seconds, lost for two, and heard again: no sample steps."""
    delivery = Delivery(ROOM, sink, room.dependencies(inbox))
    constant = MemorySource(np.full((to_frames(60), 2), 0.5, np.float32))
    engine = Engine(begin(one_phase("a", seconds=55, beds=())), Mixer(lambda _: constant), log)
    sinks = [sink]
    while len(delivery._sink.blocks) < 600:
        if engine.frame == to_frames(12) // GRID * GRID:
            sink.lost = True
        run(engine, inbox.due, delivery.write, until=engine.frame + GRID)
        opened(delivery)
        if delivery._sink is not sinks[-1]:
            sinks.append(delivery._sink)
    before, after = (np.concatenate(each.blocks) for each in sinks)
    assert before[-1, 0] > 0.4
    assert np.abs(np.diff(after, axis=0, prepend=0.0)).max() <= STEP
    assert after[to_frames(4), 0] == pytest.approx(0.5, abs=0.03)
    told = sum(event.frames for event in room.told if isinstance(event, Undelivered))
    assert told + len(before) + len(after) == engine.frame
