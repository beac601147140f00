"""Remembers which warnings had their look, for one playlist file and its sounds.

What is kept of one is a digest, so that the file tells nothing of playlists or sounds.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from json import dumps
from pathlib import Path

from kapsound.errors import KapsoundError
from kapsound.files import private_folder, write_whole

MOST = 2_000
"""The most that are remembered; the oldest are forgotten first."""


def digest(text: str, sounds: Iterable[str], warning: str) -> str:
    """Return what is kept of a warning about a playlist's text and the keys of its sounds."""
    told = dumps([text, sorted(sounds), warning])
    return blake2b(told.encode(), digest_size=16).hexdigest()


def read(path: Path) -> tuple[str, ...]:
    """Return the digests that are kept; where there are none, every warning is new."""
    try:
        return tuple(path.read_text("ascii").split())
    except (OSError, UnicodeDecodeError):
        return ()


def write(path: Path, digests: Sequence[str]) -> None:
    """Keep these; where that cannot be, the warnings are seen as new the next time."""
    with suppress(OSError, KapsoundError):
        private_folder(path.parent)
        write_whole(path, "".join(f"{item}\n" for item in digests[-MOST:]))
