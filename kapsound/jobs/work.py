"""The job's own side: read the request, report progress, answer once."""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from kapsound.control.errors import error_to_json
from kapsound.errors import KapsoundError
from kapsound.jobs.launch import Values

Report = Callable[[dict[str, Any]], None]
Work = Callable[[Values, Report], dict[str, Any]]


def serve(work: Work) -> None:
    """Do one job: its request is all of stdin, its messages are lines of stdout.

    A reader that has gone ends the job without a word: nobody waits for it any more.
    """
    try:
        request = json.loads(sys.stdin.read())
        try:
            _say("result", work(request, lambda values: _say("progress", values)))
        except KapsoundError as error:
            _say("error", error_to_json(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        sys.exit(130)


def _say(kind: str, values: dict[str, Any]) -> None:
    print(json.dumps({kind: values}), flush=True)  # noqa: T201 - stdout is the job's answer
