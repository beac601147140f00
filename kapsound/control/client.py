"""Talks to a running session: commands out, status in. Light enough for any screen."""

import socket
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Self, TypeVar, cast

from kapsound.control import messages
from kapsound.control.endpoint import STUCK, Endpoint, connect, endpoint_in
from kapsound.control.lines import LineReader
from kapsound.control.messages import FROM_SERVER, Message, Previewed, Reply
from kapsound.control.protocol import ProtocolError, read_line, write_line
from kapsound.control.status import Contents, Look, Status
from kapsound.core.command_json import command_to_json
from kapsound.core.commands import Actor, Command, Role
from kapsound.errors import KapsoundError, NoSessionError
from kapsound.paths import runtime_dir

# The player is trusted with longer lines than its clients: a status has no fixed length.
_STATUS_LIMIT = 4 * 1024 * 1024

_Answer = TypeVar("_Answer", bound=Message)


def open_client(
    role: Role, name: str, *, timeout_s: float = 10.0, folder: Path | None = None
) -> "Client":
    """Connect to the running session under a role and a name, which the record keeps.

    `timeout_s` limits each wait for an answer; `folder` is the session's runtime folder, the
    user's own if left out.

    Raises:
        NoSessionError: no session is running.

    """
    return Client(endpoint_in(folder or runtime_dir()), Actor(role, name), timeout_s)


class Client:
    """A connection to the running session; its methods may be called from any thread.

    After an error the next call connects anew. Every method raises the same errors.

    Raises:
        NoSessionError: no session is running, it has ended, or it does not answer in time.
        ProtocolError: the player did not understand, or was not understood.

    """

    def __init__(
        self,
        endpoint: Endpoint,
        actor: Actor,
        timeout_s: float = 10.0,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self._endpoint, self._actor = endpoint, actor
        self._timeout_s, self._new_id = timeout_s, new_id
        self._lock = threading.Lock()
        self._line: _Line | None = _Line(endpoint, actor, timeout_s)

    def do(
        self,
        command: Command,
        *,
        confirmed: bool = False,
        id: str | None = None,  # noqa: A002 - the protocol's own word
    ) -> Reply:
        """Give a command, and return the answer once it is in the journal.

        A command given again with the same `id` is not done twice.
        """
        return self._ask(
            messages.Do(command_to_json(command), id or self._new_id(), confirmed), Reply
        )

    def ready(self, key: str, recipe: Mapping[str, object]) -> Reply:
        """Tell that a sound of the playlist is prepared: its audio's key and its recipe."""
        return self._ask(messages.Ready(key, recipe), Reply)

    def status(self) -> Status:
        """Return what moves of the session, as of now."""
        return self._ask(messages.Get("status"), messages.StatusSent).status

    def contents(self) -> Contents:
        """Return what seldom changes of the session."""
        return self._ask(messages.Get("contents"), messages.ContentsSent).contents

    def look(self) -> Look:
        """Return what moves and what seldom changes."""
        return Look(self.status(), self.contents())

    def preview(self, command: Command) -> Previewed:
        """Return what a command would do to the plan; nothing happens."""
        return self._ask(messages.Preview(command_to_json(command)), Previewed)

    def take(self) -> Status:
        """Let this screen control the session for as long as this client is connected."""
        return self._ask(messages.Take(), messages.StatusSent).status

    def watch(self, rate: float) -> Iterator[Look]:
        """Yield a look up to `rate` times a second (above 0, to 30) until the session ends.

        The contents are the same object until they change. It has a connection of its own, so
        other calls may be made meanwhile.
        """
        contents = cast(Contents, {})  # the player sends them first
        with closing(_Line(self._endpoint, self._actor, self._timeout_s + 1 / rate)) as line:
            line.send(messages.Watch(rate))
            while (message := line.receive()) is not None:
                if isinstance(message, messages.ContentsSent):
                    contents = message.contents
                elif isinstance(message, messages.StatusSent):
                    yield Look(message.status, contents)

    def close(self) -> None:
        """Hang up."""
        with self._lock:
            self._hang_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, message: Message, kind: type[_Answer]) -> _Answer:
        with self._lock:
            self._line = self._line or _Line(self._endpoint, self._actor, self._timeout_s)
            try:
                self._line.send(message)
                answer = self._line.receive()
            except NoSessionError:
                self._hang_up()
                raise
            if answer is None:
                self._hang_up()
                raise NoSessionError("the session has ended")
        if not isinstance(answer, kind):
            raise ProtocolError(f'the player gave no "{kind.marker}" to a "{message.marker}"')
        return answer

    def _hang_up(self) -> None:
        if self._line:
            self._line.close()
            self._line = None


class _Line:
    """One connection: whole messages in both directions."""

    def __init__(self, endpoint: Endpoint, actor: Actor, timeout_s: float) -> None:
        self._connection: socket.socket = connect(endpoint, timeout_s)
        self._reader = LineReader(self._connection, _STATUS_LIMIT)
        try:
            self.send(messages.Hello({"role": actor.role, "name": actor.name}))
        except KapsoundError:
            self.close()
            raise

    def send(self, message: Message) -> None:
        try:
            self._connection.sendall(write_line(message))
        except OSError as error:
            self.receive()  # a player that hung up may have said why, and that is raised
            raise NoSessionError("the session has ended") from error

    def receive(self) -> Message | None:
        try:
            line = self._reader.read()
        except TimeoutError as error:
            raise NoSessionError(STUCK) from error
        except OSError:
            return None
        message = read_line(line, FROM_SERVER) if line is not None else None
        if isinstance(message, messages.Wrong):
            raise ProtocolError(message.error)
        return message

    def close(self) -> None:
        self._connection.close()
