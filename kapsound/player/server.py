"""Listens on the session's socket and serves its clients.

Each client has a thread of its own, and one more while it watches, so a client that is slow,
silent or gone keeps nobody waiting but itself.
"""

import select
import socket
import threading
from collections.abc import Callable

from kapsound.control.endpoint import Endpoint, listen
from kapsound.control.messages import Wrong
from kapsound.core.events import Event
from kapsound.player.connection import Connection
from kapsound.player.controller import Controller
from kapsound.player.handler import SessionHandler

MAX_CLIENTS = 32
_SEND_LIMIT_S = 5.0
_AGAIN_S = 0.2
_SEND_BUFFER = 32_768
_STOP_LIMIT_S = 5.0


class Server:
    """Takes in clients on a thread; `close` hangs up on all of them and ends every thread.

    `tell` takes the lines for the record, of screens that come and go.

    Raises:
        BusyError: another player answers there.
        KapsoundError: the endpoint's folder cannot be used.

    """

    def __init__(
        self,
        endpoint: Endpoint,
        handler: SessionHandler,
        tell: Callable[[Event], object] = lambda _: None,
    ) -> None:
        self._listener, self._handler = listen(endpoint), handler
        self._controller = Controller(tell)
        self._clients: set[Connection] = set()
        self._lock = threading.Lock()
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._accept, name="control", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take the endpoint away, hang up on every client and wait for their threads."""
        self._wake.close()
        self._thread.join(_STOP_LIMIT_S)
        self._listener.close()
        self._woken.close()
        with self._lock:
            clients = list(self._clients)
        for client in clients:
            client.hang_up()
        for client in clients:
            client.join(_STOP_LIMIT_S)

    def _accept(self) -> None:
        while True:
            ready, _, _ = select.select([self._listener.socket, self._woken], [], [])
            if self._woken in ready:
                return
            try:
                connection, _ = self._listener.socket.accept()
            except OSError:
                # Out of file descriptors, say: the caller stays in line, so look again later.
                select.select([self._woken], [], [], _AGAIN_S)
                continue
            self._admit(connection)

    def _admit(self, connection: socket.socket) -> None:
        connection.settimeout(_SEND_LIMIT_S)
        # A short buffer, so that a slow reader finds a status of now in it and not of long ago.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        with self._lock:
            self._clients = {client for client in self._clients if client.is_alive()}
            full = len(self._clients) >= MAX_CLIENTS
            client = Connection(connection, self._handler, self._controller, self._listener.key)
            if not full:
                self._clients.add(client)
                client.start()
        if full:
            client.send(Wrong(f"{MAX_CLIENTS} clients are connected already; close one"))
            connection.close()
