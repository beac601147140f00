"""Runs our own modules as processes of their own.

A job takes its request as JSON on stdin and answers in lines of JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kapsound.errors import KapsoundError, error_from_json
from kapsound.platform import ask_to_end, reachable

Values = Mapping[str, Any]
ON_STDERR = "--answer-on-stderr"
# A sound that fades is over within two seconds.
_ENDING_S = 3.0


class JobFault(KapsoundError):  # noqa: N818 - a fault of the program, not an error of its user's
    """A job failed in a way nobody foresaw; its traceback is a note of the exception."""

    exit_code = 70


def run_job(
    name: str, request: Values, on_progress: Callable[[Values], None], *, stdout: bool = False
) -> Values:
    """Run `kapsound.jobs.<name>` to its end and return its result.

    Ctrl-C, or whatever else `on_progress` raises, ends the job, and is raised again when it has
    ended: a sound has faded by then. One that does not end in time is killed. With `stdout` the
    job has our own stdout for its sound, and answers on its stderr. What else it writes is shown
    to nobody, but kept for a fault.

    Raises:
        KapsoundError: what the job raised, or that it died.
        JobFault: the job failed by a fault of its own.

    """
    process = start_module(
        "kapsound.jobs",
        name,
        *([ON_STDERR] if stdout else []),
        stdout=None if stdout else subprocess.PIPE,
        stderr=subprocess.PIPE if stdout else subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        **reachable(),
    )
    answers = process.stderr if stdout else process.stdout
    assert process.stdin is not None
    assert answers is not None
    with process:
        try:
            with suppress(BrokenPipeError):  # one that died at once is named below
                process.stdin.write(json.dumps(request))
                process.stdin.close()
            chatter: list[str] = []
            result = _follow(answers, on_progress, chatter)
        except BaseException:
            end_process(process)
            raise
    if result is None:
        died = f"the {name} job died (exit {process.returncode}); try again"
        raise _fault(died, "".join(chatter)) if chatter else KapsoundError(died)
    return result


def end_process(process: subprocess.Popen[Any]) -> None:
    """End a process in its own order, and by force if it does not end in time."""
    ask_to_end(process)
    for pipe in filter(None, (process.stdout, process.stderr)):
        pipe.close()  # nobody reads on, and a full one would keep the job from ending
    try:
        process.wait(_ENDING_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _follow(
    lines: Iterable[str], on_progress: Callable[[Values], None], chatter: list[str]
) -> Values | None:
    result: Values | None = None
    for line in lines:
        match _message(line):
            case {"error": error}:
                raise error_from_json(error)
            case {"fault": details}:
                raise _fault("a job died by a fault of kapsound itself", details)
            case {"progress": progress}:
                on_progress(progress)
            case {"result": answer}:
                result = answer
            case _ if line.strip():
                chatter.append(line)
    return result


def _fault(what: str, details: str) -> JobFault:
    error = JobFault(what)
    error.add_note(details)
    return error


def _message(line: str) -> Any:
    """Return a line's message, None for what a library printed between the answers."""
    try:
        return json.loads(line)
    except ValueError:
        return None


def module_command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs one of our modules, in `module_environment`."""
    return [sys.executable, "-m", module, *arguments]


def start_module(module: str, *arguments: str, **options: Any) -> subprocess.Popen[Any]:
    """Start one of our modules, whose stdin we hold; `options` are as for `Popen`."""
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        module_command(module, *arguments),
        env=module_environment(),
        stdin=subprocess.PIPE,
        **options,
    )


def module_environment() -> dict[str, str]:
    """Return the environment in which another interpreter finds this package by `-m`.

    It finds nothing in the folder it is started in.
    """
    home = str(Path(__file__).parent.parent)
    places = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(places), "PYTHONSAFEPATH": "1"}
