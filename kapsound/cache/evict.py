"""Keeping the cache of prepared audio within its limit: what was not used for longest goes."""

import shutil
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from kapsound.cache.leases import leased
from kapsound.cache.store import folder
from kapsound.config import USUAL_CACHE
from kapsound.core.prepared import json_path, pcm_path
from kapsound.errors import MediaError

# What was used a moment ago may be about to be played, though nobody has a lease on it yet.
_JUST_USED_S = 600.0
_LARGEST_PART = 2


@dataclass(frozen=True, slots=True)
class Evicted:
    """What became of the cache: prepared audio deleted, its bytes, the bytes left, the limit.

    More may be left than the limit allows, where all of it is needed.
    """

    deleted: int
    freed: int
    left: int
    limit: int


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    size: int
    used: float


def usual_limit(cache: Path) -> int:
    """Return the cache's limit in bytes where none is set: 20 GB, at most half of the room.

    The room is what the disk has free and what the cache has already.
    """
    room = shutil.disk_usage(folder(cache)).free + sum(entry.size for entry in _entries(cache))
    return min(USUAL_CACHE, room // _LARGEST_PART)


def evict(
    cache: Path, limit: int, keep: Collection[str], clock: Callable[[], float] = time.time
) -> Evicted:
    """Delete prepared audio until at most `limit` bytes are left, the longest unused first.

    What is in `keep`, what a running session needs and what was used just now stays.
    """
    entries = sorted(_entries(cache), key=lambda entry: entry.used)
    left = sum(entry.size for entry in entries)
    deleted = freed = 0
    for entry in _spare(cache, entries, keep, clock) if left > limit else ():
        if left - freed <= limit:
            break
        if _delete(cache, entry, clock()):
            deleted, freed = deleted + 1, freed + entry.size
    return Evicted(deleted, freed, left - freed, limit)


def _spare(
    cache: Path, entries: list[_Entry], keep: Collection[str], clock: Callable[[], float]
) -> list[_Entry]:
    try:
        needed = {*keep, *leased(cache, clock)}
    except (MediaError, OSError):
        return []  # a session runs, and what it needs is not known
    return [entry for entry in entries if entry.key not in needed]


def _entries(cache: Path) -> Iterator[_Entry]:
    for key in {path.stem for kind in ("*.json", "*.pcm") for path in folder(cache).glob(kind)}:
        if entry := _entry(cache, key):
            yield entry


def _entry(cache: Path, key: str) -> _Entry | None:
    size, used = 0, 0.0
    for path in (pcm_path(cache, key), json_path(cache, key)):
        try:
            status = path.stat()
        except OSError:
            continue  # half of it is missing, or it has just been deleted
        size, used = size + status.st_size, max(used, status.st_mtime)
    return _Entry(key, size, used) if used else None


def _delete(cache: Path, entry: _Entry, now: float) -> bool:
    """Delete prepared audio, its description first, unless it was used just now."""
    still = _entry(cache, entry.key)
    if still is None or abs(now - still.used) < _JUST_USED_S:
        return False
    try:
        json_path(cache, entry.key).unlink(missing_ok=True)
        pcm_path(cache, entry.key).unlink(missing_ok=True)
    except OSError:
        return False
    return True
