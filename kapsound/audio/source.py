"""Defines a source of samples: anything that can be read at a frame."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from kapsound.core.instructions import Clip
from kapsound.errors import MediaError
from kapsound.samples import Samples
from kapsound.units import Frames

LOUDEST = np.float32(8.0)
"""Far above anything prepared; what is beyond it is not music."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Says from which `frame` on a source cannot be played, and the `reason`, in plain words."""

    frame: Frames
    reason: str


class Source(Protocol):
    """Reads sound from any frame, without waiting once it plays."""

    @property
    def frames(self) -> int:
        """The length in frames."""
        ...

    @property
    def damage(self) -> Damage | None:
        """The first damage known of in playing order, if any."""
        ...

    def read(self, position: int, out: Samples) -> None:
        """Fill `out`, shape (n, 2), with the frames from `position` on.

        The span lies inside the length. From its damage on, a source holds its last good frame.
        """
        ...

    def good(self, position: int, frames: int) -> Samples | None:
        """Return the frames from `position` on in place, where they are known to be good.

        Good are numbers within `LOUDEST` either way. None where they do not lie in one piece, or
        have to be looked over: then `read` gives them. They are not to be written to.
        """
        ...

    def close(self) -> None:
        """Let go of files; the source is not read again."""
        ...


class MemorySource:
    """Reads sound that lies wholly in memory, as an array of shape (frames, 2), float32."""

    def __init__(self, samples: Samples, *, good: bool = False) -> None:
        self._samples = samples
        self._good = good
        self.damage: Damage | None = None

    @property
    def frames(self) -> int:
        """The length in frames."""
        return len(self._samples)

    def read(self, position: int, out: Samples) -> None:
        """Fill `out` with the frames from `position` on."""
        out[:] = self._samples[position : position + len(out)]

    def good(self, position: int, frames: int) -> Samples | None:
        """Return frames in place, if the whole is known to be good."""
        return self._samples[position : position + frames] if self._good else None

    def close(self) -> None:
        """Do nothing: there is no file."""


class UnreadSource:
    """Stands for a clip in a mixer that lets time pass unheard; there is nothing to read."""

    damage: Damage | None = None

    def __init__(self, clip: Clip) -> None:
        self.frames = int(clip.end)

    def read(self, _: int, out: Samples) -> None:
        """Fill `out` with silence."""
        out[:] = 0.0

    def good(self, _: int, _frames: int) -> Samples | None:
        """Return nothing: there is no sound in place."""

    def close(self) -> None:
        """Do nothing: there is no file."""


def check_span(clip: Clip, frames: int) -> None:
    """Check that a clip lies inside its source of `frames` frames.

    Raises:
        MediaError: it does not, or it is empty.

    """
    if not 0 <= clip.start < clip.end <= frames:
        raise MediaError(
            f"{clip.key}: frames {clip.start} to {clip.end} are asked for, but it has {frames}; "
            "prepare the playlist again"
        )


def is_good(samples: Samples) -> bool:
    """Say whether all are numbers within `LOUDEST` either way."""
    return bool(samples.min() >= -LOUDEST and samples.max() <= LOUDEST)
