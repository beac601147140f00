"""Many clients at once reach the session; none that is slow, rude or gone hinders another."""

import json
import os
import socket
import threading
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kapsound.control.client import Client
from kapsound.control.endpoint import Endpoint, Kind, connect
from kapsound.control.lines import LineReader
from kapsound.control.protocol import (
    FROM_SERVER,
    LINE_LIMIT,
    Key,
    Previewed,
    ProtocolError,
    Reply,
    Status,
    Watch,
    Wrong,
    read_line,
    write_line,
)
from kapsound.core.commands import Actor, End, Extend, Next, Role, Stop
from kapsound.errors import BusyError, NoSessionError, RefusedError
from kapsound.player.server import MAX_CLIENTS, serve


class FakeSession:
    """Accepts everything, but `end` only confirmed; `gate` may keep submitters waiting."""

    def __init__(self):
        self.requests, self.gate = [], threading.Event()
        self.gate.set()
        self.looks = 0
        self.filler = ""

    def submit(self, request):
        assert self.gate.wait(10)
        self.requests.append(request)
        if isinstance(request.command, Next):
            raise RefusedError("there is no other track")
        asked = isinstance(request.command, End) and not request.confirmed
        return Reply(request.id, "asked" if asked else "accepted", "", 2_048)

    def preview(self, command):
        return Previewed("accepted", "", [{"name": command.name}])

    def status(self):
        self.looks += 1
        return {"requests": len(self.requests), "filler": self.filler}


KINDS = [
    pytest.param(Kind.UNIX, marks=pytest.mark.skipif(os.name == "nt", reason="no Unix sockets")),
    Kind.LOOPBACK,
]


@pytest.fixture(params=KINDS)
def endpoint(request, tmp_path):
    return Endpoint(tmp_path / "run", request.param)


@pytest.fixture
def session():
    return FakeSession()


@pytest.fixture
def server(endpoint, session):
    before = set(threading.enumerate())
    server = serve(endpoint, session)
    yield server
    server.stop()
    left = set(threading.enumerate()) - before
    assert not {thread.name for thread in left if thread.name.startswith("control")}


def read(reader):
    line = reader.read()
    return None if line is None else read_line(line, FROM_SERVER)


def test_a_command_reaches_the_session_as_a_request(server, endpoint, session):
    with Client(endpoint) as client:
        reply = client.do("extend 5m", "nurse", id="a")
    assert (reply.outcome, reply.frame, reply.status["requests"]) == ("accepted", 2_048, 1)
    request = session.requests[0]
    assert (request.id, request.command) == ("client-a", Extend(300.0))
    assert request.actor == Actor(Role.SCRIPT, "nurse")


def test_a_command_that_asks_is_confirmed_by_giving_it_again(server, endpoint):
    with Client(endpoint) as client:
        assert client.do("end").outcome == "asked"
        assert client.do("end", confirmed=True).outcome == "accepted"


@pytest.mark.parametrize(
    ("text", "message"),
    [("extned 5m", 'did you mean "extend"?'), ("extend", "Write: extend BY"), ("", "no command")],
)
def test_a_command_that_is_not_understood_is_refused_in_words(server, endpoint, text, message):
    with Client(endpoint) as client:
        reply = client.do(text)
    assert (reply.outcome, reply.frame) == ("refused", None)
    assert message in reply.text
    assert "requests" in reply.status


def test_a_refusal_of_the_session_is_its_answer(server, endpoint):
    with Client(endpoint) as client:
        assert client.do("next").text == "there is no other track"


def test_many_clients_give_commands_at_once_and_each_gets_its_own_answers(
    server, endpoint, session
):
    wrong = []

    def give(name):
        with Client(endpoint) as client:
            for number in range(20):
                reply = client.do("mark", name, id=f"{name}-{number}")
                if reply.id != f"{name}-{number}":
                    wrong.append(reply)

    threads = [threading.Thread(target=give, args=(f"c{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert wrong == []
    assert len({request.id for request in session.requests}) == len(session.requests) == 160


def test_a_client_that_waits_for_its_answer_keeps_nobody_else_waiting(server, endpoint, session):
    session.gate.clear()
    with Client(endpoint) as waiting, Client(endpoint) as other:
        thread = threading.Thread(target=waiting.do, args=("mark",))
        thread.start()
        assert other.status()["requests"] == 0
        session.gate.set()
        thread.join(10)
        assert other.status()["requests"] == 1


def test_watching_sends_the_status_at_once_and_again_at_the_rate(server, endpoint):
    with Client(endpoint) as client:
        began, watch = time.monotonic(), client.watch(20)
        statuses = [next(watch) for _ in range(5)]
        watch.close()
    assert 0.19 < time.monotonic() - began < 5
    assert all("requests" in status for status in statuses)


def test_a_new_rate_takes_the_place_of_the_old_and_0_ends_it(server, endpoint):
    with connect(endpoint, 10) as connection:
        reader = LineReader(connection, 1 << 20)
        connection.sendall(write_line(Watch(30)))
        assert isinstance(read(reader), Status)
        connection.sendall(write_line(Watch(0)) + b'{"do": "extned", "id": "last"}\n')
        while isinstance(message := read(reader), Status):
            pass
        assert message.id == "last"
        connection.sendall(b'{"get": "status"}\n')
        read(reader)
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            reader.read()


def test_a_watcher_that_reads_nothing_gets_no_more_and_hinders_nobody(server, endpoint, session):
    session.filler = "x" * 10_000
    with connect(endpoint, 10) as deaf, Client(endpoint) as client:
        deaf.sendall(write_line(Watch(30)))
        watch = client.watch(30)
        seen = [next(watch) for _ in range(20)]
        watch.close()
        assert len(seen) == 20
        assert client.do("mark").outcome == "accepted"
        # What waits for the deaf one is a buffer's worth, whatever the time that passed.
        deaf.settimeout(0.2)
        assert len(deaf.recv(1 << 22)) < 2_000_000


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"garbage\n", "not JSON"),
        (b"\xff\xfe\n", "not JSON"),
        (b"\n", "not JSON"),
        (b'{"get": "status", "version": 9}\n', "this is version 1"),
        (b'{"do": "next"}\n', 'needs the key "id"'),
        (b'{"do": "' + b"x" * LINE_LIMIT + b'", "id": "1"}\n', "at most 65536 bytes"),
    ],
)
def test_a_wrong_line_is_answered_and_the_connection_goes_on(server, endpoint, line, message):
    with connect(endpoint, 10) as connection:
        reader = LineReader(connection, 1 << 20)
        connection.sendall(line + b'{"get": "status"}\n')
        answer = read(reader)
        assert isinstance(answer, Wrong)
        assert message in answer.error
        assert isinstance(read(reader), Status)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.binary(max_size=100), max_size=5))
def test_no_bytes_at_all_harm_the_server(server, endpoint, pieces):
    with connect(endpoint, 10) as connection:
        for piece in pieces:
            connection.sendall(piece)
        connection.sendall(b'\n{"get": "status"}\n')
        reader = LineReader(connection, 1 << 20)
        while not isinstance(read(reader), Status):
            pass


def test_half_a_line_and_a_sudden_end_leave_no_trace(server, endpoint, session):
    for _ in range(5):
        with connect(endpoint, 10) as connection:
            connection.sendall(b'{"do": "mark", "id": "1"')
    with Client(endpoint) as client:
        assert client.status()["requests"] == 0


def test_a_client_that_goes_before_its_answer_is_still_obeyed_once(server, endpoint, session):
    session.gate.clear()
    with connect(endpoint, 10) as connection:
        connection.sendall(b'{"do": "mark", "id": "gone"}\n')
    with Client(endpoint) as client:
        session.gate.set()
        while client.status()["requests"] == 0:
            pass
    assert [request.id for request in session.requests] == ["client-gone"]


def test_there_is_an_end_to_the_number_of_clients(server, endpoint):
    clients = [Client(endpoint) for _ in range(MAX_CLIENTS)]
    for client in clients:
        client.status()
    with connect(endpoint, 10) as connection:
        reader = LineReader(connection, 1 << 20)
        answer = read(reader)
    assert isinstance(answer, Wrong)
    assert "connected already" in answer.error
    for client in clients:
        client.close()
    while (status := status_or_none(endpoint)) is None:
        pass
    assert status["requests"] == 0


def status_or_none(endpoint):
    """Return the status, or None where the server has no place for the asker yet."""
    try:
        with Client(endpoint) as client:
            return client.status()
    except (NoSessionError, ProtocolError):
        return None


def test_stopping_hangs_up_on_everyone_and_takes_the_endpoint_away(endpoint, session):
    server = serve(endpoint, session)
    with Client(endpoint) as client:
        watch = client.watch(10)
        next(watch)
        server.stop()
        list(watch)
        with pytest.raises(NoSessionError):
            client.status()
    assert not endpoint.path.exists()
    with pytest.raises(NoSessionError):
        Client(endpoint)


def test_a_second_server_is_refused_while_the_first_answers(server, endpoint, session):
    with pytest.raises(BusyError):
        serve(endpoint, session)
    with Client(endpoint) as client:
        assert client.status()["requests"] == 0


@pytest.mark.parametrize("first", [b"", b'{"get": "status"}\n', b"x\n", write_line(Key("guess"))])
def test_on_a_port_nobody_enters_without_the_key(tmp_path, session, first):
    endpoint = Endpoint(tmp_path / "run", Kind.LOOPBACK)
    server = serve(endpoint, session)
    port = json.loads(endpoint.path.read_text())["port"]
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(first)
        connection.shutdown(socket.SHUT_WR)
        reader = LineReader(connection, 1 << 20)
        assert read(reader) == Wrong("the key is wrong; it is in the player's private file")
        assert read(reader) is None
    server.stop()
    assert session.looks == 0


def test_a_preview_shows_the_plan_and_does_nothing(server, endpoint, session):
    with Client(endpoint) as client:
        assert client.preview("hold") == {
            "outcome": "accepted", "text": "", "plan": [{"name": "hold"}],
        }  # fmt: skip
        assert client.preview("nonsense")["outcome"] == "refused"
    assert session.requests == []


def test_one_screen_controls_and_another_can_take_over(server, endpoint, session):
    with Client(endpoint) as first, Client(endpoint) as second:
        assert first.do("hold", "screen-1").outcome == "accepted"
        assert first.status()["controller"] == "screen-1"
        refused = second.do("hold", "screen-2")
        assert (refused.outcome, "take control" in refused.text) == ("refused", True)
        assert second.take("screen-2")["controller"] == "screen-2"
        assert second.do("hold", "screen-2").outcome == "accepted"
        assert first.do("hold", "screen-1").outcome == "refused"
        assert first.do("hold", "nurse").outcome == "accepted"


def test_stop_is_heard_from_a_screen_that_only_looks_on_and_leaves_control_where_it_is(
    server, endpoint, session
):
    with Client(endpoint) as first, Client(endpoint) as second:
        first.take("screen-1")
        assert second.do("resume", "screen-2").outcome == "refused"
        reply = second.do("stop", "screen-2")
        assert (reply.outcome, reply.status["controller"]) == ("accepted", "screen-1")
    assert [(request.command, request.actor) for request in session.requests] == [
        (Stop(), Actor(Role.SCREEN, "screen-2"))
    ]


def test_control_is_free_again_when_its_screen_is_gone(server, endpoint, session):
    with Client(endpoint) as first:
        first.take("screen-1")
    with Client(endpoint) as second:
        while second.status()["controller"] is not None:
            threading.Event().wait(0.01)
        assert second.do("hold", "screen-2").outcome == "accepted"


@pytest.mark.parametrize("actor", ["player", "schedule"])
def test_nobody_speaks_in_the_players_own_name(server, endpoint, session, actor):
    with Client(endpoint) as client:
        assert client.do("hold", actor).outcome == "refused"
    assert session.requests == []


def test_a_clients_ids_are_apart_from_the_players_own(server, endpoint, session):
    with Client(endpoint) as client:
        assert client.do("hold", id="signal").id == "signal"
    assert session.requests[0].id == "client-signal"
