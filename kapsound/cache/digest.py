"""Computes every digest of prepared audio, and of what it is made from, by one algorithm."""

from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

_BYTES, _BYTES_OF_SECOND = 16, 8
_READ = 1 << 20


def new_digest(size: int = _BYTES) -> blake2b:
    """Return a digest to be updated with bytes; `size` is its own length in bytes."""
    return blake2b(digest_size=size)


def digest_of(data: bytes, size: int = _BYTES) -> str:
    """Return the digest of bytes."""
    digest = new_digest(size)
    digest.update(data)
    return digest.hexdigest()


def digest_of_second(data: bytes) -> str:
    """Return the digest of one second of prepared audio."""
    return digest_of(data, _BYTES_OF_SECOND)


def digest_of_file(path: Path, on_part: Callable[[float], None]) -> str:
    """Return the digest of a file's bytes; `on_part` is told the part read, 0 to 1."""
    digest, done = new_digest(), 0
    size = max(1, path.stat().st_size)
    with path.open("rb") as file:
        while data := file.read(_READ):
            digest.update(data)
            done += len(data)
            on_part(min(1.0, done / size))
    return digest.hexdigest()
