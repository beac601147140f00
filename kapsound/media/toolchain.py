"""What prepares: its versions, and whether it is still what it was, told without loading it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from kapsound.cache.versions import Versions
from kapsound.errors import MediaError
from kapsound.media.pool import worker_command, worker_environment

_LIBRARIES = ("av", "numpy")


def tools_stamp() -> str:
    """Return a digest of what tells that decoder, libraries and our own code are unchanged."""
    text = "\n".join([sys.version, sys.executable, *map(_library, _LIBRARIES), *_own_code()])
    return blake2b(text.encode(errors="replace"), digest_size=16).hexdigest()


def read_versions() -> Versions:
    """Return what workers would prepare with; it takes the start of one.

    Raises:
        MediaError: no worker can be started, because a library does not load.

    """
    done = subprocess.run(  # noqa: S603 -- this program's own worker
        worker_command("--versions"), env=worker_environment(), capture_output=True, check=False
    )
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise MediaError(f"no sound can be prepared: {reason}. Install kapsound again.")
    return Versions(**json.loads(done.stdout))


def _library(name: str) -> str:
    spec = find_spec(name)  # of a package that lies in no other: it is found, not loaded
    if spec is None or spec.origin is None:
        return name
    place = Path(spec.origin)
    return f"{name} {_version(name)} {_stat(place)} {_stat(place.parent)}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _own_code() -> Iterator[str]:
    return map(_stat, sorted(Path(__file__).parent.rglob("*.py")))


def _stat(path: Path) -> str:
    status = path.stat()
    return f"{path} {status.st_mtime_ns} {status.st_size}"
