"""Starts the player process, which lives on when its starter is gone."""

import json
import subprocess
from pathlib import Path
from secrets import token_hex
from typing import IO, Any

from kapsound.core.spec import SessionSpec
from kapsound.errors import KapsoundError, error_from_json
from kapsound.files import private_folder, private_opener
from kapsound.platform import detached
from kapsound.processes import first_line, module_command, module_environment

LOG = "player.log"
# A sleeping loudspeaker may take a while to open; more means that it will not.
START_S = 60.0


def start_player(spec: SessionSpec, runtime: Path, limit_s: float = START_S) -> str:
    """Start a session in a process of its own and return its record's id.

    Raises:
        KapsoundError: what kept the session from beginning.

    """
    private_folder(runtime)
    path = _written(spec, runtime)
    with _open(runtime / LOG, "a") as log:
        process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            module_command("kapsound.player", str(path)),
            env=module_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            **detached(),
        )
    assert process.stdout is not None
    with process.stdout as answer:
        try:
            return _record(answer, runtime / LOG, limit_s)
        except BaseException:
            process.terminate()
            process.wait()
            path.unlink(missing_ok=True)
            raise


def start_feeder(spec: SessionSpec, runtime: Path) -> None:
    """Let the rest of the session just started be prepared in a process of its own, beside it."""
    path = _written(spec, runtime)
    with _open(runtime / LOG, "a") as log:
        subprocess.Popen(  # noqa: S603 - our own module, no shell
            module_command("kapsound.jobs.feed", str(path)),
            env=module_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **detached(),
        )


def _written(spec: SessionSpec, runtime: Path) -> Path:
    """Write a spec for a process that removes it when it has read it: it holds the client code."""
    path = runtime / f"session-{token_hex(4)}.json"
    with _open(path, "w") as file:
        json.dump(spec.to_json(), file)
    return path


def _record(answer: IO[bytes], log: Path, limit_s: float) -> str:
    try:
        line = first_line(answer, limit_s)
    except TimeoutError as error:
        words = f"the player did not begin within {limit_s:g} s; {log} may say why"
        raise KapsoundError(words) from error
    if not line:
        raise KapsoundError(f"the player died before it began; the reason is in {log}")
    message = json.loads(line)
    if "error" in message:
        raise error_from_json(message["error"])
    return str(message["result"]["record"])


def _open(path: Path, mode: str) -> IO[Any]:
    return open(path, mode, encoding="utf-8", opener=private_opener)
