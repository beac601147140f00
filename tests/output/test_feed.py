"""A feed takes every frame once and in order; where the ring runs dry no sample steps."""

import numpy as np
import pytest

from kapsound.output.feed import FADE, Feed
from kapsound.output.ring import FRAME_BYTES, RING_BYTES, Gap, Ring

BUFFER = 2_048
STEP = 0.003


class World:
    """A ring with its feed, and a device that asks for a buffer at a time."""

    def __init__(self):
        self.ring, self.now, self.asleep = Ring(bytearray(RING_BYTES)), 0, 0.0
        self.ring.wanted = 1_000
        self.feed = Feed(self.ring, lambda: self.now, lambda: self.asleep)
        self.heard = []

    def put(self, value, frames=BUFFER):
        sound = np.full((frames, 2), value, np.float32)
        self.ring.put(sound.data.cast("B"))

    def call(self):
        out = bytearray(BUFFER * FRAME_BYTES)
        self.feed.fill(memoryview(out))
        self.now += BUFFER * 1_000_000_000 // 48_000
        self.heard.append(np.frombuffer(out, np.float32).reshape(-1, 2))

    @property
    def sound(self):
        return np.concatenate(self.heard)


@pytest.fixture
def world():
    return World()


def test_frames_are_passed_on_as_they_are_once_enough_are_there(world):
    world.put(0.25, 900)
    world.call()
    assert not world.sound.any()
    world.put(0.5)
    world.call()
    assert (world.heard[1][:900] == 0.25).all()
    assert (world.heard[1][900:] == 0.5).all()
    assert (world.ring.consumed, world.ring.handed, world.ring.gaps) == (BUFFER, 2 * BUFFER, 0)


def test_frames_go_around_the_ring_without_loss(world):
    for number in range(50):
        world.put(number / 100, BUFFER)
        world.call()
        assert (world.heard[-1] == np.float32(number / 100)).all()


def test_a_ring_that_runs_dry_fades_and_comes_back_without_a_step_and_tells_its_length(world):
    for _ in range(3):
        world.put(0.5)
        world.call()
    for _ in range(2):
        world.call()
    world.put(0.5)
    world.call()
    assert np.abs(np.diff(world.sound[:, 0])).max() <= STEP
    assert list(world.ring.gaps_from(0)) == [Gap(3 * BUFFER, 2 * BUFFER)]
    assert not world.sound[3 * BUFFER + FADE : 5 * BUFFER].any()


def test_a_buffer_that_is_half_there_fades_from_its_last_frame(world):
    world.put(0.5, 2_000)
    world.call()
    world.call()
    assert (world.sound[:2_000] == 0.5).all()
    assert np.abs(np.diff(world.sound[:, 0])).max() <= STEP
    assert world.sound[2_000 + FADE :].max() == 0.0


def test_what_is_left_falls_softly_once_its_writer_has_gone(world):
    world.put(0.5, 3 * BUFFER)
    world.call()
    world.feed.leave()
    for _ in range(4):
        world.call()
    assert np.abs(np.diff(world.sound[:, 0])).max() <= STEP
    assert world.feed.silent
    assert world.ring.gaps == 0


def test_an_end_that_was_meant_is_played_to_its_last_frame_and_is_no_gap(world):
    world.put(0.5, 3_000)
    world.call()
    world.ring.ended = 1
    world.call()
    assert (world.sound[:3_000] == 0.5).all()
    assert not world.sound[3_000:].any()
    assert (world.feed.silent, world.ring.gaps) == (True, 0)


def test_after_the_machine_slept_nothing_of_before_is_heard(world):
    world.put(0.5, 4 * BUFFER)
    world.call()
    world.asleep = 60.0
    world.call()
    world.call()
    assert not world.sound[BUFFER + FADE :].any()
    assert np.abs(np.diff(world.sound[:, 0])).max() <= STEP


def test_silence_that_the_server_put_in_is_found_by_what_it_never_asks_for(world):
    for number in range(200):
        if number == 100:
            world.now += 30_000_000
        world.put(0.1)
        world.call()
    (gap,) = world.ring.gaps_from(0)
    assert not gap.starved
    assert gap.frames == pytest.approx(0.03 * 48_000, abs=60)


def test_a_late_call_that_is_made_up_for_is_no_gap(world):
    for number in range(200):
        if number in (100, 101):
            world.now += 30_000_000 * (1 if number == 100 else -1)
        world.put(0.1)
        world.call()
    assert world.ring.gaps == 0
