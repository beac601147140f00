"""Plays what it is told by the first line of stdin: all is loaded before that line comes.

The first line of stdout is JSON: `{"result": {"record": ...}}` once clients can reach the
session, or `{"error": ...}`. Then empty lines follow as long as the loop goes on, and "over"
when it has ended in order.
"""

import gc
import os
import sys
from contextlib import suppress

from kapsound.core.order import read_order
from kapsound.errors import KapsoundError, error_to_json
from kapsound.paths import records_dir, runtime_dir, spare_records_dir
from kapsound.player.process import play
from kapsound.player.starting.ready import PlayerFolders
from kapsound.player.supervision.link import SupervisorLink


def main() -> int:
    """Wait for the order, and do it."""
    link = SupervisorLink(sys.stdin.buffer, sys.stdout.buffer)
    gc.collect()
    gc.freeze()
    line = link.order()
    if not line:
        return 0
    try:
        folders = PlayerFolders(runtime_dir(), records_dir(), spare_records_dir())
        play(read_order(line), folders, link)
    except KapsoundError as error:
        with suppress(OSError):
            link.answer({"error": error_to_json(error)})
        return error.exit_code
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # everything is closed by now, and SDL's exit hook hangs on a dead device
