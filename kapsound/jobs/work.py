"""Serves a job on its own side: reads the request, reports progress, answers once."""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

from kapsound.errors import KapsoundError, error_to_json
from kapsound.platform import ending_signals
from kapsound.processes import ON_STDERR, Values

Report = Callable[[dict[str, Any]], None]
Work = Callable[[Values, Report], dict[str, Any]]


class Stop:
    """Says whether the sound of a job is to end; a signal's handler."""

    def __init__(self) -> None:
        self.wanted = False

    def __call__(self, *_: object) -> None:
        """Want it."""
        self.wanted = True


def stop_on_signal() -> Stop:
    """Return what SIGINT and SIGTERM set from now on: a sound ends by its fade, not at once."""
    stop = Stop()
    for number in ending_signals():
        signal.signal(number, stop)
    return stop


def serve(work: Work) -> None:
    """Do one job: its request is all of stdin, its messages are lines of stdout.

    With `--answer-on-stderr` they are lines of stderr. A reader that has gone ends the job
    without a word: nobody waits for it any more. SIGINT and SIGTERM end it in order, so that
    what it holds is let go of.
    """
    _leave_on_signal()
    out = sys.stderr if ON_STDERR in sys.argv else sys.stdout

    def say(kind: str, values: Any) -> None:
        # Whatever a library has written before, this is a line of its own.
        out.write("\n" + json.dumps({kind: values}) + "\n")
        out.flush()

    try:
        request = json.loads(sys.stdin.read())
        try:
            say("result", work(request, lambda values: say("progress", values)))
        except KapsoundError as error:
            say("error", error_to_json(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
    except Exception:  # noqa: BLE001 - the one who asked keeps the details
        say("fault", traceback.format_exc())


def _leave_on_signal() -> None:
    def leave(number: int, _: object) -> None:
        for each in ending_signals():
            signal.signal(each, signal.SIG_IGN)  # Ctrl-C brings both: leaving is done once
        sys.exit(128 + number)

    for number in ending_signals():
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, leave)
