"""The player's side of a lease: the prepared audio of a running session is not evicted."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kapsound.core.lease import lease_folder, lease_path, lease_to_json
from kapsound.core.prepared import json_path
from kapsound.paths import private_folder, private_opener
from kapsound.platform import try_lock


@contextmanager
def lease(cache: Path, keys: Collection[str], name: str = "session") -> Iterator[None]:
    """Keep prepared audio from being evicted for as long as the block runs.

    The lease ends with this process, however that ends; `name` tells it from others of the same
    process.

    Raises:
        KapsoundError: the cache's folder of leases cannot be used.

    """
    private_folder(lease_folder(cache))
    for key in keys:
        with suppress(OSError):  # what is missing is told by whoever reads it
            os.utime(json_path(cache, key))
    path = lease_path(cache, f"{name}-{os.getpid()}")
    descriptor = private_opener(str(path), os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    try:
        try_lock(descriptor)
        os.write(descriptor, lease_to_json(keys).encode())
        yield
    finally:
        os.close(descriptor)
        path.unlink(missing_ok=True)
