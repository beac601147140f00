"""The link says how the player is, and carries every command in its order."""

import queue

import pytest
from screen_rigs import FakePlayer, contents, session

from kapsound.core.commands import Choose, Note, Pause, Resume, Soften, Stop
from kapsound.errors import NoSessionError
from kapsound.tui.link import Link
from kapsound.tui.messages import (
    Answered,
    LinkLost,
    Previewed,
    SessionOver,
    StatusArrived,
    Unanswered,
)


class Post(queue.Queue):
    """Where the link's messages arrive."""

    def next(self, kind):
        """The next message of a kind; others are passed over."""
        while True:
            message = self.get(timeout=10)
            if isinstance(message, kind):
                return message


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def player():
    player = FakePlayer()
    yield player
    player.gone = True
    player.say(None)


@pytest.fixture
def link(player, post):
    link = Link(player.connect, "screen-me")
    link.start(post.put)
    yield link
    link.close()


def test_statuses_arrive_with_every_text_made_safe(link, player, post):
    player.contents = contents(title="\x1b]0;hello\x07")
    player.say(session(beds=["\x1bsea"]))
    post.next(StatusArrived)
    look = post.next(StatusArrived).look
    assert (look.contents["title"], look.status["beds"]) == ("␛]0;hello␇", ["␛sea"])


def test_contents_that_stay_are_made_safe_once(link, player, post):
    player.say(session(t=3000.0))
    player.contents = contents(revision=2)
    player.say(session(t=3001.0))
    first, second, third = (post.next(StatusArrived).look.contents for _ in range(3))
    assert first is second
    assert third["revision"] == 2


def test_commands_are_given_in_their_order_by_this_screen(link, player, post):
    commands = [Pause(), Soften(), Resume()]
    for command in commands:
        link.do(command)
    assert [post.next(Answered).command for _ in range(3)] == commands
    assert player.given == ["pause", "soften", "resume"]
    assert set(player.screens) == {"screen-me"}


def test_an_ended_session_is_over_and_its_record_is_named(link, player, post):
    player.say(session(over=True))
    player.say(None)
    assert post.next(SessionOver).record == "20260304T185128Z-367db6"


def test_a_session_that_was_closing_when_the_player_left_is_over(link, player, post):
    player.say(session(states=["closing"]))
    player.say(None)
    assert post.next(SessionOver)


def test_a_player_that_is_gone_in_mid_session_is_lost_and_found_again(link, player, post):
    player.say(None)
    assert "has not ended" in post.next(LinkLost).reason
    player.say(session(t=5000.0))
    while post.next(StatusArrived).look.status["t"] != 5000.0:
        pass


def test_a_command_that_cannot_be_given_says_why(link, player, post):
    player.gone = True
    link.do(Pause())
    answer = post.next(Unanswered)
    assert (answer.command, answer.reason) == ("pause", "no session is running")


def test_a_command_after_a_broken_connection_goes_over_a_new_one(link, player, post):
    player.broken = 1
    link.do(Pause())
    assert post.next(Unanswered).command == "pause"
    link.do(Resume())
    assert post.next(Answered).command == Resume()


def test_stop_waits_behind_no_other_command(link, player, post):
    player.slow.clear()
    link.do(Note("it takes long"))
    link.do_at_once(Stop())
    assert post.next(Answered).command == Stop()
    player.slow.set()
    assert post.next(Answered).command == Note("it takes long")


def test_a_preview_says_what_the_player_said(link, player, post):
    player.previews["choose peak/2"] = {"plan": [], "text": "\x1bearly"}
    link.preview(Choose("peak/2"))
    told = post.next(Previewed)
    assert (told.command, told.plan, told.text) == (Choose("peak/2"), [], "␛early")


def test_control_is_taken_in_this_screen_s_name(link, player, post):
    link.take()
    link.do(Pause())
    post.next(Answered)
    assert player.taken == 1


def test_a_closed_link_says_nothing_more(link, player, post):
    post.next(StatusArrived)
    link.close()
    player.say(session())
    player.say(None)
    with pytest.raises(queue.Empty):
        post.get(timeout=0.2)


def test_where_no_session_runs_the_link_says_so(post):
    def nobody(_screen):
        raise NoSessionError("no session is running")

    link = Link(nobody, "screen-me")
    link.start(post.put)
    assert post.next(LinkLost).reason == "no session is running"
    link.close()
