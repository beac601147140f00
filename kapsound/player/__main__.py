"""Plays a session: its spec is all of stdin; the first line of stdout says how it began.

The line is JSON: `{"result": {"record": ...}}` once clients can reach the session, or
`{"error": ...}`. Nothing follows it.
"""

import json
import os
import sys

from kapsound.core.spec import read_spec
from kapsound.errors import KapsoundError, error_to_json
from kapsound.paths import records_dir, runtime_dir, spare_records_dir
from kapsound.player.process import PlayerFolders, play


def _say(line: dict[str, object]) -> None:
    """Write the line, and let go of stdout: its reader need not stay."""
    print(json.dumps(line), flush=True)  # noqa: T201 - stdout is the answer to the launcher
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> int:
    """Play the session whose spec is on stdin."""
    folders = PlayerFolders(runtime_dir(), records_dir(), spare_records_dir())
    try:
        play(read_spec(sys.stdin.buffer.read()), folders, lambda values: _say({"result": values}))
    except KapsoundError as error:
        _say({"error": error_to_json(error)})
        return error.exit_code
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # everything is closed by now, and SDL's exit hook hangs on a dead device
