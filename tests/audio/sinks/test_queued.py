"""The queued sink follows its output's pace, and knows when it is dry, gone or stuck."""

import numpy as np
import pytest

from kapsound.audio.sinks.base import SinkLost
from kapsound.audio.sinks.queued import QueuedSink

DEPTH = 4_800
BLOCK = np.ones((DEPTH, 2), np.float32)


class FakeOutput:
    """Plays a block in a tenth of a second of the fake time it also keeps."""

    name, buffer = "Room", 2_048

    def __init__(self):
        self.now, self.heard, self.quits = 100.0, [], []
        self.gone = self.dead = False
        self.ends = []

    def sleep(self, seconds):
        self.now += seconds

    def queue(self, block):
        self.heard.append(block)
        begin = max(self.now, self.ends[-1]) if self.ends else self.now
        self.ends.append(begin + len(block) / 48_000)

    def waiting(self):
        return len(self.ends) > 1 and (self.dead or self.ends[-2] > self.now)

    def busy(self):
        return bool(self.ends) and (self.dead or self.ends[-1] > self.now)

    def lost(self):
        return self.gone

    def quit(self, limit_s):
        self.quits.append(limit_s)
        return not self.dead


def make():
    output = FakeOutput()
    return output, QueuedSink(output, output.sleep, depth=DEPTH)


def test_it_keeps_one_block_playing_and_one_waiting():
    output, sink = make()
    for _ in range(21):
        sink.write(BLOCK)
    # Of 21 blocks one has begun to play; 20 have made room.
    assert 101.9 <= output.now <= 102.0 + 0.1 / 8
    assert (sink.delivered, sink.underruns) == (21 * DEPTH, 0)
    assert sink.latency_frames == 2 * DEPTH + 2_048


def test_small_blocks_are_gathered_to_the_depth_of_the_output():
    output, sink = make()
    for part in np.array_split(np.arange(2 * 3 * DEPTH, dtype=np.float32).reshape(-1, 2), 47):
        sink.write(part)
    assert [len(block) for block in output.heard] == [DEPTH] * 3
    assert np.array_equal(np.concatenate(output.heard).ravel(), np.arange(6 * DEPTH))


def test_a_block_that_comes_too_late_is_counted():
    output, sink = make()
    for _ in range(5):
        sink.write(BLOCK)
    output.now += 0.3
    for _ in range(5):
        sink.write(BLOCK)
    assert sink.underruns == 1


def test_a_device_reported_gone_is_lost_at_once_and_is_not_waited_for():
    output, sink = make()
    sink.write(BLOCK)
    output.gone = True
    before = output.now
    with pytest.raises(SinkLost, match='"Room" has gone'):
        sink.write(BLOCK)
    sink.close()
    assert output.now == before
    assert output.quits == [0.5]


def test_a_device_that_goes_while_the_writer_waits_is_lost_too():
    output, sink = make()
    sink.write(BLOCK)
    sink.write(BLOCK)
    output.sleep = lambda _: setattr(output, "gone", True)
    sink._sleep = output.sleep
    with pytest.raises(SinkLost, match="has gone"):
        sink.write(BLOCK)


def test_a_device_that_stalls_without_a_word_is_lost_after_six_blocks():
    output, sink = make()
    for _ in range(5):
        sink.write(BLOCK)
    output.dead = True
    before = output.now
    with pytest.raises(SinkLost, match="plays nothing any more"):
        sink.write(BLOCK)
    assert 0.59 < output.now - before < 0.63
    sink.close()
    assert sink.stuck


def test_a_machine_too_busy_to_let_anyone_run_is_no_lost_device():
    output, sink = make()
    for _ in range(5):
        sink.write(BLOCK)

    def a_nap_of_half_a_second(_seconds):
        output.now += 0.5

    output.dead = True
    sink._sleep = a_nap_of_half_a_second
    before = output.now
    output.waiting = lambda: output.now < before + 5.0
    sink.write(BLOCK)
    assert sink.delivered == 6 * DEPTH


def test_a_device_that_is_slow_to_begin_is_given_five_seconds():
    output, sink = make()
    output.dead = True
    sink.write(BLOCK)
    with pytest.raises(SinkLost):
        sink.write(BLOCK)
    assert 5.0 < output.now - 100.0 < 5.1


def test_closing_plays_the_last_part_of_a_block_to_its_end_once():
    output, sink = make()
    sink.write(BLOCK)
    sink.write(BLOCK[:480])
    sink.close()
    sink.close()
    assert [len(block) for block in output.heard] == [DEPTH, 480]
    assert output.now >= 100.11
    assert (sink.delivered, sink.stuck, len(output.quits)) == (DEPTH + 480, False, 1)


def test_a_device_that_stalls_while_closing_is_let_go_of():
    output, sink = make()
    for _ in range(3):
        sink.write(BLOCK)
    output.dead = True
    sink.close()
    assert sink.stuck
    assert output.quits == [0.5]


def test_a_closed_output_takes_nothing():
    _, sink = make()
    sink.close()
    with pytest.raises(SinkLost, match="is closed"):
        sink.write(BLOCK)
