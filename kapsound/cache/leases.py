"""Which prepared audio running sessions need, and whether one of them did not end in order."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kapsound.cache.lease_file import keys_of_lease, lease_folder, lease_path, lease_to_json
from kapsound.files import private_folder, private_opener
from kapsound.platform import try_lock

# A lease is created a moment before it is locked.
_YOUNG_S = 60.0


@contextmanager
def at_work(cache: Path) -> Iterator[None]:
    """Mark that something is being prepared: the mark stays behind if the machine goes down."""
    path = lease_path(cache, f"prepare-{os.getpid()}")
    private_folder(path.parent)
    descriptor = private_opener(str(path), os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    try:
        try_lock(descriptor)
        os.write(descriptor, lease_to_json(()).encode())
        yield
    finally:
        os.close(descriptor)
        path.unlink(missing_ok=True)


def leased(cache: Path, clock: Callable[[], float] = time.time) -> frozenset[str]:
    """Return the keys that running sessions need.

    Raises:
        MediaError: a running session's lease cannot be read.

    """
    live = [path for path in _leases(cache) if not _left_behind(path, clock)]
    texts = []
    for path in live:
        with suppress(FileNotFoundError):  # it has just ended
            texts.append(path.read_text("utf-8"))
    return frozenset().union(*map(keys_of_lease, texts))


def doubted(cache: Path, clock: Callable[[], float] = time.time) -> int:
    """Return when it was last found that something did not end in order, in ns; 0 for never.

    Prepared audio that was not used since then may have suffered, and is verified once.
    """
    private_folder(lease_folder(cache))
    doubt = lease_folder(cache) / "doubt"
    for path in _leases(cache):
        if _left_behind(path, clock):
            doubt.touch(0o600)
            path.unlink(missing_ok=True)
    try:
        return doubt.stat().st_mtime_ns
    except OSError:
        return 0


def _leases(cache: Path) -> list[Path]:
    return sorted(lease_folder(cache).glob("*.json"))


def _left_behind(path: Path, clock: Callable[[], float]) -> bool:
    try:
        if clock() - path.stat().st_mtime < _YOUNG_S:
            return False
        with path.open("r+b") as file:
            return try_lock(file.fileno())
    except OSError:
        return False
