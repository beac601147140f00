"""Starts a player and supervises it: its order is all of stdin.

The order is a session's spec, or says which record to go on with. The first line of stdout is
JSON: `{"result": {"record": ...}}` once clients can reach the session, or `{"error": ...}`.
Nothing follows it. This process loads no sound; it ends when the session does.
"""

import json
import os
import signal
import sys
import time
from contextlib import suppress
from queue import SimpleQueue

from kapsound.errors import KapsoundError, error_to_json
from kapsound.paths import runtime_dir, supervisor_lock
from kapsound.platform import boot_clock_ns, ending_signals, raise_priority, terminal_signals
from kapsound.player.lock import only_one
from kapsound.player.supervision.children import News, PlayerChild
from kapsound.player.supervision.supervisor import Supervisor


def _answer(line: bytes) -> None:
    """Write the line, and let go of stdout: its reader need not stay."""
    with suppress(OSError):
        os.write(sys.stdout.fileno(), line)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _heed_signals(news: News) -> None:
    for number in ending_signals():
        signal.signal(number, lambda *_: news.put((None, 0)))
    for number in terminal_signals():
        signal.signal(number, signal.SIG_IGN)


def _supervise() -> int:
    news: News = SimpleQueue()
    raise_priority()  # for the first player too, since nobody plays yet whom that could disturb
    supervisor = Supervisor(
        news, lambda: PlayerChild(news), lambda: boot_clock_ns() / 1e9, time.monotonic, _answer
    )
    raise_priority(children=False)
    order = sys.stdin.buffer.read().replace(b"\n", b" ")
    _heed_signals(news)
    return supervisor.run(order)


def main() -> int:
    """Watch over the session whose order is on stdin."""
    try:
        with only_one(supervisor_lock(runtime_dir()), "a session"):
            return _supervise()
    except KapsoundError as error:
        _answer(json.dumps({"error": error_to_json(error)}).encode() + b"\n")
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
