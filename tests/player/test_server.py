"""Many clients at once reach the session; none that is slow, rude or gone hinders another."""

import json
import os
import queue
import socket
import threading
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kapsound.control.client import Client
from kapsound.control.endpoint import Endpoint, connect
from kapsound.control.lines import LineReader
from kapsound.control.messages import (
    FROM_SERVER,
    ContentsSent,
    Do,
    Hello,
    Key,
    Preview,
    Previewed,
    StatusSent,
    Watch,
    Wrong,
)
from kapsound.control.protocol import LINE_LIMIT, ProtocolError, read_line, write_line
from kapsound.core.commands import Actor, End, Extend, Hold, Mark, Next, Resume, Role, Stop
from kapsound.core.record_events import Attached, Controls, Detached
from kapsound.core.reports import REPORTS
from kapsound.errors import BusyError, NoSessionError, RefusedError
from kapsound.player.handler import Result
from kapsound.player.server import MAX_CLIENTS, Server


class FakeSession:
    """Accepts everything, but `end` only confirmed; `gate` may keep submitters waiting."""

    def __init__(self):
        self.requests, self.gate = [], threading.Event()
        self.gate.set()
        self.source = self
        self.looks = 0
        self.filler, self.revision = "", 1

    def submit(self, request):
        assert self.gate.wait(10)
        self.requests.append(request)
        if isinstance(request.command, Next):
            raise RefusedError("there is no other track")
        asked = isinstance(request.command, End) and not request.confirmed
        return Result("asked" if asked else "accepted", "", 2_048)

    def preview(self, command):
        return Previewed("accepted", "", [{"name": command.name}])

    def status(self, controller):
        self.looks += 1
        return {
            "contents": self.revision,
            "controller": controller,
            "requests": len(self.requests),
            "filler": self.filler,
        }

    def contents(self):
        return {"revision": self.revision}


KINDS = [
    pytest.param(True, marks=pytest.mark.skipif(os.name == "nt", reason="no Unix sockets")),
    False,
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
    server = Server(endpoint, session)
    yield server
    server.close()
    left = set(threading.enumerate()) - before
    assert not {thread.name for thread in left if thread.name.startswith("control")}


def open_one(endpoint, role=Role.SCRIPT, name="nurse"):
    return Client(endpoint, Actor(role, name))


def screen(endpoint, name):
    return open_one(endpoint, Role.SCREEN, name)


def introduced(endpoint, role="script"):
    """Connect and say hello."""
    connection = connect(endpoint, 10)
    connection.sendall(write_line(Hello({"role": role, "name": "nurse"})))
    return connection


def read(reader):
    line = reader.read()
    return None if line is None else read_line(line, FROM_SERVER)


def test_a_command_reaches_the_session_as_a_request(server, endpoint, session):
    with open_one(endpoint) as client:
        reply = client.do(Extend(300.0), id="a")
    assert (reply.outcome, reply.frame, reply.status["requests"]) == ("accepted", 2_048, 1)
    request = session.requests[0]
    assert (request.id, request.command) == ("client-a", Extend(300.0))
    assert request.actor == Actor(Role.SCRIPT, "nurse")


def test_a_command_that_asks_is_confirmed_by_giving_it_again(server, endpoint):
    with open_one(endpoint) as client:
        assert client.do(End()).outcome == "asked"
        assert client.do(End(), confirmed=True).outcome == "accepted"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ({"name": "extned", "by": 300.0}, 'did you mean "extend"?'),
        ({"name": "extend"}, "extend: "),
        ({"name": "extend", "by": "5m"}, "extend: "),
        ({"name": "extend", "by": 10**400}, "extend: "),
        ({"name": "extend", "by": 1.0, "to": 2.0}, 'extend has no argument "to"'),
        ({"name": "level", "bus": [], "level": 0.0}, "level: "),
        ({"name": ["next"]}, "no command"),
        ({}, "no command"),
    ],
)
def test_a_command_that_is_not_understood_is_refused_in_words(server, endpoint, command, message):
    with introduced(endpoint) as connection:
        reader = LineReader(connection, 1 << 20)
        connection.sendall(write_line(Do(command, "a")) + write_line(Preview(command)))
        reply, preview = read(reader), read(reader)
    assert (reply.outcome, reply.frame) == ("refused", None)
    assert message in reply.text
    assert "requests" in reply.status
    assert (preview.would, preview.text, preview.plan) == ("refused", reply.text, [])


@pytest.mark.parametrize("kind", REPORTS)
def test_nobody_gives_the_player_s_own_commands(server, endpoint, session, kind):
    with introduced(endpoint) as connection:
        connection.sendall(write_line(Do({"name": kind.name}, "a")))
        reply = read(LineReader(connection, 1 << 20))
    assert (reply.outcome, "no command" in reply.text) == ("refused", True)
    assert session.requests == []


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"garbage\n",
        b'{"get": "status"}\n',
        b'{"do": {"name": "stop"}, "id": "1"}\n',
        b'{"hello": {"role": "script"}}\n',
        b'{"hello": {"role": "player", "name": "me"}}\n',
        b'{"hello": {"role": "schedule", "name": "me"}}\n',
        b'{"hello": {"role": "script", "name": "' + b"x" * 201 + b'"}}\n',
    ],
)
def test_nobody_enters_without_a_right_hello(server, endpoint, session, first):
    with connect(endpoint, 10) as connection:
        connection.sendall(first + (b"" if first else b"\n"))
        connection.shutdown(socket.SHUT_WR)
        reader = LineReader(connection, 1 << 20)
        answer = read(reader)
        assert isinstance(answer, Wrong)
        assert "the first line is a hello" in answer.error
        assert read(reader) is None
    assert (session.requests, session.looks) == ([], 0)


@pytest.mark.parametrize("role", [Role.SCREEN, Role.SCRIPT, Role.REMOTE])
def test_role_and_name_are_those_of_the_hello_whatever_is_said_later(
    server, endpoint, session, role
):
    with introduced(endpoint, role) as connection:
        reader = LineReader(connection, 1 << 20)
        connection.sendall(write_line(Hello({"role": "script", "name": "other"})))
        assert isinstance(read(reader), Wrong)
        connection.sendall(write_line(Do({"name": "mark"}, "1")))
        assert read(reader).outcome == "accepted"
    assert session.requests[0].actor == Actor(role, "nurse")


def test_the_contents_come_before_the_first_status_and_again_when_they_changed(
    server, endpoint, session
):
    with open_one(endpoint) as client:
        watch = client.watch(30)
        first, second = next(watch), next(watch)
        session.revision = 2
        third = next(look for look in watch if look.status["contents"] == 2)
        watch.close()
        assert client.contents() == {"revision": 2}
    assert first.contents == {"revision": 1}
    assert second.contents is first.contents
    assert third.contents == {"revision": 2}


def test_a_refusal_of_the_session_is_its_answer(server, endpoint):
    with open_one(endpoint) as client:
        assert client.do(Next()).text == "there is no other track"


def test_many_clients_give_commands_at_once_and_each_gets_its_own_answers(
    server, endpoint, session
):
    wrong = []

    def give(name):
        with open_one(endpoint) as client:
            for number in range(20):
                reply = client.do(Mark(), id=f"{name}-{number}")
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
    with open_one(endpoint) as waiting, open_one(endpoint) as other:
        thread = threading.Thread(target=waiting.do, args=(Mark(),))
        thread.start()
        assert other.status()["requests"] == 0
        session.gate.set()
        thread.join(10)
        assert other.status()["requests"] == 1


def test_watching_sends_the_status_at_once_and_again_at_the_rate(server, endpoint):
    with open_one(endpoint) as client:
        began, watch = time.monotonic(), client.watch(20)
        looks = [next(watch) for _ in range(5)]
        watch.close()
    assert 0.19 < time.monotonic() - began < 5
    assert all("requests" in look.status for look in looks)


def test_a_new_rate_takes_the_place_of_the_old_and_0_ends_it(server, endpoint):
    with introduced(endpoint) as connection:
        reader = LineReader(connection, 1 << 20)
        connection.sendall(write_line(Watch(30)))
        assert isinstance(read(reader), ContentsSent)
        assert isinstance(read(reader), StatusSent)
        connection.sendall(write_line(Watch(0)) + b'{"do": {"name": "extned"}, "id": "last"}\n')
        while isinstance(message := read(reader), StatusSent | ContentsSent):
            pass
        assert message.id == "last"
        connection.sendall(b'{"get": "status"}\n')
        read(reader)
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            reader.read()


def test_a_watcher_that_reads_nothing_gets_no_more_and_hinders_nobody(server, endpoint, session):
    session.filler = "x" * 10_000
    with introduced(endpoint) as deaf, open_one(endpoint) as client:
        deaf.sendall(write_line(Watch(30)))
        watch = client.watch(30)
        seen = [next(watch) for _ in range(20)]
        watch.close()
        assert len(seen) == 20
        assert client.do(Mark()).outcome == "accepted"
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
        (b'{"do": {"name": "next"}}\n', 'needs the key "id"'),
        (b'{"do": "next", "id": "1"}\n', '"do" is an object'),
        (b'{"do": {"name": "' + b"x" * LINE_LIMIT + b'"}, "id": "1"}\n', "at most 65536 bytes"),
        (b'{"hello": {"role": "screen", "name": "me"}}\n', '"hello" was said already'),
        (b'{"key": "x"}\n', '"key" was said already'),
        (b'{"take": true}\n', "only a screen takes control"),
    ],
)
def test_a_wrong_line_is_answered_and_the_connection_goes_on(server, endpoint, line, message):
    with introduced(endpoint) as connection:
        reader = LineReader(connection, 1 << 20)
        connection.sendall(line + b'{"get": "status"}\n')
        answer = read(reader)
        assert isinstance(answer, Wrong)
        assert message in answer.error
        assert isinstance(read(reader), StatusSent)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.binary(max_size=100), max_size=5))
def test_no_bytes_at_all_harm_the_server(server, endpoint, pieces):
    with introduced(endpoint) as connection:
        for piece in pieces:
            connection.sendall(piece)
        connection.sendall(b'\n{"get": "status"}\n')
        reader = LineReader(connection, 1 << 20)
        while not isinstance(read(reader), StatusSent):
            pass


def test_half_a_line_and_a_sudden_end_leave_no_trace(server, endpoint, session):
    for _ in range(5):
        with introduced(endpoint) as connection:
            connection.sendall(b'{"do": {"name": "mark"}, "id": "1"')
    with open_one(endpoint) as client:
        assert client.status()["requests"] == 0


def test_a_client_that_goes_before_its_answer_is_still_obeyed_once(server, endpoint, session):
    session.gate.clear()
    with introduced(endpoint) as connection:
        connection.sendall(b'{"do": {"name": "mark"}, "id": "gone"}\n')
    with open_one(endpoint) as client:
        session.gate.set()
        while client.status()["requests"] == 0:
            pass
    assert [request.id for request in session.requests] == ["client-gone"]


def test_there_is_an_end_to_the_number_of_clients(server, endpoint):
    clients = [open_one(endpoint) for _ in range(MAX_CLIENTS)]
    for client in clients:
        client.status()
    with connect(endpoint, 10) as connection:
        reader = LineReader(connection, 1 << 20)
        answer = read(reader)
    assert isinstance(answer, Wrong)
    assert "connected already" in answer.error
    for _ in range(20):  # whether it hears of it before it has said who it is, or after
        with pytest.raises(ProtocolError, match="32 clients are connected already; close one"):
            status_of(endpoint)
    for client in clients:
        client.close()
    while (status := status_or_none(endpoint)) is None:
        pass
    assert status["requests"] == 0


def status_of(endpoint):
    with open_one(endpoint) as client:
        return client.status()


def status_or_none(endpoint):
    """Return the status, or None where the server has no place for the asker yet."""
    try:
        return status_of(endpoint)
    except (NoSessionError, ProtocolError):
        return None


def test_the_record_is_told_of_screens_but_not_of_each_connection_nor_of_scripts(endpoint, session):
    told = queue.SimpleQueue()
    server = Server(endpoint, session, told.put)
    with screen(endpoint, "anna") as anna:
        anna.take()
        with screen(endpoint, "anna") as again, open_one(endpoint) as script:
            again.status()
            script.status()
        with screen(endpoint, "bert") as bert:
            bert.take()
            bert.take()
    lines = [told.get(timeout=10) for _ in range(6)]
    server.close()
    assert told.empty()
    assert lines[:4] == [
        Attached(Role.SCREEN, "anna"),
        Controls("anna"),
        Attached(Role.SCREEN, "bert"),
        Controls("bert"),
    ]
    assert {line.actor for line in lines[4:]} == {"anna", "bert"}
    assert {type(line) for line in lines[4:]} == {Detached}


def test_stopping_hangs_up_on_everyone_and_takes_the_endpoint_away(endpoint, session):
    server = Server(endpoint, session)
    with open_one(endpoint) as client:
        watch = client.watch(10)
        next(watch)
        server.close()
        list(watch)
        with pytest.raises(NoSessionError):
            client.status()
    assert not endpoint.path.exists()
    with pytest.raises(NoSessionError):
        open_one(endpoint)


def test_a_second_server_is_refused_while_the_first_answers(server, endpoint, session):
    with pytest.raises(BusyError):
        Server(endpoint, session)
    with open_one(endpoint) as client:
        assert client.status()["requests"] == 0


@pytest.mark.parametrize("first", [b"", b'{"get": "status"}\n', b"x\n", write_line(Key("guess"))])
def test_on_a_port_nobody_enters_without_the_key(tmp_path, session, first):
    endpoint = Endpoint(tmp_path / "run", unix=False)
    server = Server(endpoint, session)
    port = json.loads(endpoint.path.read_text())["port"]
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(first)
        connection.shutdown(socket.SHUT_WR)
        reader = LineReader(connection, 1 << 20)
        assert read(reader) == Wrong("the key is wrong; it is in the player's private file")
        assert read(reader) is None
    server.close()
    assert session.looks == 0


def test_a_preview_shows_the_plan_and_does_nothing(server, endpoint, session):
    with open_one(endpoint) as client:
        assert client.preview(Hold()) == Previewed("accepted", "", [{"name": "hold"}])
    assert session.requests == []


def test_one_screen_controls_and_another_can_take_over(server, endpoint, session):
    with screen(endpoint, "one") as first, screen(endpoint, "two") as second:
        assert first.do(Hold()).outcome == "accepted"
        assert first.status()["controller"] == "one"
        refused = second.do(Hold())
        assert (refused.outcome, "take control" in refused.text) == ("refused", True)
        assert second.take()["controller"] == "two"
        assert second.do(Hold()).outcome == "accepted"
        assert first.do(Hold()).outcome == "refused"


@pytest.mark.parametrize("role", [Role.SCRIPT, Role.REMOTE])
def test_a_script_and_a_remote_are_heard_whoever_controls(server, endpoint, role):
    with screen(endpoint, "one") as first, open_one(endpoint, role, "one") as other:
        first.take()
        assert other.do(Hold()).outcome == "accepted"
        with pytest.raises(ProtocolError, match="only a screen takes control"):
            other.take()
        assert other.status()["controller"] == "one"


def test_stop_is_heard_from_a_screen_that_only_looks_on_and_leaves_control_where_it_is(
    server, endpoint, session
):
    with screen(endpoint, "one") as first, screen(endpoint, "two") as second:
        first.take()
        assert second.do(Resume()).outcome == "refused"
        reply = second.do(Stop())
        assert (reply.outcome, reply.status["controller"]) == ("accepted", "one")
    assert [(request.command, request.actor) for request in session.requests] == [
        (Stop(), Actor(Role.SCREEN, "two"))
    ]


def test_control_is_free_again_when_its_screen_is_gone(server, endpoint, session):
    with screen(endpoint, "one") as first:
        first.take()
    with screen(endpoint, "two") as second:
        while second.status()["controller"] is not None:
            threading.Event().wait(0.01)
        assert second.do(Hold()).outcome == "accepted"


def test_a_clients_ids_are_apart_from_the_players_own(server, endpoint, session):
    with open_one(endpoint) as client:
        assert client.do(Hold(), id="signal").id == "signal"
    assert session.requests[0].id == "client-signal"
