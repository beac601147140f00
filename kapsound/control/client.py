"""The client's side: commands out, status in. Light enough for any screen."""

import socket
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from types import TracebackType
from typing import Self

from kapsound.control.endpoint import STUCK, Endpoint, connect
from kapsound.control.lines import LineReader
from kapsound.control.protocol import (
    FROM_SERVER,
    Do,
    Get,
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
from kapsound.errors import NoSessionError

# The player is trusted with longer lines than its clients: a status has no fixed length.
_STATUS_LIMIT = 4 * 1024 * 1024


def _new_id() -> str:
    return uuid.uuid4().hex


class Client:
    """A connection to the running session; its methods may be called from any thread.

    After an error the next call connects anew.

    Raises:
        NoSessionError: no session is running.

    """

    def __init__(
        self, endpoint: Endpoint, timeout_s: float = 10.0, new_id: Callable[[], str] = _new_id
    ) -> None:
        self._endpoint, self._timeout_s, self._new_id = endpoint, timeout_s, new_id
        self._lock = threading.Lock()
        self._line: _Line | None = _Line(endpoint, timeout_s)

    def do(
        self,
        text: str,
        actor: str = "therapist",
        *,
        confirmed: bool = False,
        id: str | None = None,  # noqa: A002 - the protocol's own word
    ) -> Reply:
        """Give a command as it is typed, and return the answer once it is in the journal.

        A command given again with the same `id` is not done twice.

        Raises:
            NoSessionError: the session has ended, or does not answer in time.
            ProtocolError: the player did not understand.

        """
        return self._reply(Do(text, id or self._new_id(), actor, confirmed))

    def ready(self, key: str, recipe: Mapping[str, object]) -> Reply:
        """Tell that a sound of the playlist is prepared: its audio's key and its recipe.

        Raises:
            NoSessionError: the session has ended, or does not answer in time.
            ProtocolError: the player did not understand.

        """
        return self._reply(Ready(key, recipe))

    def status(self) -> dict[str, object]:
        """Return the session's status.

        Raises:
            NoSessionError: the session has ended, or does not answer in time.
            ProtocolError: the player did not understand.

        """
        return self._status(Get("status"))

    def preview(self, text: str) -> dict[str, object]:
        """Return what a command would do: `outcome`, `text` and the `plan` after it.

        Raises:
            NoSessionError: the session has ended, or does not answer in time.
            ProtocolError: the player did not understand.

        """
        answer = self._ask(Preview(text))
        if not isinstance(answer, Previewed):
            raise ProtocolError("the player gave no preview")
        return {"outcome": answer.would, "text": answer.text, "plan": list(answer.plan)}

    def take(self, screen: str) -> dict[str, object]:
        """Let this screen control the session for as long as this client is connected.

        Raises:
            NoSessionError: the session has ended, or does not answer in time.
            ProtocolError: the player did not understand.

        """
        return self._status(Take(screen))

    def watch(self, rate: float) -> Iterator[dict[str, object]]:
        """Yield the status up to `rate` times a second (above 0, to 30) until it ends.

        It has a connection of its own, so other calls may be made meanwhile.

        Raises:
            NoSessionError: no session is running, or nothing came in time.

        """
        timeout_s = self._timeout_s + 1 / rate
        with closing(_Line(self._endpoint, timeout_s)) as line:
            line.send(Watch(rate))
            while (message := line.receive()) is not None:
                if isinstance(message, Status):
                    yield dict(message.status)

    def close(self) -> None:
        """Hang up."""
        with self._lock:
            self._hang_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _reply(self, message: Message) -> Reply:
        answer = self._ask(message)
        if not isinstance(answer, Reply):
            raise ProtocolError("the player gave no reply to a command")
        return answer

    def _status(self, message: Message) -> dict[str, object]:
        answer = self._ask(message)
        if not isinstance(answer, Status):
            raise ProtocolError("the player gave no status")
        return dict(answer.status)

    def _ask(self, message: Message) -> Message:
        with self._lock:
            self._line = self._line or _Line(self._endpoint, self._timeout_s)
            try:
                self._line.send(message)
                answer = self._line.receive()
            except NoSessionError:
                self._hang_up()
                raise
            if answer is None:
                self._hang_up()
                raise NoSessionError("the session has ended")
        return answer

    def _hang_up(self) -> None:
        if self._line:
            self._line.close()
            self._line = None


class _Line:
    """One connection: whole messages in both directions."""

    def __init__(self, endpoint: Endpoint, timeout_s: float) -> None:
        self._connection: socket.socket = connect(endpoint, timeout_s)
        self._reader = LineReader(self._connection, _STATUS_LIMIT)

    def send(self, message: Message) -> None:
        try:
            self._connection.sendall(write_line(message))
        except OSError as error:
            raise NoSessionError("the session has ended") from error

    def receive(self) -> Message | None:
        try:
            line = self._reader.read()
        except TimeoutError as error:
            raise NoSessionError(STUCK) from error
        except OSError:
            return None
        message = read_line(line, FROM_SERVER) if line is not None else None
        if isinstance(message, Wrong):
            raise ProtocolError(message.error)
        return message

    def close(self) -> None:
        self._connection.close()
