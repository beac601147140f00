"""A worker that does as each file says: crash, hang, refuse, or say what a survey would."""

import ctypes
import json
import os
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from surveys import surveyed

DEEDS = {
    "segfault": lambda: ctypes.string_at(0),
    "exit": lambda: os._exit(7),
    "hang": lambda: threading.Event().wait(),
}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        path = Path(request["survey"])
        content, status = path.read_text(), path.stat()
        DEEDS.get(content, lambda: None)()
        found = surveyed(content, size=status.st_size, modified_ns=status.st_mtime_ns)
        if content in request["known"]:
            del found["measured"]
        answer = {"refused": "not nice"} if content == "refuse" else {"made": found}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


main()
