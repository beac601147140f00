"""Scans folders into the library: what is new or changed is surveyed by worker processes.

Runs in the process of a job. It may be stopped at any moment: what was found until then is kept.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from kapsound.library import files
from kapsound.library.files import KnownFile
from kapsound.library.store import Library
from kapsound.library.walk import Found, Seen, find_files
from kapsound.media.pool import Done, Job, Outcome, Part, Refused, run
from kapsound.media.prepare import Workers
from kapsound.units import Seconds


@dataclass(frozen=True, slots=True)
class Progress:
    """Tells how far a scan is: `done` of `total` bytes; `left` is a guess, None at first."""

    done: float
    total: float
    current: str
    left: Seconds | None


@dataclass(frozen=True, slots=True)
class Scanned:
    """What came of a scan: how many files there are, and of them what.

    `refused` are the reasons why files cannot be used; each names its file.
    """

    files: int
    unchanged: int
    surveyed: int
    moved: int
    missing: int
    refused: tuple[str, ...]


def scan(
    library: Library,
    places: Sequence[str],
    on_progress: Callable[[Progress], None],
    workers: Workers,
    *,
    retry: bool = False,
) -> Scanned:
    """Look at the files beneath absolute paths; survey those that are new or have changed.

    With `retry` files that were refused are tried again.

    Raises:
        KapsoundError: the library cannot be written, or no worker can be started.

    """
    found = find_files(places)
    with library.begin() as connection:
        known = files.known_files(connection)
        gone = _mark(connection, places, known, found)
        sizes = files.digests_by_size(connection)
    todo = [seen for seen in found.files.values() if not _stands(seen, known, retry=retry)]
    new = {seen.path for seen in todo}
    stood = [known[path].problem for path in found.files if path not in new and known[path].problem]
    work = _Work(library, todo, on_progress, workers.clock)
    jobs = [_job(number, seen, sizes, workers) for number, seen in enumerate(todo)]
    try:
        for outcome in run(jobs, workers.count, workers.command, workers.clock):
            work.note(outcome)
    finally:
        with library.begin() as connection:
            moved = files.settle(connection)
    return Scanned(
        files=len(found.files),
        unchanged=len(found.files) - len(todo),
        surveyed=work.surveyed,
        moved=moved,
        missing=gone - moved,
        refused=(*found.refused, *stood, *work.refused),
    )


class _Work:
    """Keeps what the workers find, each file as soon as it is done."""

    def __init__(
        self,
        library: Library,
        todo: Sequence[Seen],
        on_progress: Callable[[Progress], None],
        clock: Callable[[], float],
    ) -> None:
        self.surveyed = 0
        self.refused: list[str] = []
        self._library, self._todo, self._on_progress = library, todo, on_progress
        self._clock, self._began = clock, clock()
        self._total = sum(seen.size for seen in todo)
        self._parts = [0.0] * len(todo)
        self._done = 0.0

    def note(self, outcome: Outcome) -> None:
        """Keep an outcome, and tell of the progress."""
        seen = self._todo[outcome.job]
        if isinstance(outcome, Done):
            self.surveyed += 1
            with self._library.begin() as connection:
                files.keep(connection, seen.path, outcome.made)
        elif isinstance(outcome, Refused):
            self._refuse(seen, outcome)
        part = outcome.part if isinstance(outcome, Part) else 1.0
        self._done += (part - self._parts[outcome.job]) * seen.size
        self._parts[outcome.job] = part
        self._on_progress(Progress(self._done, self._total, seen.path, self._left()))

    def _refuse(self, seen: Seen, outcome: Refused) -> None:
        reason = outcome.reason
        named = reason if reason.startswith(seen.path) else f"{seen.path}: {reason}"
        self.refused.append(named)
        if outcome.lasting:
            with self._library.begin() as connection:
                files.refuse(connection, seen, named)

    def _left(self) -> Seconds | None:
        passed = self._clock() - self._began
        return Seconds(passed * (self._total / self._done - 1)) if self._done else None


def _mark(
    connection: Connection, places: Sequence[str], known: Mapping[str, KnownFile], found: Found
) -> int:
    """Note which known files beneath these places are gone or back; return how many are gone."""
    beneath = tuple(place.rstrip(os.sep) + os.sep for place in places)
    gone = [
        path
        for path in known
        if path not in found.files and (path in places or path.startswith(beneath))
    ]
    files.mark(connection, gone, missing=True)
    back = [path for path in found.files if path in known and known[path].missing]
    files.mark(connection, back, missing=False)
    return len(gone)


def _stands(seen: Seen, known: Mapping[str, KnownFile], *, retry: bool) -> bool:
    """Say whether a file is as it was when the library last looked."""
    file = known.get(seen.path)
    if file is None or not file.current or (retry and file.problem):
        return False
    return (file.size, file.modified_ns) == (seen.size, seen.modified_ns)


def _job(number: int, seen: Seen, sizes: Mapping[int, list[str]], workers: Workers) -> Job:
    request = {"survey": seen.path, "known": sizes.get(seen.size, [])}
    return Job(number, request, workers.patience_s, workers.most_s)
