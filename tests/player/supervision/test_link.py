"""A player and its supervisor tell each other what they must, and neither waits for the other."""

import os

import pytest

from kapsound.player.supervision.link import BEAT, OVER, SupervisorLink


@pytest.fixture
def pipes():
    """Four files: the supervisor's two ends, and the player's."""
    (orders, ordering), (hearing, answers) = os.pipe(), os.pipe()
    files = [os.fdopen(ordering, "wb", 0), os.fdopen(hearing, "rb", 0)]
    files += [os.fdopen(orders, "rb"), os.fdopen(answers, "wb", 0)]
    yield files
    for file in files:
        file.close()


@pytest.fixture
def link(pipes):
    return SupervisorLink(*pipes[2:])


def test_the_order_is_one_line_and_the_answer_another(pipes, link):
    pipes[0].write(b"play\n")
    assert link.order() == b"play\n"
    link.answer({"result": {"record": "r1"}})
    link.beat()
    link.over()
    assert pipes[1].read(100) == b'{"result": {"record": "r1"}}\n' + BEAT + OVER


def test_beats_come_now_and_then_and_not_with_every_block(pipes, link):
    for _ in range(100):
        link.beat()
    assert pipes[1].read(100) == BEAT


def test_a_watcher_that_is_gone_is_told_once(pipes, link):
    pipes[0].write(b"play\n")
    link.order()
    assert not link.broke()
    pipes[0].close()
    link._ended.wait(10)
    assert [link.broke(), link.broke()] == [True, False]


def test_nobody_waits_for_a_watcher_that_does_not_read(pipes, link):
    link.answer({})
    for _ in range(20_000):
        link.over()
    pipes[1].close()
    link.over()
