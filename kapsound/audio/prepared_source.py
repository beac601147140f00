"""Plays prepared audio from disk: verified second by second, and read before it is needed."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from kapsound.audio.source import Damage, check_span, is_good
from kapsound.cache.reader import PreparedFile
from kapsound.core.instructions import Clip
from kapsound.errors import MediaError
from kapsound.samples import Samples
from kapsound.units import CHANNELS, SAMPLE_RATE, Frames

CHUNK = SAMPLE_RATE
"""Audio is read and verified by the second."""

NEAR = 2 * CHUNK + CHUNK // 2
"""How far ahead a source has always been verified, in frames: more than a voice's `WARNING`."""

FAR = 10 * CHUNK
"""How far ahead the read-ahead thread keeps a source that is heard, in frames."""


class Follower(Protocol):
    """Reads ahead for sources in a thread of its own."""

    def follow(self, source: "PreparedSource") -> None:
        """Keep a source ahead of its reader from now on."""
        ...

    def wake(self) -> None:
        """Look after the sources again: one of them moved on, or is done."""
        ...


class PreparedSource:
    """Reads a clip's prepared audio from disk, in seconds that are each verified.

    Without a follower it reads what it needs when it needs it. With one, `read` never waits:
    the follower's thread keeps `FAR` ahead, and a second that is not there in time is damage.
    It is read from `position` on, the clip's start if that is left out.

    Raises:
        MediaError: the audio about that position is missing, short or damaged.

    """

    def __init__(
        self,
        prepared: PreparedFile,
        clip: Clip,
        follower: Follower | None = None,
        position: int | None = None,
    ) -> None:
        check_span(clip, prepared.audio.frames)
        self.damage: Damage | None = None
        self._prepared = prepared
        self._clip = clip
        self._follower = follower
        self._chunks: dict[int, Samples] = {}
        self._doubtful: set[int] = set()
        self._last: Samples = np.zeros(2, np.float32)
        self._place = int(clip.start if position is None else position)
        self._heard = False
        self.closed = False
        self._file = prepared.open()
        self._begin()

    @property
    def frames(self) -> int:
        """The length of the whole audio in frames."""
        return self._prepared.audio.frames

    @property
    def key(self) -> str:
        """The key of the audio."""
        return self._clip.key

    @property
    def until_damage(self) -> int | None:
        """In how many frames the damage is heard, if the reader goes on; None without any."""
        if self.damage is None or self.closed:
            return None
        ahead = self.damage.frame - self._place
        return ahead + self._clip.frames if ahead < 0 and self._clip.loop else ahead

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
        self._last = out[-1].copy()

    def good(self, position: int, frames: int) -> Samples | None:
        """Return frames in place, if they lie in one second, which was looked over when read."""
        index, offset = divmod(position, CHUNK)
        chunk = self._chunks.get(index)
        if chunk is None or offset + frames > len(chunk) or index in self._doubtful:
            return None
        self._move_to(position)
        found = chunk[offset : offset + frames]
        self._last = found[-1]
        return found

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
        ahead = FAR if self._follower and self._heard else NEAR + CHUNK
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
        """Have what lies ahead seen to: at first, once in a second, and at a loop's return."""
        moved = not self._heard or (position + NEAR) // CHUNK != (self._place + NEAR) // CHUNK
        self._place, self._heard = position, True
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
            chunk = _samples(self._prepared.read(self._file, index))
        except MediaError as error:
            self.damage = Damage(Frames(max(index * CHUNK, self._clip.start)), str(error))
            return False
        if not is_good(chunk):
            self._doubtful.add(index)
        self._chunks[index] = chunk
        return True

    def _miss(self, position: int) -> None:
        """Take what is not there as damage, if none is known yet."""
        if self.damage is None:
            self.damage = Damage(Frames(position), "the disk was too slow to read it in time")

    def _let_go(self) -> None:
        self._file.close()
        self._chunks.clear()


def load_whole(prepared: PreparedFile) -> Samples:
    """Return all of prepared audio, verified, shape (frames, 2).

    Raises:
        MediaError: it is missing, short or damaged.

    """
    with prepared.open() as file:
        seconds = [prepared.read(file, second) for second in range(len(prepared.seconds))]
    return np.concatenate([_samples(data) for data in seconds])


def _samples(data: bytes) -> Samples:
    return np.frombuffer(data, "<f4").reshape(-1, CHANNELS)
