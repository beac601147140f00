"""An output that is lost: the clock goes on, nothing is skipped over in the record, no step."""

import threading

import numpy as np
import pytest

from kapsound.audio.mixer import Mixer
from kapsound.audio.sinks.base import SinkLost
from kapsound.audio.source import MemorySource
from kapsound.core.events import Fault
from kapsound.core.output import Destination, parse_output
from kapsound.core.record_events import Delivered, OutputOpened, Undelivered, Underrun
from kapsound.core.reports import Slept
from kapsound.core.session import begin
from kapsound.errors import DeviceError
from kapsound.output.ring import Gap
from kapsound.player.engine import Engine
from kapsound.player.loop import run
from kapsound.player.origins import Inbox
from kapsound.player.outputs.delivery import Delivery
from kapsound.player.outputs.outlet import RETRIES_S, Dependencies
from kapsound.units import GRID, SAMPLE_RATE, to_frames

BLOCK_S = GRID / SAMPLE_RATE
STEP = 0.0011
ROOM = Destination(parse_output("room"))


class Room:
    """A world whose clock moves by sleeping alone, with a sink that can be taken away.

    `asleep` is how long the machine was asleep, which only the boot-time clock has seen.
    """

    def __init__(self):
        self.now, self.asleep, self.slept, self.told, self.frames = 100.0, 0.0, [], [], []
        self.sinks, self.asked = [], []
        self.refuses = 0
        self.opened = threading.Semaphore(0)
        self.closed = threading.Event()

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def open(self, output):
        self.asked.append(str(output))
        self.opened.release()
        if self.refuses:
            self.refuses -= 1
            raise DeviceError("still away")
        self.sinks.append(FakeSink(self))
        return self.sinks[-1]

    def append(self, event, frame):
        self.told.append(event)
        self.frames.append(frame)

    def dependencies(self, inbox):
        return Dependencies(
            self.open,
            lambda name: Destination(parse_output(name), -6.0),
            lambda: self.now + self.asleep,
            self.sleep,
            inbox,
            self,
        )

    def delivery(self, destination, sink, inbox):
        return Delivery(destination, sink, self.dependencies(inbox), lambda: self.now)

    def all(self, kind):
        return [event for event in self.told if isinstance(event, kind)]


class FakeSink:
    """Keeps blocks, each a block's time long, until it is lost."""

    unheard, name = 0, ""

    def __init__(self, room):
        self.room, self.blocks, self.lost, self.stall = room, [], False, 0.0
        self.found, self.closed = [], threading.Event()

    def gaps(self):
        found, self.found = self.found, []
        return found

    def write(self, block):
        if self.lost:
            self.room.now += self.stall
            raise SinkLost('the sound output "room" has gone')
        self.blocks.append(block.copy())
        self.room.now += BLOCK_S

    def close(self):
        self.closed.set()
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
    return room.delivery(ROOM, sink, inbox)


def block(value=0.0):
    return np.full((GRID, 2), value, np.float32)


def opened(delivery):
    """Wait until the threads that open sinks have ended."""
    for opening in (delivery._outlet._opening, delivery._outlet._other):
        if opening:
            opening.join(30)


def back(delivery, inbox):
    """Let a lost output come back; return the requests that were made meanwhile."""
    while not (found := list(inbox.due(0))):
        delivery.write(block())
        opened(delivery)
    for each in found:
        each.give("rising")
    while lost(delivery):
        delivery.write(block())
        opened(delivery)
    return [each.request for each in found]


def lost(delivery):
    return delivery.outputs[0]["lost"]


def test_blocks_go_to_the_sink_and_the_sink_sets_the_pace(delivery, sink, room):
    delivery.write(block(0.25))
    assert [each[0, 0] for each in sink.blocks] == [0.25]
    assert room.slept == []
    assert delivery.outputs == [
        {
            "name": "room",
            "level": 0.0,
            "state": "playing",
            "why": "",
            "lost": False,
            "underruns": 0,
        }
    ]


def test_at_full_level_a_block_is_handed_on_as_it_is(delivery, sink, monkeypatch):
    given, made = [], block(0.1)
    monkeypatch.setattr(sink, "write", given.append)
    delivery.write(made)
    assert given[0] is made


def test_a_level_is_an_exact_gain_on_the_way_to_the_sink_alone(room, inbox, sink):
    lower = room.delivery(Destination(parse_output("room"), -6.0), sink, inbox)
    made = block(0.7)
    lower.write(made)
    np.testing.assert_array_equal(sink.blocks[0], made * np.float32(10 ** (-6 / 20)))
    np.testing.assert_array_equal(made, block(0.7))
    assert lower.outputs[0]["level"] == -6.0


def test_the_record_says_from_the_start_where_the_sound_goes(delivery, room):
    assert room.told == [OutputOpened("room", 0.0)]


def test_a_lost_sink_is_told_with_what_is_done_and_let_go(delivery, sink, room):
    sink.lost = True
    delivery.write(block())
    assert delivery.outputs[0]["state"] == "lost"
    assert delivery.outputs[0]["why"] == 'the sound output "room" has gone'
    (fault,) = room.all(Fault)
    assert 'the sound output "room" has gone' in fault.cause
    assert room.closed.wait(30)


def test_while_it_is_lost_the_session_keeps_the_boot_clock(delivery, sink, room):
    room.refuses = 1_000
    delivery.write(block())
    began, sink.lost = room.now, True
    for _ in range(50):
        delivery.write(block())
        opened(delivery)
    assert room.now - began == pytest.approx(50 * BLOCK_S)
    delivery.close()
    assert Undelivered(50 * GRID) in room.told


def test_what_the_device_still_held_counts_as_missed(delivery, sink, room):
    room.refuses, sink.unheard, sink.lost = 1_000, 3 * GRID, True
    delivery.write(block())
    delivery.close()
    assert Undelivered(4 * GRID) in room.told


def test_the_time_of_a_stall_is_caught_up_without_sleeping(delivery, sink, room):
    room.refuses = 1_000
    delivery.write(block())
    began, sink.lost, sink.stall = room.now, True, 20 * BLOCK_S
    for _ in range(20):
        delivery.write(block())
    assert sum(room.slept) == pytest.approx(0, abs=1e-6)
    delivery.write(block())
    assert room.now - began == pytest.approx(21 * BLOCK_S)


def test_it_is_tried_again_quickly_at_first_and_then_by_the_second(delivery, sink, room, inbox):
    room.refuses, sink.lost = 6, True
    tries = []
    while not (found := list(inbox.due(0))):
        delivery.write(block())
        opened(delivery)
        if room.opened.acquire(blocking=False):
            tries.append(room.now)
    assert np.diff(tries) == pytest.approx([*RETRIES_S, 1.0, 1.0], abs=2.5 * BLOCK_S)
    assert [each.request.command.name for each in found] == ["output-back"]
    assert lost(delivery)
    assert set(room.asked) == {"room"}


def test_a_device_that_was_the_default_is_opened_again_by_its_own_name_alone(room, inbox, sink):
    sink.name = "Headphones"
    delivery = room.delivery(Destination(), sink, inbox)
    assert delivery.outputs[0]["name"] == "Headphones"
    sink.lost = True
    back(delivery, inbox)
    assert room.asked == ["Headphones"]


def test_delivery_waits_for_the_rise_and_the_missed_frames_are_told(delivery, sink, room, inbox):
    sink.lost = True
    while not (found := list(inbox.due(0))):
        delivery.write(block())
        opened(delivery)
    delivery.write(block())
    assert lost(delivery)
    found[0].give("rising")
    written = 0
    while lost(delivery):
        delivery.write(block())
        written += 1
    delivery.write(block(0.5))
    delivery.write(block(0.25))
    first, second = room.sinks[0].blocks
    np.testing.assert_allclose(first[:, 0], 0.5 * np.arange(GRID) / GRID, atol=1e-7)
    np.testing.assert_array_equal(second, block(0.25))
    delivery.close()
    (told,) = room.all(Undelivered)
    (sums,) = room.all(Delivered)
    assert sums.rendered - sums.heard == told.frames
    assert sums.heard == 2 * GRID


def test_each_outage_has_a_request_of_its_own(delivery, room, inbox, sink):
    sink.lost = True
    given = back(delivery, inbox)
    room.sinks[-1].lost = True
    given += back(delivery, inbox)
    assert len({request.id for request in given}) == 2


def test_what_was_missed_is_told_even_if_it_never_comes_back(delivery, sink, room):
    room.refuses, sink.lost = 1_000, True
    for _ in range(3):
        delivery.write(block())
    delivery.close()
    assert Undelivered(3 * GRID) in room.told


def test_a_sink_that_is_there_is_closed_in_order_and_the_sums_are_told(delivery, room):
    delivery.write(block())
    delivery.close()
    assert room.closed.is_set()
    assert room.told[1:] == [Delivered(GRID, GRID, 0, 0)]


def test_an_underrun_is_told_at_once_with_its_session_frame_and_length(delivery, sink, room, inbox):
    sink.lost = True
    back(delivery, inbox)
    first = room.sinks[-1]
    base = delivery._frame
    delivery.write(block())
    first.found = [Gap(100, 576)]
    delivery.write(block())
    assert room.all(Underrun) == [Underrun(576, base + 100)]
    assert delivery.outputs[0]["underruns"] == 1


def test_many_underruns_are_told_together_and_none_is_lost_in_the_sums(delivery, sink, room):
    for number in range(500):
        sink.found = [Gap(number * GRID, 10)]
        delivery.write(block())
    delivery.close()
    told = room.all(Underrun)
    assert len(told) == 4
    assert (sum(each.times for each in told), sum(each.frames for each in told)) == (500, 5_000)
    assert [each.at for each in told[:2]] == [0, GRID]
    assert room.all(Delivered) == [Delivered(500 * GRID, 500 * GRID, 5_000, 500)]


def test_a_sink_that_fails_at_its_very_end_is_a_fault_and_not_the_end_of_the_record(
    delivery, sink, room, monkeypatch
):
    def full():
        raise SinkLost("the disk is full")

    monkeypatch.setattr(sink, "close", full)
    delivery.close()
    assert room.told[1] == Fault("the disk is full", "the session is over")


def test_the_sound_comes_back_from_nothing_without_a_step(room, inbox, sink, log, one_phase):
    """A constant is heard for ten seconds, lost for two, and heard again: no sample steps."""
    delivery = room.delivery(ROOM, sink, inbox)
    constant = MemorySource(np.full((to_frames(60), 2), 0.5, np.float32))
    engine = Engine(begin(one_phase("a", seconds=55, beds=())), Mixer(lambda _: constant), log)
    while len(room.sinks) < 1 or len(room.sinks[0].blocks) < 600:
        if engine.frame == to_frames(12) // GRID * GRID:
            sink.lost = True
        run(engine, inbox.due, delivery.write, until=engine.frame + GRID)
        opened(delivery)
    before, after = (np.concatenate(each.blocks) for each in (sink, *room.sinks))
    assert before[-1, 0] > 0.4
    assert np.abs(np.diff(after, axis=0, prepend=0.0)).max() <= STEP
    assert after[to_frames(4), 0] == pytest.approx(0.5, abs=0.03)
    told = sum(event.frames for event in room.told if isinstance(event, Undelivered))
    assert told + len(before) + len(after) == engine.frame


class TestChange:
    """Another output is opened first; the old one goes softly, and the new one comes softly."""

    def change(self, delivery, name="Headphones"):
        delivery.change(name)
        opened(delivery)

    def test_the_old_one_falls_and_the_new_one_rises_without_a_step(self, delivery, sink, room):
        for _ in range(3):
            delivery.write(block(0.5))
        self.change(delivery)
        for _ in range(200):
            delivery.write(block(0.5))
        old, new = (np.concatenate(each.blocks) for each in (sink, *room.sinks))
        assert np.abs(np.diff(old[:, 0], append=0.0)).max() <= STEP
        assert np.abs(np.diff(new[:, 0], prepend=0.0)).max() <= STEP
        assert len(old) == pytest.approx(3 * GRID + 48_000, abs=GRID)
        assert new[to_frames(2), 0] == pytest.approx(0.5 * 10 ** (-26 / 20), rel=0.1)
        np.testing.assert_array_equal(new[-GRID:], block(0.5) * np.float32(10 ** (-6 / 20)))
        assert len(old) + len(new) == 203 * GRID
        assert sink.closed.wait(30)
        assert room.all(OutputOpened)[1:] == [OutputOpened("Headphones", -6.0)]
        assert room.asked == ["Headphones"]

    def test_its_status_says_so_meanwhile(self, delivery):
        self.change(delivery)
        delivery.write(block())
        status = delivery.outputs[0]
        assert (status["name"], status["state"]) == ("room", "changing")
        assert status["why"] == "to Headphones"

    def test_one_that_cannot_be_opened_leaves_the_old_one_playing(self, delivery, sink, room):
        room.refuses = 1
        self.change(delivery)
        delivery.write(block(0.5))
        assert room.all(Fault) == [Fault("still away", 'the sound stays on "room"')]
        np.testing.assert_array_equal(sink.blocks[0], block(0.5))
        assert delivery.outputs[0]["state"] == "playing"

    def test_the_last_wish_counts_and_the_one_before_is_let_go(self, delivery, room):
        self.change(delivery, "A")
        self.change(delivery, "B")
        for _ in range(30):
            delivery.write(block())
        assert delivery.outputs[0]["name"] == "B"
        assert room.sinks[0].closed.wait(30)
        assert not room.sinks[1].closed.is_set()

    def test_a_lost_output_is_left_for_another_one(self, delivery, sink, room, inbox):
        room.refuses, sink.lost = 1, True
        delivery.write(block())
        opened(delivery)
        self.change(delivery)
        delivery.write(block(0.5))
        assert delivery.outputs[0]["state"] == "playing"
        assert len(room.sinks[-1].blocks) == 1
        assert room.all(Undelivered) == [Undelivered(GRID)]
        assert list(inbox.due(0)) == []

    def test_what_is_opened_too_late_is_closed_again(self, delivery, room):
        self.change(delivery)
        delivery.close()
        assert room.sinks[0].closed.wait(30)


class TestSleep:
    """What the machine slept through goes by at once, unheard, and everyone is told."""

    def asleep(self, delivery, room, seconds):
        room.asleep += seconds
        delivery.write(block())

    def test_the_session_hears_how_long_it_was(self, delivery, room, inbox):
        delivery.write(block())
        self.asleep(delivery, room, 720.0)
        (slept,) = inbox.due(0)
        assert slept.request.command == Slept(720.0)

    def test_the_missed_time_is_caught_up_before_the_output_is_opened_anew(
        self, delivery, sink, room, inbox
    ):
        delivery.write(block())
        self.asleep(delivery, room, 60.0)
        assert sink.closed.wait(30)
        assert len(list(inbox.due(0))) == 1
        began = room.now
        back(delivery, inbox)
        delivery.write(block(0.5))
        delivery.close()
        (missed,) = room.all(Undelivered)
        assert missed.frames == pytest.approx(to_frames(60.0), abs=8 * GRID)
        assert room.now - began < 1.0
        assert delivery._frame == pytest.approx(to_frames(room.now - 100 + 60), abs=4 * GRID)
        assert room.all(Fault) == []

    def test_two_naps_are_told_each_for_itself(self, delivery, room, inbox):
        self.asleep(delivery, room, 5.0)
        self.asleep(delivery, room, 7.0)
        told = [each.request for each in inbox.due(0) if isinstance(each.request.command, Slept)]
        assert [each.command.seconds for each in told] == [5.0, 7.0]
        assert len({each.id for each in told}) == 2

    def test_a_machine_that_is_merely_late_has_not_slept(self, delivery, room, inbox):
        delivery.write(block())
        room.now += 30.0
        delivery.write(block())
        assert list(inbox.due(0)) == []
