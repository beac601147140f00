"""Prepared audio as a source: verified second by second, and read before it is needed."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Protocol

import numpy as np

from kapsound.audio.source import Damage, check_span
from kapsound.core.instructions import Clip
from kapsound.errors import MediaError
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE, Frames, format_clock, to_seconds

CHUNK = SAMPLE_RATE
"""Audio is read and verified by the second."""

NEAR = 2 * CHUNK + CHUNK // 2
"""How far ahead a source has always been verified, in frames: more than a voice's `WARNING`."""

FAR = 10 * CHUNK
"""How far ahead the read-ahead thread keeps a source, in frames."""

_FRAME_BYTES = 8


class Follower(Protocol):
    """Reads ahead for sources in a thread of its own."""

    def follow(self, source: "PreparedSource") -> None:
        """Keep a source ahead of its reader from now on."""
        ...

    def wake(self) -> None:
        """Look after the sources again: one of them moved on, or is done."""
        ...


@dataclass(frozen=True, slots=True)
class Material:
    """What a prepared file must hold: its length, and a digest of each second of it."""

    path: Path
    frames: Frames
    seconds: tuple[str, ...]

    def open(self) -> FileIO:
        """Open the file, unbuffered.

        Raises:
            MediaError: it is missing or may not be read.

        """
        try:
            return FileIO(self.path)
        except OSError as error:
            reason = f"{self.path.name} cannot be opened: {error.strerror}"
            raise MediaError(f"{reason}; prepare the playlist again") from error

    def load(self, file: FileIO, chunk: int) -> Samples:
        """Read and verify one second, shape (CHUNK, 2) or, the last, shorter.

        Raises:
            MediaError: it cannot be read, is missing, or is not what was prepared.

        """
        size = min(CHUNK, self.frames - chunk * CHUNK) * _FRAME_BYTES
        place = f"{self.path.name} at {format_clock(to_seconds(chunk * CHUNK))}"
        try:
            data = _read(file, size, chunk * CHUNK * _FRAME_BYTES)
        except OSError as error:
            raise MediaError(f"{place} cannot be read: {error.strerror}") from error
        if len(data) < size:
            raise MediaError(f"{place} is cut short; prepare the playlist again")
        if hashlib.blake2b(data, digest_size=8).hexdigest() != self.seconds[chunk]:
            raise MediaError(f"{place} is damaged; prepare the playlist again, with --verify")
        return np.frombuffer(data, "<f4").reshape(-1, 2)


def _read(file: FileIO, size: int, offset: int) -> bytes:
    """Read up to `size` bytes; fewer only at the end of the file."""
    file.seek(offset)
    data = file.read(size) or b""
    while 0 < len(data) < size and (more := file.read(size - len(data))):
        data += more
    return data


class PreparedSource:
    """A clip's prepared audio, read from disk in seconds that are each verified.

    Without a follower it reads what it needs when it needs it. With one, `read` never waits:
    the follower's thread keeps `FAR` ahead, and a second that is not there in time is damage.

    Raises:
        MediaError: the audio about the clip's start is missing, short or damaged.

    """

    def __init__(self, material: Material, clip: Clip, follower: Follower | None = None) -> None:
        check_span(clip, material.frames)
        self.damage: Damage | None = None
        self._material = material
        self._clip = clip
        self._follower = follower
        self._chunks: dict[int, Samples] = {}
        self._last: Samples = np.zeros(2, np.float32)
        self._place = int(clip.start)
        self.closed = False
        self._file = material.open()
        self._begin()

    @property
    def frames(self) -> int:
        """The length of the whole audio in frames."""
        return self._material.frames

    def read(self, position: int, out: Samples) -> None:
        """Fill `out` with the frames from `position` on; from the damage on, hold the last."""
        self._move_to(position)
        done = 0
        while done < len(out):
            index, offset = divmod(position + done, CHUNK)
            chunk = self._chunks.get(index)
            if chunk is None:
                self._miss(position + done)
                out[done:] = out[done - 1] if done else self._last
                break
            part = chunk[offset : offset + len(out) - done]
            out[done : done + len(part)] = part
            done += len(part)
        self._last[:] = out[-1]

    def close(self) -> None:
        """Let go of the file; the follower's thread does it, as it may be reading."""
        self.closed = True
        self._see_ahead()

    def fill(self) -> bool:
        """Load what is missing ahead and drop what is behind; return False once it is closed.

        Called by the follower's thread, or without one by the reader.
        """
        if self.closed:
            self._let_go()
            return False
        ahead = FAR if self._follower else NEAR + CHUNK
        wanted = tuple(self._coming(ahead))
        for index in wanted:
            if index not in self._chunks and not self._load(index):
                break
        for index in set(self._chunks).difference(wanted):
            del self._chunks[index]
        return True

    def _begin(self) -> None:
        """Load the first seconds now, so that the voice can begin without a wait."""
        for index in tuple(self._coming(NEAR + CHUNK)):
            if not self._load(index):
                break
        if self.damage is not None:
            self._let_go()
            raise MediaError(self.damage.reason)
        if self._follower is not None:
            self._follower.follow(self)

    def _move_to(self, position: int) -> None:
        """Have what lies ahead seen to, once in a second and at a loop's return."""
        moved = (position + NEAR) // CHUNK != (self._place + NEAR) // CHUNK
        self._place = position
        if moved:
            self._see_ahead()

    def _see_ahead(self) -> None:
        if self._follower is None:
            self.fill()
        else:
            self._follower.wake()

    def _coming(self, ahead: int) -> Iterator[int]:
        """Give the seconds that will be heard in the next `ahead` frames, in playing order."""
        place, clip = self._place, self._clip
        ahead = min(ahead, clip.frames)
        while ahead > 0 and place < clip.end:
            index = place // CHUNK
            yield index
            end = min((index + 1) * CHUNK, clip.end)
            ahead -= end - place
            place = clip.start if clip.loop and end == clip.end else end

    def _load(self, index: int) -> bool:
        if self.damage is not None:
            return False
        try:
            self._chunks[index] = self._material.load(self._file, index)
        except MediaError as error:
            self.damage = Damage(Frames(max(index * CHUNK, self._clip.start)), str(error))
            return False
        return True

    def _miss(self, position: int) -> None:
        """Take what is not there as damage, if none is known yet."""
        if self.damage is None:
            name = self._material.path.name
            self.damage = Damage(
                Frames(position), f"{name} was not read in time; is the disk busy?"
            )

    def _let_go(self) -> None:
        self._file.close()
        self._chunks.clear()


def load_whole(material: Material) -> Samples:
    """Return all of prepared audio, verified, shape (frames, 2).

    Raises:
        MediaError: it is missing, short or damaged.

    """
    with material.open() as file:
        chunks = [material.load(file, chunk) for chunk in range(len(material.seconds))]
    return np.concatenate(chunks)
