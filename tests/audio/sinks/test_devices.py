"""The sink of a device follows the pace of what feeds it, and knows when that is gone."""

from types import SimpleNamespace

import numpy as np
import pytest

from kapsound.audio.sinks.base import SinkLost
from kapsound.audio.sinks.devices import DeviceSink
from kapsound.output.feed import Feed
from kapsound.output.ring import FRAME_BYTES, RING_BYTES, Ring

DEPTH = 2_048
BLOCK = np.full((2_048, 2), 0.5, np.float32)
PERIOD_NS = DEPTH * 1_000_000_000 // 48_000


class Feeding:
    """Feeds from a real ring in a time that passes by sleeping alone."""

    name = "room"

    def __init__(self, *, priority=True):
        self.priority, self.ring = priority, Ring(bytearray(RING_BYTES))
        self.now, self.next = 0, PERIOD_NS
        self.feed = Feed(self.ring, lambda: self.now, lambda: 0.0)
        self.died = self.stalled = False
        self.ended = []

    def sleep(self, seconds):
        self.now += round(seconds * 1e9)
        while self.now >= self.next and not self.stalled:
            self.feed.fill(memoryview(bytearray(DEPTH * FRAME_BYTES)))
            self.next += PERIOD_NS

    def alive(self):
        return not self.died

    def end(self, limit_s):
        self.ended.append("end")

    def kill(self):
        self.ended.append("kill")


def made(**how):
    feeding = Feeding(**how)
    return feeding, DeviceSink(feeding, DEPTH, feeding.sleep, lambda: feeding.now)


def write_blocks(sink):
    for _ in range(20):
        sink.write(BLOCK)


def test_it_keeps_the_pace_of_the_device_and_runs_never_dry():
    feeding, sink = made()
    for _ in range(100):
        sink.write(BLOCK)
    assert feeding.now / 1e9 == pytest.approx(100 * DEPTH / 48_000, abs=0.15)
    assert (sink.gaps(), sink.delivered) == ((), 100 * DEPTH)


@pytest.mark.parametrize(("priority", "ahead"), [(True, 512), (False, 2_048)])
def test_it_is_further_ahead_where_there_is_no_real_time_priority(priority, ahead):
    feeding, _sink = made(priority=priority)
    assert feeding.ring.wanted == ahead + DEPTH


def test_a_ring_that_ran_dry_is_kept_fuller_from_then_on():
    feeding, sink = made()
    for _ in range(20):
        sink.write(BLOCK)
    feeding.sleep(0.3)
    for _ in range(20):
        sink.write(BLOCK)
    (gap,) = sink.gaps()
    assert gap.at + gap.frames <= feeding.ring.handed
    assert feeding.ring.wanted == 512 + 2_048 + DEPTH


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("stalled", "plays nothing any more"),
        ("died", "the process that feeds it has died"),
        ("gone", "has gone"),
    ],
)
def test_a_device_that_is_lost_is_noticed_within_half_a_second(how, said):
    feeding, sink = made()
    write_blocks(sink)
    setattr(feeding.ring if how == "gone" else feeding, how, 1)
    began = feeding.now
    with pytest.raises(SinkLost, match=f'the sound output "room" .*{said}'):
        write_blocks(sink)
    assert feeding.now - began < 0.5e9
    assert 0 < sink.unheard <= feeding.ring.written
    sink.close()
    sink.close()
    assert feeding.ended == ["kill"]


def test_what_is_neither_consumed_nor_surely_played_is_unheard():
    feeding, sink = made()
    for _ in range(20):
        sink.write(BLOCK)
    ring = feeding.ring
    assert sink.unheard == ring.written - ring.consumed + 2 * DEPTH
    ring.sure, ring.gone = ring.consumed - 5_000, 1
    assert sink.unheard == ring.written - ring.sure + 2 * DEPTH


def test_one_that_is_there_is_closed_in_its_own_order():
    feeding, sink = made()
    sink.write(BLOCK)
    sink.close()
    assert feeding.ended == ["end"]
    with pytest.raises(SinkLost, match="is closed"):
        sink.write(BLOCK)


def test_a_long_block_goes_through_the_ring_in_parts():
    feeding, sink = made()
    sink.write(np.zeros((100_000, 2), np.float32))
    assert sink.delivered == feeding.ring.written == 100_000


def test_it_needs_nothing_else_of_what_feeds_it():
    ring = Ring(bytearray(RING_BYTES))
    plain = SimpleNamespace(name="", priority=False, ring=ring, alive=lambda: True)
    assert DeviceSink(plain, DEPTH, lambda _: None).name == ""
