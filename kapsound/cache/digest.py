"""Computes every digest of sound, and of the files it is made from, by BLAKE3."""

from collections.abc import Callable
from pathlib import Path

from blake3 import blake3

BYTES = 16
_BYTES_OF_SECOND = 8
_READ = 1 << 20


class Digest:
    """A digest that grows with the bytes it is given."""

    def __init__(self) -> None:
        self._hash = blake3()

    def update(self, data: bytes | memoryview) -> None:
        """Take further bytes."""
        self._hash.update(data)

    def text(self) -> str:
        """Return the digest of all bytes so far, in hexadecimal."""
        return self._hash.hexdigest(BYTES)


def digest_of(data: bytes) -> str:
    """Return the digest of bytes, in hexadecimal."""
    return blake3(data).hexdigest(BYTES)


def digest_of_second(data: bytes | memoryview) -> str:
    """Return the digest of one second of prepared audio, in hexadecimal."""
    return blake3(data).hexdigest(_BYTES_OF_SECOND)


def digest_of_file(path: Path, on_part: Callable[[float], None]) -> str:
    """Return the digest of a file's bytes; `on_part` is told the part read, 0 to 1."""
    digest, done = Digest(), 0
    size = max(1, path.stat().st_size)
    with path.open("rb") as file:
        while data := file.read(_READ):
            digest.update(data)
            done += len(data)
            on_part(min(1.0, done / size))
    return digest.text()
