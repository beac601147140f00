"""Holds leases on prepared audio, so that nobody deletes what a running session needs.

A lease is a file in the cache, locked for as long as its session runs. One that is not locked
was left behind by a session that did not end in order.
"""

import json
import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kapsound.cache.store import touch
from kapsound.errors import MediaError
from kapsound.files import private_folder, private_opener
from kapsound.platform import try_lock

_VERSION = 1
# A lease is created a moment before it is locked.
_YOUNG_S = 60.0


def lease_folder(cache: Path) -> Path:
    """Return the folder of all leases on a cache."""
    return cache / "leases"


@contextmanager
def lease(
    cache: Path, keys: Collection[str], name: str = "session"
) -> Iterator[Callable[[Collection[str]], None]]:
    """Keep prepared audio from being evicted for as long as the block runs.

    It gives a function that takes further keys into the lease. The lease ends with this
    process, however that ends; `name` tells it from others of the same process. One of no
    keys marks that work goes on: it stays behind if the machine goes down.

    Raises:
        KapsoundError: the cache's folder of leases cannot be used.

    """
    path = private_folder(lease_folder(cache)) / f"{name}-{os.getpid()}.json"
    descriptor = private_opener(str(path), os.O_RDWR | os.O_CREAT)
    held: set[str] = set()

    def hold(more: Collection[str]) -> None:
        held.update(more)
        for key in more:
            touch(cache, key)
        _rewrite(descriptor, json.dumps({"version": _VERSION, "keys": sorted(held)}))

    try:
        try_lock(descriptor)
        hold(keys)
        yield hold
    finally:
        os.close(descriptor)
        path.unlink(missing_ok=True)


def leased(cache: Path, clock: Callable[[], float] = time.time) -> frozenset[str]:
    """Return the keys that running sessions need.

    Raises:
        MediaError: a running session's lease cannot be read.

    """
    live = [path for path in _leases(cache) if not _left_behind(path, clock)]
    return frozenset().union(*map(_keys, live))


def doubted(cache: Path, clock: Callable[[], float] = time.time) -> int:
    """Return when it was last found that something did not end in order, in ns; 0 for never.

    Prepared audio that was not used since then may have suffered, and is verified once.
    """
    doubt = private_folder(lease_folder(cache)) / "doubt"
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


def _keys(path: Path) -> frozenset[str]:
    """Return the keys of a lease; none if it has just ended."""
    try:
        return _parse(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return frozenset()
    except (ValueError, TypeError, KeyError) as error:
        raise MediaError(f"a lease on prepared audio cannot be read ({error})") from error


def _parse(data: Mapping[str, Any]) -> frozenset[str]:
    if data["version"] != _VERSION:
        raise ValueError("it is of another version")
    return frozenset(str(key) for key in data["keys"])


def _rewrite(descriptor: int, text: str) -> None:
    """Put a text in place of another; one that is half written names no keys, and frees none."""
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, text.encode())
