"""The player's side of a lease: the prepared audio of a running session is not evicted."""

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kapsound.cache.lease_file import lease_folder, lease_path, lease_to_json
from kapsound.core.prepared import json_path
from kapsound.files import private_folder, private_opener
from kapsound.platform import try_lock


@contextmanager
def lease(
    cache: Path, keys: Collection[str], name: str = "session"
) -> Iterator[Callable[[Collection[str]], None]]:
    """Keep prepared audio from being evicted for as long as the block runs.

    It gives a function that takes further keys into the lease. The lease ends with this
    process, however that ends; `name` tells it from others of the same process.

    Raises:
        KapsoundError: the cache's folder of leases cannot be used.

    """
    private_folder(lease_folder(cache))
    path = lease_path(cache, f"{name}-{os.getpid()}")
    descriptor = private_opener(str(path), os.O_RDWR | os.O_CREAT)
    held: set[str] = set()

    def hold(more: Collection[str]) -> None:
        held.update(more)
        _touch(cache, more)
        _rewrite(descriptor, lease_to_json(held))

    try:
        try_lock(descriptor)
        hold(keys)
        yield hold
    finally:
        os.close(descriptor)
        path.unlink(missing_ok=True)


def _touch(cache: Path, keys: Collection[str]) -> None:
    for key in keys:
        with suppress(OSError):  # what is missing is told by whoever reads it
            os.utime(json_path(cache, key))


def _rewrite(descriptor: int, text: str) -> None:
    """Put a text in place of another; one that is half written names no keys, and frees none."""
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, text.encode())
