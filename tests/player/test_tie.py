"""A player and its watcher tell each other what they must, and neither waits for the other."""

import os

import pytest

from kapsound.player.tie import BEAT, OVER, Tie


@pytest.fixture
def pipes():
    """Four files: the watcher's two ends, and the player's."""
    (orders, ordering), (hearing, answers) = os.pipe(), os.pipe()
    files = [os.fdopen(ordering, "wb", 0), os.fdopen(hearing, "rb", 0)]
    files += [os.fdopen(orders, "rb"), os.fdopen(answers, "wb", 0)]
    yield files
    for file in files:
        file.close()


@pytest.fixture
def tie(pipes):
    return Tie(*pipes[2:])


def test_the_order_is_one_line_and_the_answer_another(pipes, tie):
    pipes[0].write(b"play\n")
    assert tie.order() == b"play\n"
    tie.answer({"result": {"record": "r1"}})
    tie.beat()
    tie.over()
    assert pipes[1].read(100) == b'{"result": {"record": "r1"}}\n' + BEAT + OVER


def test_beats_come_now_and_then_and_not_with_every_block(pipes, tie):
    for _ in range(100):
        tie.beat()
    assert pipes[1].read(100) == BEAT


def test_a_watcher_that_is_gone_is_told_once(pipes, tie):
    pipes[0].write(b"play\n")
    tie.order()
    assert not tie.broke()
    pipes[0].close()
    tie._ended.wait(10)
    assert [tie.broke(), tie.broke()] == [True, False]


def test_nobody_waits_for_a_watcher_that_does_not_read(pipes, tie):
    tie.answer({})
    for _ in range(20_000):
        tie.over()
    pipes[1].close()
    tie.over()
