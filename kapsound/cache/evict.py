"""Evicts prepared audio from the cache, what was not used for longest first."""

import shutil
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from kapsound.cache.lease import leased
from kapsound.cache.store import folder, json_path, pcm_path
from kapsound.errors import MediaError

# An hour of prepared sound takes 1.4 GB, and a session of three hours twice that with its beds.
USUAL_CACHE = 20 * 10**9
# What was used a moment ago may be about to be played, though nobody has a lease on it yet.
_JUST_USED_S = 600.0


@dataclass(frozen=True, slots=True)
class Evicted:
    """Tells what became of the cache: how many sounds and bytes went, bytes left, the limit.

    More may be left than the limit allows, where all of it is needed.
    """

    deleted: int
    freed: int
    left: int
    limit: int


@dataclass(frozen=True, slots=True)
class _Stored:
    key: str
    size: int
    used: float


def usual_limit(cache: Path) -> int:
    """Return the cache's limit in bytes where none is set: 20 GB, at most half of the room.

    The room is what the disk has free and what the cache has already.
    """
    room = shutil.disk_usage(folder(cache)).free + sum(sound.size for sound in _all_stored(cache))
    return min(USUAL_CACHE, room // 2)


def evict(
    cache: Path, limit: int, keep: Collection[str], clock: Callable[[], float] = time.time
) -> Evicted:
    """Delete prepared audio until at most `limit` bytes are left, the longest unused first.

    What is in `keep`, what a running session needs and what was used just now stays.
    """
    sounds = sorted(_all_stored(cache), key=lambda sound: sound.used)
    left = sum(sound.size for sound in sounds)
    deleted = freed = 0
    for sound in _spare(cache, sounds, keep, clock) if left > limit else ():
        if left - freed <= limit:
            break
        if _delete(cache, sound, clock()):
            deleted, freed = deleted + 1, freed + sound.size
    return Evicted(deleted, freed, left - freed, limit)


def _spare(
    cache: Path, sounds: list[_Stored], keep: Collection[str], clock: Callable[[], float]
) -> list[_Stored]:
    try:
        needed = {*keep, *leased(cache, clock)}
    except (MediaError, OSError):
        return []  # a session runs, and what it needs is not known
    return [sound for sound in sounds if sound.key not in needed]


def _all_stored(cache: Path) -> Iterator[_Stored]:
    for key in {path.stem for kind in ("*.json", "*.pcm") for path in folder(cache).glob(kind)}:
        if sound := _stored(cache, key):
            yield sound


def _stored(cache: Path, key: str) -> _Stored | None:
    size, used = 0, 0.0
    for path in (pcm_path(cache, key), json_path(cache, key)):
        try:
            status = path.stat()
        except OSError:
            continue  # half of it is missing, or it has just been deleted
        size, used = size + status.st_size, max(used, status.st_mtime)
    return _Stored(key, size, used) if used else None


def _delete(cache: Path, sound: _Stored, now: float) -> bool:
    """Delete prepared audio, its description first, unless it was used just now."""
    still = _stored(cache, sound.key)
    if still is None or abs(now - still.used) < _JUST_USED_S:
        return False
    try:
        json_path(cache, sound.key).unlink(missing_ok=True)
        pcm_path(cache, sound.key).unlink(missing_ok=True)
    except OSError:
        return False
    return True
