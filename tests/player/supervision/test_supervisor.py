"""Whatever a player does, one follows it as long as its session is open; children are fakes."""

import json
from queue import SimpleQueue

import pytest

from kapsound.player.supervision.link import BEAT, OVER
from kapsound.player.supervision.supervisor import PATIENCE_S, STUCK_S, Supervisor

ORDER = b'{"text": "a playlist"}'
READY = b'{"result": {"record": "r1"}}\n'


class FakeChild:
    """Does as it is told: what it says is put into the news by the test."""

    def __init__(self):
        self.orders, self.asked, self.killed = [], 0, 0

    def tell(self, order):
        self.orders.append(order)

    def ask_to_end(self):
        self.asked += 1

    def kill(self):
        self.killed += 1


class News(SimpleQueue):
    """News that a test plays: where there is none, time goes on instead of a wait."""

    def __init__(self):
        super().__init__()
        self.now = 0.0

    def get(self, timeout):
        if self.empty():
            self.now += max(timeout, 1e-9)
        return super().get(block=False)


class Room:
    """A supervisor of children that a test speaks for."""

    def __init__(self):
        self.news, self.children, self.answers = News(), [], []
        self.supervisor = Supervisor(
            self.news, self._start, lambda: 1_000 + self.news.now, lambda: self.news.now,
            self.answers.append,
        )  # fmt: skip
        self.supervisor._active.tell(ORDER)

    def _start(self):
        self.children.append(FakeChild())
        return self.children[-1]

    def hear(self, child, what):
        """Let a child say something, or die; return the exit status if that is the end."""
        self.news.put((child, what))
        return self.supervisor._hear()

    def wait(self, seconds):
        """Let time pass without a word."""
        until = self.news.now + seconds
        while self.news.now < until:
            self.supervisor._hear()

    def die(self, child, status=-9):
        """Let a child die; return the one that follows and its order."""
        assert self.hear(child, status) is None
        self.supervisor._hear()
        return self.supervisor._active


def resume(child):
    return json.loads(child.orders[-1])["resume"]


@pytest.fixture
def room():
    return Room()


@pytest.fixture
def playing():
    room = Room()
    room.hear(room.children[0], READY)
    return room


def test_the_order_is_handed_over_and_the_first_line_back(playing):
    assert playing.children[0].orders == [ORDER]
    assert playing.answers == [READY]


def test_one_stands_by_once_the_session_plays(playing):
    assert [child.orders for child in playing.children[1:]] == [[]]


def test_a_player_that_ends_in_order_is_not_followed(playing):
    assert playing.hear(playing.children[0], 0) == 0


@pytest.mark.parametrize("said", [b"", b'{"error": {"kind": "BusyError", "message": "busy"}}\n'])
def test_one_that_never_played_is_an_error_to_the_starter(room, said):
    if said:
        room.hear(room.children[0], said)
    assert room.hear(room.children[0], 4) == 4
    assert room.answers == ([said] if said else [])
    assert len(room.children) == 1


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (-9, "it was ended by force (SIGKILL)"),
        (-11, "it crashed (SIGSEGV)"),
        (-99, "(signal 99)"),
        (1, "it ended with an error (status 1)"),
    ],
)
def test_one_that_dies_is_followed_at_once_by_the_one_that_stands_by(playing, status, cause):
    playing.wait(3)
    follower = playing.die(playing.children[0], status)
    assert follower is playing.children[1]
    order = resume(follower)
    assert (order["record"], order["safe"], order["end"]) == ("r1", False, False)
    assert cause in order["cause"]
    assert order["stopped"] == 1_003.0
    assert len(playing.children) == 2
    playing.hear(follower, READY)
    assert len(playing.children) == 3
    assert playing.answers == [READY]


def test_the_third_of_a_loop_is_followed_by_one_that_begins_safe(playing):
    child, safe = playing.children[0], []
    for _ in range(3):
        child = playing.die(child)
        playing.hear(child, READY)
        safe.append(resume(child)["safe"])
    assert safe == [False, False, True]


def test_a_loop_goes_on_with_pauses_and_the_record_has_the_first_cause(playing):
    child = playing.children[0]
    for _ in range(3):
        child = playing.die(child)
        playing.hear(child, READY)
    playing.hear(child, -11)
    for pause in (1, 2, 4):
        died = playing.news.now
        while playing.supervisor._active is None:
            playing.supervisor._hear()
        assert playing.news.now - died == pytest.approx(pause)
        child = playing.supervisor._active
        assert resume(child)["cause"] == "it crashed (SIGSEGV)"
        assert resume(child)["safe"]
        playing.hear(child, 1)


def test_one_that_gives_no_sign_for_long_is_stuck_and_ended_by_force(playing):
    player = playing.children[0]
    playing.wait(STUCK_S - 1)
    playing.hear(player, BEAT)
    playing.wait(STUCK_S - 1)
    assert not player.killed
    playing.wait(2)
    assert player.killed
    assert resume(playing.die(player))["cause"].startswith("it was stuck")


def test_one_whose_loop_is_over_may_take_its_time(playing):
    playing.hear(playing.children[0], OVER)
    playing.wait(PATIENCE_S - 1)
    assert not playing.children[0].killed


def test_a_signal_ends_the_session_through_the_player(playing):
    playing.hear(None, 0)
    assert playing.children[0].asked == 1
    assert playing.hear(playing.children[0], 0) == 0


def test_a_signal_before_the_session_plays_ends_all_by_force(room):
    room.hear(None, 0)
    assert room.children[0].killed == 1
    assert room.hear(room.children[0], -9) == -9


def test_one_that_dies_while_it_ends_is_followed_by_one_that_only_ends_the_session(playing):
    playing.hear(None, 0)
    follower = playing.die(playing.children[0])
    assert resume(follower)["end"]
    assert playing.hear(follower, -9) == -9


def test_a_signal_in_a_pause_ends_the_session_at_once(playing):
    child = playing.children[0]
    for _ in range(3):
        child = playing.die(child)
        playing.hear(child, READY)
    playing.hear(child, -9)
    playing.hear(None, 0)
    assert resume(playing.supervisor._active)["end"]


def test_one_that_dies_standing_by_is_replaced_unless_that_is_hopeless(playing):
    playing.hear(playing.children[1], -9)
    assert len(playing.children) == 2
    follower = playing.die(playing.children[0])
    playing.hear(follower, READY)
    for _ in range(40):
        playing.wait(1)
        playing.hear(follower, BEAT)
    playing.hear(playing.children[3], -9)
    assert len(playing.children) == 5
