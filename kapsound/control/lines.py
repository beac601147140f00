"""Reads lines from a socket: whole ones only, and none longer than allowed."""

import socket

from kapsound.control.protocol import ProtocolError

_RECEIVE = 65_536


class LineReader:
    """Cuts what a socket receives into lines of at most `limit` bytes."""

    def __init__(self, connection: socket.socket, limit: int) -> None:
        self._connection, self._limit = connection, limit
        self._buffer = b""
        self._skipping = False

    def read(self) -> bytes | None:
        """Return the next line without its newline; None when the other side has closed.

        Raises:
            ProtocolError: a line was too long; the next call goes on after it.
            TimeoutError: nothing came within the socket's timeout; the next call goes on.
            OSError: the connection broke.

        """
        while True:
            line, newline, rest = self._buffer.partition(b"\n")
            if newline:
                self._buffer = rest
                skipped, self._skipping = self._skipping, False
                if skipped or len(line) > self._limit:
                    raise ProtocolError(f"a line is at most {self._limit} bytes long")
                return line
            if len(self._buffer) > self._limit:
                self._skipping, self._buffer = True, b""
            data = self._connection.recv(_RECEIVE)
            if not data:
                return None
            self._buffer += data
