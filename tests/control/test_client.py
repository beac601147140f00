"""The client gives commands, asks and watches; a session that ends is said in plain words."""

import threading
from contextlib import contextmanager

import pytest

from kapsound.control.client import Client, open_client
from kapsound.control.endpoint import Endpoint, endpoint_in, listen
from kapsound.control.lines import LineReader
from kapsound.control.messages import (
    FROM_CLIENT,
    ContentsSent,
    Do,
    Get,
    Hello,
    Key,
    Preview,
    Previewed,
    Ready,
    Reply,
    StatusSent,
    Take,
    Watch,
    Wrong,
)
from kapsound.control.protocol import ProtocolError, read_line, write_line
from kapsound.core.commands import Actor, Extend, Next, Role
from kapsound.errors import NoSessionError

NURSE = Actor(Role.SCREEN, "nurse")


@contextmanager
def player(endpoint, *conversations):
    """Answer one connection after the other, each with its list of bytes to send per line.

    Every connection begins with a hello, which is not among what is heard.
    """
    listener, heard = listen(endpoint), []

    def talk():
        for answers in conversations:
            connection, _ = listener.socket.accept()
            with connection:
                connection.settimeout(10)
                reader = LineReader(connection, 70_000)
                while isinstance(first := read_line(reader.read(), FROM_CLIENT), Key):
                    heard.append(first)
                assert first == Hello({"role": "screen", "name": "nurse"})
                for answer in answers:
                    line = reader.read()
                    heard.append(read_line(line, FROM_CLIENT) if line is not None else None)
                    if answer:
                        connection.sendall(answer)

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield heard
    finally:
        thread.join(10)
        listener.close()
    assert not thread.is_alive()


@pytest.fixture
def endpoint(tmp_path):
    return endpoint_in(tmp_path / "run")


def test_a_prepared_sound_is_told_and_its_answer_returned(endpoint):
    reply, recipe = Reply("k", "accepted", "", 2_048, {}), {"synth": "brown"}
    with player(endpoint, [write_line(reply), b""]) as heard, Client(endpoint, NURSE) as client:
        assert client.ready("k", recipe) == reply
    assert heard[0] == Ready("k", recipe)


def test_a_command_is_given_and_its_answer_returned(endpoint):
    reply = Reply("a1", "accepted", "", 4_096, {"phase": "onset"})
    new_id = iter(["a1"]).__next__
    with (
        player(endpoint, [write_line(reply)]) as heard,
        Client(endpoint, NURSE, 5.0, new_id) as client,
    ):
        assert client.do(Extend(300.0), confirmed=True) == reply
    assert heard == [Do({"name": "extend", "by": 300.0}, "a1", confirmed=True)]


def test_ids_are_new_unless_given(endpoint):
    answer = write_line(Reply("x", "accepted", "", 0, {}))
    with player(endpoint, [answer] * 3) as heard, Client(endpoint, NURSE) as client:
        client.do(Next())
        client.do(Next())
        client.do(Next(), id="mine")
    first, second, third = (message.id for message in heard)
    assert first != second
    assert third == "mine"


def test_the_status_is_a_plain_dict(endpoint):
    answer = write_line(StatusSent({"frame": 1}))
    with player(endpoint, [answer]) as heard, Client(endpoint, NURSE) as client:
        assert client.status() == {"frame": 1}
    assert heard == [Get("status")]


def test_watching_ends_with_the_session(endpoint):
    told = [ContentsSent({"r": 1}), *(StatusSent({"n": number}) for number in range(3))]
    lines = b"".join(write_line(message) for message in told)
    with player(endpoint, [], [lines]) as heard, Client(endpoint, NURSE) as client:
        assert [look.status["n"] for look in client.watch(10)] == [0, 1, 2]
    assert heard == [Watch(10)]


def test_contents_that_are_the_same_are_the_same_object_until_new_ones_come(endpoint):
    one, two = ContentsSent({"r": 1}), ContentsSent({"r": 2})
    told = [one, StatusSent({}), StatusSent({}), two, StatusSent({})]
    lines = b"".join(write_line(message) for message in told)
    with player(endpoint, [], [lines]), Client(endpoint, NURSE) as client:
        first, second, third = (look.contents for look in client.watch(10))
    assert first is second
    assert (first, third) == ({"r": 1}, {"r": 2})


def test_a_preview_is_asked_and_control_is_taken(endpoint):
    told = [Previewed("refused", "no", []), StatusSent({"t": 1}), ContentsSent({"r": 1})]
    with (
        player(endpoint, [write_line(message) for message in told]) as heard,
        Client(endpoint, NURSE) as client,
    ):
        assert client.preview(Next()) == told[0]
        assert client.take() == {"t": 1}
        assert client.contents() == {"r": 1}
    assert heard == [Preview({"name": "next"}), Take(), Get("contents")]


def test_the_opener_finds_the_session_of_a_folder_or_of_the_user(endpoint, monkeypatch):
    monkeypatch.setenv("KAPSOUND_HOME", str(endpoint.folder.parent))
    for folder in (endpoint.folder, None):
        with (
            player(endpoint, [write_line(StatusSent({"t": 1}))]),
            open_client(Role.SCREEN, "nurse", folder=folder) as client,
        ):
            assert client.status() == {"t": 1}


def test_no_session_is_said_with_the_way_to_one(endpoint):
    with pytest.raises(NoSessionError) as caught:
        Client(endpoint, NURSE)
    assert str(caught.value) == "no session is running; start one with kapsound play PLAYLIST"


def test_a_session_that_ended_is_said_and_the_next_call_finds_the_next_one(endpoint):
    status = write_line(StatusSent({"again": True}))
    with player(endpoint, [], [status]), Client(endpoint, NURSE) as client:
        with pytest.raises(NoSessionError, match="the session has ended"):
            client.status()
        assert client.status() == {"again": True}


def test_a_session_that_does_not_answer_is_said(endpoint):
    with (
        player(endpoint, [b"", b""]),
        Client(endpoint, NURSE, timeout_s=0.1) as client,
        pytest.raises(NoSessionError, match="the session does not answer"),
    ):
        client.do(Next())


def test_a_watched_session_that_falls_silent_is_said(endpoint):
    with (
        player(endpoint, [], [b"", b""]),
        Client(endpoint, NURSE, timeout_s=0.1) as client,
        pytest.raises(NoSessionError, match="the session does not answer"),
    ):
        next(client.watch(30))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (write_line(Wrong("the line is not JSON")), "the line is not JSON"),
        (b"220 mail\n", "not JSON"),
        (write_line(StatusSent({})), 'gave no "outcome" to a "do"'),
    ],
)
def test_an_answer_that_is_none_is_an_error(endpoint, answer, message):
    with (
        player(endpoint, [answer]),
        Client(endpoint, NURSE) as client,
        pytest.raises(ProtocolError, match=message),
    ):
        client.do(Next())


def test_a_reply_to_a_question_is_an_error(endpoint):
    with (
        player(endpoint, [write_line(Reply("1", "accepted", "", 0, {}))]),
        Client(endpoint, NURSE) as client,
        pytest.raises(ProtocolError, match='gave no "status"'),
    ):
        client.status()


def test_closing_twice_is_closing(endpoint):
    with player(endpoint, []):
        client = Client(endpoint, NURSE)
        client.close()
        client.close()


def test_on_a_port_the_key_goes_first(tmp_path):
    endpoint = Endpoint(tmp_path / "run", unix=False)
    answer = write_line(StatusSent({}))
    with player(endpoint, [answer]) as heard, Client(endpoint, NURSE) as client:
        client.status()
    assert isinstance(heard[0], Key)
    assert len(heard[0].key) == 64
