"""The job's own side: read the request, report progress, answer once."""

import json
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

from kapsound.control.errors import error_to_json
from kapsound.errors import KapsoundError
from kapsound.jobs.launch import ON_STDERR, Values

Report = Callable[[dict[str, Any]], None]
Work = Callable[[Values, Report], dict[str, Any]]


def serve(work: Work) -> None:
    """Do one job: its request is all of stdin, its messages are lines of stdout.

    With `--answer-on-stderr` they are lines of stderr. A reader that has gone ends the job
    without a word: nobody waits for it any more.
    """
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
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:  # noqa: BLE001 - the one who asked keeps the details
        say("fault", traceback.format_exc())
