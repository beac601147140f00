"""Following a running session with a plain line, until it is over or the one who looks leaves."""

import time

from kapsound.cli.line import session_line
from kapsound.cli.talk import StatusLine, say
from kapsound.control.client import Client
from kapsound.control.endpoint import endpoint_in
from kapsound.errors import NoSessionError
from kapsound.paths import runtime_dir

LOOKS_A_SECOND = 4
AGAIN_S = 3.0
PLAIN_EVERY_S = 15.0


def follow(record: str, columns: int) -> None:
    """Show the session's line until it is over; Ctrl-C twice within 3 s ends the session."""
    asked = 0.0
    while True:
        try:
            _watch(columns)
            break
        except KeyboardInterrupt:
            if time.monotonic() - asked < AGAIN_S:
                _end()
            else:
                asked = time.monotonic()
                say("\nThe session goes on. Ctrl-C again ends it with its closing fade.")
    say(f"The session is over. `kapsound records show {record}` shows what ran.")


def _watch(columns: int) -> None:
    spoken = -PLAIN_EVERY_S
    with Client(endpoint_in(runtime_dir())) as client, StatusLine() as line:
        for status in client.watch(LOOKS_A_SECOND):
            text = session_line(status)
            line.show(text, columns)
            if not line.live and time.monotonic() - spoken >= PLAIN_EVERY_S:
                spoken = time.monotonic()
                say(text)


def _end() -> None:
    try:
        with Client(endpoint_in(runtime_dir())) as client:
            client.do("end", confirmed=True)
            say("\nThe session ends with its closing fade.")
    except NoSessionError:
        return
