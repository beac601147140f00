"""An endpoint is private, is taken over only from the dead, and needs its key on a port."""

import json
import os
import socket
import stat
import threading

import pytest

from kapsound.control.endpoint import Endpoint, connect, endpoint_in, listen
from kapsound.errors import BusyError, KapsoundError, NoSessionError

KINDS = [
    pytest.param(True, marks=pytest.mark.skipif(os.name == "nt", reason="no Unix sockets")),
    False,
]
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")


@pytest.fixture(params=KINDS)
def endpoint(request, tmp_path):
    return Endpoint(tmp_path / "run", request.param)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_folder_and_file_are_private_under_any_umask(endpoint):
    before = os.umask(0)
    try:
        listener = listen(endpoint)
    finally:
        os.umask(before)
    assert (mode(endpoint.folder), mode(endpoint.path)) == (0o700, 0o600)
    listener.close()
    assert not endpoint.path.exists()


@posix
def test_a_folder_that_others_could_enter_is_closed_to_them(endpoint):
    endpoint.folder.mkdir()
    endpoint.folder.chmod(0o777)
    listen(endpoint).close()
    assert mode(endpoint.folder) == 0o700


def test_a_folder_that_is_a_file_is_named(endpoint):
    endpoint.folder.write_text("")
    with pytest.raises(KapsoundError, match="run: the folder cannot be used"):
        listen(endpoint)


def test_without_a_player_there_is_no_session(endpoint):
    with pytest.raises(NoSessionError, match="start one with kapsound play PLAYLIST"):
        connect(endpoint, 1.0)


def test_what_a_dead_player_left_is_no_session_and_is_replaced(endpoint):
    dead = listen(endpoint)
    dead.socket.close()
    assert endpoint.path.exists()
    with pytest.raises(NoSessionError):
        connect(endpoint, 1.0)
    alive = listen(endpoint)
    connect(endpoint, 1.0).close()
    alive.close()


@pytest.mark.skipif(os.name == "nt", reason="no Unix sockets")
def test_a_player_that_is_too_busy_to_answer_is_not_replaced(tmp_path):
    endpoint = Endpoint(tmp_path, unix=True)
    listener = listen(endpoint)
    with pytest.raises(BusyError, match="running already; look at it with kapsound status"):
        listen(endpoint)
    listener.close()


def test_a_port_that_somebody_else_has_by_now_is_replaced(tmp_path):
    endpoint = Endpoint(tmp_path, unix=False)
    with socket.create_server(("127.0.0.1", 0)) as other:

        def chat():
            connection, _ = other.accept()
            with connection:
                connection.recv(1_000)
                connection.sendall(b"220 mail.example.org\r\n")

        thread = threading.Thread(target=chat)
        thread.start()
        tmp_path.chmod(0o700)
        endpoint.path.write_text(json.dumps({"port": other.getsockname()[1], "key": "old"}))
        listen(endpoint).close()
        thread.join()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"port": "x", "key": 1}', "\0"])
def test_a_damaged_port_file_is_no_session(tmp_path, text):
    endpoint = Endpoint(tmp_path, unix=False)
    endpoint.path.write_text(text)
    with pytest.raises(NoSessionError):
        connect(endpoint, 1.0)


def test_the_key_of_a_port_is_long_and_new_each_time(tmp_path):
    endpoint = Endpoint(tmp_path, unix=False)
    keys = set()
    for _ in range(3):
        listener = listen(endpoint)
        keys.add(listener.key)
        assert listener.socket.getsockname()[0] == "127.0.0.1"
        listener.close()
    assert len(keys) == 3
    assert all(len(key) == 64 for key in keys)


@pytest.mark.skipif(os.name == "nt", reason="no Unix sockets")
def test_a_folder_too_deep_for_a_socket_has_a_port_instead(tmp_path):
    assert endpoint_in(tmp_path / ("deep" * 30)).unix is False
    assert endpoint_in(tmp_path.parents[-1]).unix is True
