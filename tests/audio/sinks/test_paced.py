"""A paced sink keeps real time by the clock it is given."""

import numpy as np

from kapsound.audio.sinks.base import Opening
from kapsound.audio.sinks.null import NullSink
from kapsound.audio.sinks.paced import PacedSink
from kapsound.output.ring import Gap
from kapsound.units import SAMPLE_RATE

BLOCK = np.zeros((4_800, 2), np.float32)


class FakeTime:
    def __init__(self):
        self.now = 1_000.0

    def clock(self):
        return self.now

    def sleep(self, seconds):
        assert seconds > 0
        self.now += seconds


def test_a_second_of_blocks_takes_a_second():
    time = FakeTime()
    sink = PacedSink(NullSink(), Opening(clock=time.clock, sleep=time.sleep))
    for _ in range(10):
        sink.write(BLOCK)
    assert abs(time.now - 1_001.0) < 1e-9
    assert (sink.delivered, sink.gaps()) == (SAMPLE_RATE, [])


def test_the_writer_may_be_ahead_by_the_frames_allowed_and_no_more():
    time = FakeTime()
    sink = PacedSink(NullSink(), Opening(clock=time.clock, sleep=time.sleep), ahead=9_600)
    for _ in range(10):
        sink.write(BLOCK)
    assert abs(time.now - 1_000.8) < 1e-9
    assert sink.unheard == 9_600


def test_a_slow_block_within_the_slack_is_caught_up_with():
    time = FakeTime()
    sink = PacedSink(NullSink(), Opening(clock=time.clock, sleep=time.sleep))
    sink.write(BLOCK)
    time.now += 0.15
    for _ in range(9):
        sink.write(BLOCK)
    assert abs(time.now - 1_001.0) < 1e-9
    assert sink.gaps() == []


def test_a_writer_that_missed_its_time_leaves_one_gap_and_starts_a_new_pace():
    time = FakeTime()
    sink = PacedSink(NullSink(), Opening(clock=time.clock, sleep=time.sleep))
    sink.write(BLOCK)
    time.now += 5.0
    before = time.now
    for _ in range(10):
        sink.write(BLOCK)
    assert abs(time.now - before - 1.0) < 1e-9
    assert sink.gaps() == [Gap(4_800, 240_000)]
    assert sink.gaps() == []


def test_closing_closes_the_inner_sink():
    closed = []

    class Inner(NullSink):
        def close(self):
            closed.append(True)

    PacedSink(Inner(), Opening()).close()
    assert closed == [True]
