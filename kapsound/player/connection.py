"""Serves one client: its lines in, answers and the status out, each on threads of its own."""

import hmac
import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from kapsound.control import messages
from kapsound.control.lines import LineReader
from kapsound.control.messages import FROM_CLIENT, Message, Previewed, Reply
from kapsound.control.protocol import LINE_LIMIT, ProtocolError, read_line, write_line
from kapsound.control.status import Status
from kapsound.core.command_json import command_from_json
from kapsound.core.commands import LIVE_COMMANDS, Actor, Request, Role, Stop
from kapsound.errors import KapsoundError, RefusedError
from kapsound.player.controller import Controller
from kapsound.player.handler import Result, SessionHandler

_Kind = TypeVar("_Kind", bound=Message)

_STOP_LIMIT_S = 5.0
_HELLO = 'the first line is a hello, such as {"hello": {"role": "script", "name": "lights"}}'


class Connection(threading.Thread):
    """One client's connection; its role and name hold from its first line to its last."""

    def __init__(
        self,
        connection: socket.socket,
        handler: SessionHandler,
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
        """Serve the client until it hangs up."""
        try:
            self._serve()
        except OSError:
            return
        finally:
            self._end_watch()
            self._connection.close()

    def hang_up(self) -> None:
        """Close the connection; the thread ends by that."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def send(self, message: Message) -> None:
        """Send a message, from any thread."""
        with self._sending:
            self._connection.sendall(write_line(message))

    def send_status(self, revision: int | None) -> int | None:
        """Send a status, and before it the contents unless the client has that revision.

        One that has not read the last status yet is spared this one. Return the revision it has.
        """
        if not select.select([], [self._connection], [], 0)[1]:
            return revision
        status = self._status()
        if status["contents"] != revision:
            contents = self._handler.source.contents()
            revision = contents["revision"]
            self.send(messages.ContentsSent(contents))
        self.send(messages.StatusSent(status))
        return revision

    def _serve(self) -> None:
        try:
            actor = self._introduced()
        except ProtocolError as error:
            self.send(messages.Wrong(str(error)))
            return
        self._controller.attach(actor)
        try:
            self._listen(actor)
        finally:
            self._controller.detach(actor, self)

    def _listen(self, actor: Actor) -> None:
        while (line := self._next()) is not None:
            try:
                self._take(read_line(line, FROM_CLIENT), actor)
            except ProtocolError as error:
                self.send(messages.Wrong(str(error)))

    def _introduced(self) -> Actor:
        if self._key is not None and not self._shows_key(self._key):
            raise ProtocolError("the key is wrong; it is in the player's private file")
        try:
            hello = self._first(messages.Hello).hello
        except ProtocolError as error:
            raise ProtocolError(f"{error}; {_HELLO}") from error
        return Actor(Role(hello["role"]), hello["name"])

    def _shows_key(self, key: str) -> bool:
        with suppress(ProtocolError):
            return hmac.compare_digest(self._first(messages.Key).key.encode(), key.encode())
        return False

    def _first(self, kind: type[_Kind]) -> _Kind:
        return read_line(self._next() or b"{}", (kind,))

    def _next(self) -> bytes | None:
        while True:
            try:
                return self._reader.read()
            except TimeoutError:
                continue
            except ProtocolError as error:
                self.send(messages.Wrong(str(error)))

    def _take(self, message: Message, actor: Actor) -> None:
        match message:
            case messages.Do():
                self.send(self._reply(message.id, partial(self._do, message, actor)))
            case messages.Get("contents"):
                self.send(messages.ContentsSent(self._handler.source.contents()))
            case messages.Get():
                self.send(messages.StatusSent(self._status()))
            case messages.Preview():
                self.send(self._preview(message))
            case messages.Take():
                self._control(actor)
                self.send(messages.StatusSent(self._status()))
            case messages.Ready():
                ready = partial(self._handler.ready, message.recipe, message.ready)
                self.send(self._reply(message.ready, ready))
            case messages.Watch():
                self._end_watch()
                self._watch = _Watcher(self, message.watch) if message.watch else None
            case messages.Hello() | messages.Key():
                raise ProtocolError(f'"{message.marker}" was said already; it holds to the end')

    def _status(self) -> Status:
        return self._handler.source.status(self._controller.name)

    def _control(self, actor: Actor) -> None:
        if actor.role is not Role.SCREEN:
            raise ProtocolError("only a screen takes control; a script is always heard")
        self._controller.take(actor.name, self)

    def _preview(self, message: messages.Preview) -> Previewed:
        try:
            return self._handler.preview(command_from_json(message.preview, LIVE_COMMANDS))
        except KapsoundError as error:
            return Previewed("refused", str(error), [])

    def _do(self, message: messages.Do, actor: Actor) -> Result:
        command = command_from_json(message.do, LIVE_COMMANDS)
        # Whoever sees that something is wrong may stop, without asking who controls.
        if not (isinstance(command, Stop) or self._controller.allows(actor, self)):
            raise RefusedError("another screen controls this session; take control first")
        # A client's ids are kept apart from those that the player gives its own requests.
        request = Request(f"client-{message.id}", command, actor, message.confirmed)
        return self._handler.submit(request)

    def _reply(self, name: str, give: Callable[[], Result]) -> Reply:
        try:
            result = give()
        except KapsoundError as error:
            result = Result("refused", str(error))
        return Reply(name, result.outcome, result.text, result.frame, self._status())

    def _end_watch(self) -> None:
        if self._watch:
            self._watch.stop()
            self._watch = None


class _Watcher(threading.Thread):
    """Sends a client the status at a rate, beginning at once."""

    def __init__(self, client: Connection, rate: float) -> None:
        super().__init__(name="control watch", daemon=True)
        self._client, self._wait_s = client, 1 / rate
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        try:
            revision = self._client.send_status(None)
            while not self._over.wait(self._wait_s):
                revision = self._client.send_status(revision)
        except (OSError, ValueError):  # ValueError: closed between two looks
            self._client.hang_up()

    def stop(self) -> None:
        self._over.set()
        self.join(_STOP_LIMIT_S)
