"""Scans folders into the library, or looks in them for what it misses."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kapsound.jobs.work import Report
from kapsound.library.files import known_folders, remember_folders
from kapsound.library.relink import relink
from kapsound.library.scan import scan
from kapsound.library.store import open_library
from kapsound.media.prepare import Workers
from kapsound.processes import Values


def work(request: Values, report: Report) -> dict[str, Any]:
    """Scan `places`, absolute paths, or all known folders; answers what `Scanned` holds.

    With `add` the places are known folders from now on; `retry` and `workers` may be given, as
    in `scan` and `Workers`. With `relink` the answer is `found`, how many tracks are there again.
    """
    with open_library(Path(request["library"])) as library:
        places = request.get("places") or ()
        with library.begin() as connection:
            if request.get("add"):
                remember_folders(connection, places)
            places = places or known_folders(connection)
        if request.get("relink"):
            return {"found": relink(library, places, _teller(report))}
        workers = Workers(request.get("workers") or os.cpu_count() or 1)
        done = scan(
            library,
            places,
            lambda progress: report(asdict(progress)),
            workers,
            retry=bool(request.get("retry")),
        )
    return asdict(done)


def _teller(report: Report) -> Any:
    def tell(done: int, total: int, current: str) -> None:
        report({"done": done, "total": total, "current": current, "left": None})

    return tell
