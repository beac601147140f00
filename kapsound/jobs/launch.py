"""Starting a job and following it: JSON in, JSON lines out."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

from kapsound.control.errors import error_from_json
from kapsound.errors import KapsoundError

Values = Mapping[str, Any]


def run_job(name: str, request: Values, on_progress: Callable[[Values], None]) -> Values:
    """Run `kapsound.jobs.<name>` to its end and return its result.

    Ctrl-C ends the job and is raised again here.

    Raises:
        KapsoundError: what the job raised, or that it died.

    """
    module = f"kapsound.jobs.{name}"
    with subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(request))
            process.stdin.close()
            result = _follow(process.stdout, on_progress)
        except BaseException:
            process.terminate()
            raise
    if result is None:
        raise KapsoundError(f"the {name} job died (exit {process.returncode}); try again")
    return result


def _follow(lines: Any, on_progress: Callable[[Values], None]) -> Values | None:
    result: Values | None = None
    for line in lines:
        message = json.loads(line)
        if "error" in message:
            raise error_from_json(message["error"])
        if "progress" in message:
            on_progress(message["progress"])
        result = message.get("result", result)
    return result
