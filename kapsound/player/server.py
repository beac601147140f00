"""The socket's server: lines in, requests to the session, answers and status out.

Each client has a thread of its own, and one more while it watches, so a client that is slow,
silent or gone keeps nobody waiting but itself.
"""

import hmac
import select
import socket
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from kapsound.control.endpoint import Endpoint, Listener, listen
from kapsound.control.lines import LineReader
from kapsound.control.protocol import (
    FROM_CLIENT,
    LINE_LIMIT,
    Do,
    Get,
    Key,
    Message,
    Preview,
    Previewed,
    ProtocolError,
    Ready,
    Reply,
    Status,
    Take,
    Watch,
    Wrong,
    read_line,
    write_line,
)
from kapsound.core.commands import Actor, Command, Request, Role, Stop
from kapsound.core.wording import parse_command
from kapsound.errors import KapsoundError, RefusedError
from kapsound.player.controller import Controller

MAX_CLIENTS = 32
_OWN_ACTORS = (Role.PLAYER, Role.SCHEDULE)
_SEND_LIMIT_S = 5.0
_AGAIN_S = 0.2
_SEND_BUFFER = 32_768
_STOP_LIMIT_S = 5.0


class Handler(Protocol):
    """The session, as the server knows it; called from the clients' threads."""

    def submit(self, request: Request) -> Reply:
        """Give a request to the session; return its answer once that is in the journal."""

    def status(self) -> Mapping[str, object]:
        """Return the session's status as of now, ready for JSON."""

    def preview(self, command: Command) -> Previewed:
        """Return what a command would do to the plan; nothing happens."""

    def ready(self, recipe: Mapping[str, object], key: str) -> Reply:
        """Take in a sound of the playlist that is prepared now, and answer as to a request."""


def serve(endpoint: Endpoint, handler: Handler) -> "Server":
    """Answer clients at an endpoint until `stop`.

    Raises:
        BusyError: another player answers there.
        KapsoundError: the endpoint's folder cannot be used.

    """
    return Server(listen(endpoint), handler)


class Server:
    """Takes in clients on a thread; `stop` hangs up on all of them and ends every thread."""

    def __init__(self, listener: Listener, handler: Handler) -> None:
        self._listener, self._handler = listener, handler
        self._controller = Controller()
        self._clients: set[_Client] = set()
        self._lock = threading.Lock()
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._accept, name="control", daemon=True)
        self._thread.start()

    def stop(self) -> None:
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
            client = _Client(connection, self._handler, self._controller, self._listener.key)
            if not full:
                self._clients.add(client)
                client.start()
        if full:
            client.send(Wrong(f"{MAX_CLIENTS} clients are connected already; close one"))
            connection.close()


class _Client(threading.Thread):
    """One client's thread."""

    def __init__(
        self,
        connection: socket.socket,
        handler: Handler,
        controller: Controller,
        key: str | None,
    ) -> None:
        super().__init__(name="control client", daemon=True)
        self._controller = controller
        self._connection, self._handler, self._key = connection, handler, key
        self._reader = LineReader(connection, LINE_LIMIT)
        self._sending = threading.Lock()
        self._watch: _Watcher | None = None

    def run(self) -> None:
        try:
            if self._may_enter():
                while (line := self._next()) is not None:
                    self._take(line)
        except OSError:
            return
        finally:
            self._end_watch()
            self._controller.release(self)
            self._connection.close()

    def hang_up(self) -> None:
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def send(self, message: Message) -> None:
        with self._sending:
            self._connection.sendall(write_line(message))

    def send_status(self) -> None:
        """Send a status if the client has read the last ones; else this one is left out."""
        if select.select([], [self._connection], [], 0)[1]:
            self.send(Status(self._status()))

    def _may_enter(self) -> bool:
        if self._key is None:
            return True
        try:
            message = read_line(self._reader.read() or b"{}", (Key,))
        except ProtocolError:
            message = Key("")
        right = isinstance(message, Key) and hmac.compare_digest(
            message.key.encode(), self._key.encode()
        )
        if not right:
            self.send(Wrong("the key is wrong; it is in the player's private file"))
        return right

    def _next(self) -> bytes | None:
        while True:
            try:
                return self._reader.read()
            except TimeoutError:
                continue
            except ProtocolError as error:
                self.send(Wrong(str(error)))

    def _take(self, line: bytes) -> None:
        try:
            message = read_line(line, FROM_CLIENT)
        except ProtocolError as error:
            self.send(Wrong(str(error)))
            return
        if isinstance(message, Do):
            self.send(self._do(message))
        elif isinstance(message, Get):
            self.send(Status(self._status()))
        elif isinstance(message, Preview):
            self.send(self._preview(message))
        elif isinstance(message, Take):
            self._controller.take(message.take, self)
            self.send(Status(self._status()))
        elif isinstance(message, Ready):
            self.send(self._ready(message))
        elif isinstance(message, Watch):
            self._end_watch()
            self._watch = _Watcher(self, message.watch) if message.watch else None

    def _status(self) -> Mapping[str, object]:
        return {**self._handler.status(), "controller": self._controller.name}

    def _preview(self, message: Preview) -> Previewed:
        try:
            return self._handler.preview(parse_command(message.preview))
        except KapsoundError as error:
            return Previewed("refused", str(error))

    def _do(self, message: Do) -> Reply:
        try:
            command = parse_command(message.do)
            # Whoever sees that something is wrong may stop, without asking who controls.
            if not (isinstance(command, Stop) or self._controller.allows(message.actor, self)):
                raise RefusedError("another screen controls this session; take control first")
            if message.actor in _OWN_ACTORS:
                raise RefusedError(f"{message.actor} is the player's own; name another actor")
            # A client's ids are kept apart from those that the player gives its own requests.
            role = Role.SCREEN if message.actor.startswith("screen-") else Role.SCRIPT
            actor = Actor(role, message.actor)
            request = Request(f"client-{message.id}", command, actor, message.confirmed)
            reply = self._handler.submit(request)
        except KapsoundError as error:
            reply = Reply(message.id, "refused", str(error))
        return replace(reply, id=message.id, status=self._status())

    def _ready(self, message: Ready) -> Reply:
        try:
            reply = self._handler.ready(message.recipe, message.ready)
        except KapsoundError as error:
            reply = Reply(message.ready, "refused", str(error))
        return replace(reply, status=self._status())

    def _end_watch(self) -> None:
        if self._watch:
            self._watch.stop()
            self._watch = None


class _Watcher(threading.Thread):
    """Sends a client the status at a rate, beginning at once."""

    def __init__(self, client: _Client, rate: float) -> None:
        super().__init__(name="control watch", daemon=True)
        self._client, self._wait_s = client, 1 / rate
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        try:
            self._client.send_status()
            while not self._over.wait(self._wait_s):
                self._client.send_status()
        except (OSError, ValueError):  # ValueError: closed between two looks
            self._client.hang_up()

    def stop(self) -> None:
        self._over.set()
        self.join(_STOP_LIMIT_S)
