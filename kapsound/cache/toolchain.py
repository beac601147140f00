"""Tells what prepares audio, and whether it is still what it was, without loading it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from kapsound.cache.digest import digest_of
from kapsound.errors import MediaError

_LIBRARIES = ("av", "numpy")


@dataclass(frozen=True, slots=True)
class Versions:
    """The decoder and the libraries under it, the synthesizer, and numpy, in words."""

    decoder: str
    synth: str
    numpy: str


def tools_stamp(code: Path) -> str:
    """Return a digest of what tells that decoder, libraries and our own code are unchanged.

    Our own code is all in the folder `code`, and this package, which writes.
    """
    folders = (code, Path(__file__).parent)
    parts = [sys.version, sys.executable, *map(_library, _LIBRARIES), *_files(folders)]
    return digest_of("\n".join(parts).encode(errors="replace"))


def read_versions(command: Sequence[str], environment: Mapping[str, str]) -> Versions:
    """Return the versions that a command prints as JSON: what workers would prepare with.

    Raises:
        MediaError: it cannot be started, because a library does not load.

    """
    done = subprocess.run(  # noqa: S603 -- this program's own worker
        command, env=environment, capture_output=True, check=False
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


def _files(folders: Sequence[Path]) -> Iterator[str]:
    return (_stat(path) for folder in folders for path in sorted(folder.rglob("*.py")))


def _stat(path: Path) -> str:
    status = path.stat()
    return f"{path} {status.st_mtime_ns} {status.st_size}"
