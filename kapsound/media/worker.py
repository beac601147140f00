"""Prepares or surveys the files it is sent, one after another, until its input ends: a worker.

A request is a line of JSON, `{"recipe": {...}, "cache": "...", "verify": false}`; the replies
are `{"part": 0.5}` now and then, and at last `{"made": {...}}` or `{"refused": "reason",
"lasting": true}`, where `lasting` says that trying again would come to the same.
`{"survey": "/path", "known": ["digest"]}` asks for what the library keeps of a file instead.
Started with `--versions` it only says what it would prepare with.
"""

import argparse
import json
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import av
import numpy as np

from kapsound.cache.toolchain import Versions
from kapsound.core.prepared import recipe_from_json
from kapsound.errors import KapsoundError, MediaError
from kapsound.media.make import OnPart, Work, make
from kapsound.media.survey import survey
from kapsound.media.synth import SYNTH_VERSION
from kapsound.platform import limit_memory, lower_priority

_PART_INTERVAL_S = 0.5

Reply = Callable[[dict[str, Any]], None]


def main() -> None:
    """Run a worker until standard input ends."""
    parser = argparse.ArgumentParser(prog="kapsound.media.worker")
    parser.add_argument("--versions", action="store_true", help="print versions and leave")
    parser.add_argument("--memory", type=int, default=0, help="the most bytes to use; 0: any")
    options = parser.parse_args()
    if options.versions:
        sys.stdout.write(json.dumps(asdict(_versions())) + "\n")
        return
    _settle_down(options.memory)
    reply = _replier()
    for line in _lines():
        _answer(json.loads(line), reply)


def _answer(request: dict[str, Any], reply: Reply) -> None:
    try:
        reply({"made": _made(request, _parts(reply))})
    except MediaError as error:
        reply({"refused": str(error), "lasting": True})
    except KapsoundError as error:
        reply({"refused": str(error), "lasting": False})
    except MemoryError:
        reply({"refused": "needs more memory than a worker may use", "lasting": True})
    except OSError as error:
        place = error.filename or request.get("cache") or request["survey"]
        reason = f"{error.strerror or error} ({place}). See to the disk, prepare again."
        reply({"refused": reason, "lasting": False})
    except Exception as error:  # noqa: BLE001 -- one bad file must not end the others
        reply({"refused": f"{type(error).__name__}: {error}", "lasting": True})


def _made(request: dict[str, Any], on_part: OnPart) -> dict[str, Any]:
    if "survey" in request:
        return survey(Path(request["survey"]), request["known"], on_part)
    recipe, cache = recipe_from_json(request["recipe"]), Path(request["cache"])
    work = Work(cache, _versions(), on_part, verify=bool(request.get("verify")))
    return asdict(make(recipe, work))


def _versions() -> Versions:
    libraries = ", ".join(
        f"{name} {'.'.join(str(part) for part in version)}"
        for name, version in sorted(av.library_versions.items())
    )
    decoder = f"PyAV {av.__version__}, {libraries}"
    return Versions(decoder, f"synth {SYNTH_VERSION}", f"numpy {np.__version__}")


def _parts(reply: Reply) -> OnPart:
    last = time.monotonic()

    def on_part(part: float) -> None:
        nonlocal last
        if time.monotonic() - last >= _PART_INTERVAL_S:
            last = time.monotonic()
            reply({"part": round(part, 4)})

    return on_part


def _replier() -> Reply:
    """Keep standard output for the replies; what a library prints goes to standard error."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def reply(message: dict[str, Any]) -> None:
        out.write(json.dumps(message) + "\n")
        out.flush()

    return reply


def _lines() -> Iterator[str]:
    """Give the lines of standard input; when it ends, the process ends, whatever it is at."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield lines.get()


def _settle_down(memory: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started it decides
    lower_priority()
    if memory:
        limit_memory(memory)


if __name__ == "__main__":
    main()
