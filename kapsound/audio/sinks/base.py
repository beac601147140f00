"""Defines the sink, which takes blocks of sound at the pace at which it wants them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kapsound.errors import DeviceError
from kapsound.output.ring import Gap
from kapsound.samples import Samples
from kapsound.units import GRID


class SinkLost(DeviceError):  # noqa: N818 - an event of the room, named as the journal names it
    """The output is gone, full or stalled; nothing written from now on would be heard."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a sink is opened.

    `live` sinks run in real time by `clock` and `sleep`, and load no encoder. `depth` is the
    length in frames of a device's own buffer, a command being heard two or three of them later;
    the safe setting for a busy machine is 8192. `replace` allows an existing file to be
    overwritten.
    """

    live: bool = True
    depth: int = GRID
    replace: bool = False
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Sink(Protocol):
    """Takes the rendered sound; whoever writes to it is paced by it."""

    @property
    def name(self) -> str:
        """The name of the device that is open; empty for what is no device or has no name."""

    @property
    def delivered(self) -> int:
        """Frames handed over so far, at 48 kHz."""

    @property
    def unheard(self) -> int:
        """Frames that were handed over and would not be heard if it were lost now."""

    def gaps(self) -> Sequence[Gap]:
        """Return the silence that was heard in place of sound since the last call.

        Where it was is counted in frames handed over.
        """

    def write(self, block: Samples) -> None:
        """Hand over float32 stereo of shape (n, 2), full scale 1.0; return when more is wanted.

        The block may be used again by the caller as soon as this returns.

        Raises:
            SinkLost: the output is gone, full or stalled.

        """

    def close(self) -> None:
        """Let what was written be heard, then let go of the output; a second time does nothing."""


class UnpacedSink:
    """Counts for sinks that have no pace of their own: nothing waits in them or runs dry."""

    name = ""
    delivered = 0
    unheard = 0

    def gaps(self) -> Sequence[Gap]:
        """Have none."""
        return ()
