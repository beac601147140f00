"""Opens the place where a player is reached: a Unix socket, or a loopback port with a key.

Either lies in a folder that only its owner can enter. A port is open to everyone on the
machine, so a random key in a private file stands before it: the client's first line.
"""

import json
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from kapsound.control.lines import LineReader
from kapsound.control.messages import FROM_SERVER, Get, Key
from kapsound.control.protocol import ProtocolError, read_line, write_line
from kapsound.errors import BusyError, NoSessionError
from kapsound.files import private_folder, private_opener
from kapsound.platform import fits_unix_socket, unix_socket

_PROBE_S = 2.0
_BACKLOG = 128
_NO_SESSION = "no session is running; start one with kapsound play PLAYLIST"
STUCK = "the session does not answer; its sound may still be playing"
_NOBODY = (ConnectionRefusedError, FileNotFoundError)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A meeting place within a folder: a Unix socket wherever the system has them, or a port."""

    folder: Path
    unix: bool

    @property
    def path(self) -> Path:
        """The socket itself, or the private file that names the port and its key."""
        return self.folder / ("control.sock" if self.unix else "control.json")


@dataclass(frozen=True, slots=True)
class Listener:
    """A listening socket, and the key that a client must show first (None: no key needed)."""

    endpoint: Endpoint
    socket: socket.socket
    key: str | None = None

    def close(self) -> None:
        """Stop listening and take the endpoint away."""
        self.endpoint.path.unlink(missing_ok=True)
        self.socket.close()


def endpoint_in(folder: Path) -> Endpoint:
    """Return the endpoint of a folder, of the kind this system has."""
    unix = Endpoint(folder, unix=True)
    return unix if fits_unix_socket(str(unix.path)) else Endpoint(folder, unix=False)


def listen(endpoint: Endpoint) -> Listener:
    """Listen there; what a player that has died left behind is replaced.

    Raises:
        BusyError: another player answers there.
        KapsoundError: the folder cannot be used.

    """
    private_folder(endpoint.folder)
    if _answers(endpoint):
        raise BusyError(
            "a session is running already; look at it with kapsound status, "
            "or end it with kapsound control end"
        )
    endpoint.path.unlink(missing_ok=True)
    return _listen_unix(endpoint) if endpoint.unix else _listen_loopback(endpoint)


def connect(endpoint: Endpoint, timeout_s: float) -> socket.socket:
    """Connect to the player, the key shown; each later wait is limited by `timeout_s`.

    Raises:
        NoSessionError: nobody listens there, or whoever does is stuck.

    """
    connection = None
    try:
        connection, key = _call(endpoint, timeout_s)
        if key is not None:
            connection.sendall(write_line(Key(key)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        if connection:
            connection.close()
        stuck = isinstance(error, TimeoutError | BlockingIOError)
        raise NoSessionError(STUCK if stuck else _NO_SESSION) from error
    return connection


def _call(endpoint: Endpoint, timeout_s: float) -> tuple[socket.socket, str | None]:
    if not endpoint.unix:
        where = json.loads(endpoint.path.read_text())
        port, key = int(where["port"]), str(where["key"])
        return socket.create_connection(("127.0.0.1", port), timeout_s), key
    connection = unix_socket()
    connection.settimeout(timeout_s)
    try:
        connection.connect(str(endpoint.path))
    except OSError:
        connection.close()
        raise
    return connection, None


def _answers(endpoint: Endpoint) -> bool:
    try:
        with connect(endpoint, _PROBE_S) as connection:
            if endpoint.unix:
                return True  # even one that is stopped for the moment is a player
            # Somebody else may have the port by now; only a player speaks the protocol.
            connection.sendall(write_line(Get("status")))
            line = LineReader(connection, 1 << 20).read()
            read_line(line or b"", FROM_SERVER)
    except NoSessionError as error:
        return endpoint.unix and not isinstance(error.__cause__, _NOBODY)
    except (ProtocolError, OSError):
        return False
    return True


def _listen_unix(endpoint: Endpoint) -> Listener:
    listening = unix_socket()
    try:
        listening.bind(str(endpoint.path))
        endpoint.path.chmod(0o600)
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    return Listener(endpoint, listening)


def _listen_loopback(endpoint: Endpoint) -> Listener:
    key = secrets.token_hex(32)
    listening = socket.create_server(("127.0.0.1", 0), backlog=_BACKLOG)
    where = {"port": listening.getsockname()[1], "key": key}
    with open(endpoint.path, "x", opener=private_opener) as file:
        json.dump(where, file)
    return Listener(endpoint, listening, key)
