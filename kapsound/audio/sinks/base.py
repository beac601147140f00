"""What every sink does: take blocks at the pace at which they are wanted."""

from typing import Protocol

from kapsound.errors import DeviceError
from kapsound.samples import Samples


class SinkLost(DeviceError):  # noqa: N818 - an event of the room, named as the journal names it
    """The output is gone, full or stalled; nothing written from now on would be heard."""


class Sink(Protocol):
    """The end of the sound's way; the one who writes to it is paced by it."""

    @property
    def delivered(self) -> int:
        """Frames handed over so far, at 48 kHz."""

    @property
    def latency_frames(self) -> int:
        """Frames that may still wait between `write` returning and being heard."""

    @property
    def underruns(self) -> int:
        """How often the output ran dry because a block came too late."""

    def write(self, block: Samples) -> None:
        """Hand over float32 stereo of shape (n, 2), full scale 1.0; return when more is wanted.

        The block may be used again by the caller as soon as this returns.

        Raises:
            SinkLost: the output is gone, full or stalled.

        """

    def close(self) -> None:
        """Let what was written be heard, then let go of the output; a second time does nothing."""
