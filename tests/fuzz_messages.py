"""Sends a session all kinds of control messages by a seed: each is answered, none does harm.

`run` is for tests and for the faults script alike; it gives no command that ends a session.
"""

import json
import socket
from collections.abc import Iterator
from random import Random
from typing import Any

from kapsound.control.endpoint import Endpoint, connect
from kapsound.control.lines import LineReader
from kapsound.control.messages import FROM_SERVER, Hello, Message, Wrong
from kapsound.control.protocol import LINE_LIMIT, read_line, write_line
from kapsound.core.commands import LIVE_COMMANDS
from kapsound.core.reports import REPORTS

_A_CONNECTION = 50
_ANSWER_S = 20.0
_STATUS_BYTES = 1 << 22
NAMES = [kind.name for kind in (*LIVE_COMMANDS, *REPORTS) if kind.name != "end"]
KEYS = (
    "version", "hello", "do", "id", "confirmed", "get", "watch", "preview", "take", "ready", "key",
    "recipe", "name", "role", "by", "text", "bus", "level", "bed", "cue", "track", "switch", "turn",
    "voice", "reason", "audio", "x",
)  # fmt: skip
TEXTS = (
    "", "next", "music", "status", "contents", "off", "on", "peak", "hush", "hello", "0s", "../x",
    "\x1b[31m", "\x9b", "\u202e", "[/]", "[@click=app.quit]x[/]", "\x00", "\n", "x" * 2_000,
    "-1", "1e999", "9" * 400, "'; drop table", "%s%n", "{0.__class__}",
)  # fmt: skip
NUMBERS = (0, 1, -1, 0.5, 30, 1e308, -1e308, 10**400, 2**63, True, False, None)
SCRAPS = (
    b"", b"\x00", b"\xff\xfe", b"{", b"}", b"[" * 5_000, b'{"do":', b"null", b"NaN", b'"\\ud800"',
    b"9" * 10_000, b'{"get": "status"', b"\x1b[2J", b"GET / HTTP/1.1\r",
)  # fmt: skip


def lines(cases: int, seed: int) -> Iterator[bytes]:
    """Yield so many lines, the same ones for a seed, without their ends."""
    for number in range(cases):
        random = Random(seed * 1_000_003 + number)
        if random.random() < 0.2:
            yield b"".join(random.choices(SCRAPS, k=random.randint(1, 3))).replace(b"\n", b" ")
        elif random.random() < 0.01:
            yield b'{"do": "' + b"x" * LINE_LIMIT + b'"}'
        else:
            yield json.dumps(_message(random, number)).encode()


def run(cases: int, seed: int, endpoint: Endpoint) -> list[str]:
    """Send so many messages; return what went wrong, each with its number.

    Now and then a line comes byte by byte, or a client goes in the middle of one.
    """
    found, every = [], list(lines(cases, seed))
    for first in range(0, cases, _A_CONNECTION):
        random = Random(seed * 1_000_003 + first)
        try:
            with connect(endpoint, _ANSWER_S) as connection:
                _talk(connection, every[first : first + _A_CONNECTION], random)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            found.append(f"messages from {first} of seed {seed}: {type(error).__name__}: {error}")
    return found


def _talk(connection: socket.socket, batch: list[bytes], random: Random) -> None:
    try:
        _say(connection, batch, random)
    except BrokenPipeError as error:
        raise ConnectionError(
            f"{error}; last came {connection.recv(_STATUS_BYTES)[-200:]!r}"
        ) from error


def _say(connection: socket.socket, batch: list[bytes], random: Random) -> None:
    reader = LineReader(connection, _STATUS_BYTES)
    connection.sendall(write_line(Hello({"role": "script", "name": "fuzz"})))
    for line in batch:
        _send(connection, line + b"\n", slowly=random.random() < 0.02 and len(line) < 1_000)
        _hold_answered(reader, connection)
    if random.random() < 0.3:
        connection.sendall(b'{"do": {"name": "mark"}, "id": "h')


def _send(connection: socket.socket, data: bytes, *, slowly: bool) -> None:
    for at in range(0, len(data), 1 if slowly else len(data)):
        connection.sendall(data[at : at + 1] if slowly else data)


def _hold_answered(reader: LineReader, connection: socket.socket) -> None:
    """Read on until the wrong question behind the message is answered; `watch` is ended again."""
    connection.sendall(b'{"watch": 0}\n{"get": "last"}\n')
    while not _is_last(message := _read(reader)):
        if isinstance(message, Wrong) and not message.error.isascii():
            raise ValueError(f"not fit to show: {message.error!r}")
        if isinstance(message, Wrong) and "clients are connected" in message.error:
            raise ConnectionError(message.error)


def _is_last(message: Message) -> bool:
    return isinstance(message, Wrong) and message.error.startswith('"get" is one of')


def _read(reader: LineReader) -> Message:
    line = reader.read()
    if line is None:
        raise ConnectionError("the player hung up")
    return read_line(line, FROM_SERVER)


def _message(random: Random, number: int) -> Any:
    match random.randrange(4):
        case 0:
            return {"do": _command(random), "id": f"{number}", "confirmed": random.random() < 0.5}
        case 1:
            return {"preview": _command(random)}
        case 2:
            return {"ready": _value(random, 1), "recipe": _value(random, 2)}
    return {random.choice(KEYS): _value(random, 3) for _ in range(random.randint(0, 4))}


def _command(random: Random) -> Any:
    arguments = {random.choice(KEYS): _value(random, 2) for _ in range(random.randint(0, 2))}
    return {**arguments, "name": random.choice(NAMES)}


def _value(random: Random, depth: int) -> Any:
    match random.randrange(5 if depth else 3):
        case 0:
            return random.choice(NUMBERS)
        case 1 | 2:
            return random.choice((*TEXTS, *NAMES))
        case 3:
            return [_value(random, depth - 1) for _ in range(random.randint(0, 3))]
    return {random.choice(KEYS): _value(random, depth - 1) for _ in range(random.randint(0, 3))}
