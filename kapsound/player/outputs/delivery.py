"""Delivers the blocks of a running session, and bridges the time in which nothing is heard."""

from collections.abc import Callable

from kapsound.audio.sinks.base import Sink
from kapsound.control.status import OutputStatus
from kapsound.core.commands import PLAYER, Request
from kapsound.core.output import Destination
from kapsound.core.record_events import Delivered
from kapsound.core.reports import Slept
from kapsound.player.outputs.outlet import Dependencies, Outlet
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE, Frames, Seconds

SLEPT_S = 1.0
"""From how many seconds on the machine counts as having slept."""

_BEHIND_S = 0.1
START = Frames(0)


class Delivery:
    """Hands blocks to an output, which paces the session; without one the boot-time clock does.

    The first block is that of `frame`. Time in which the machine slept goes by unheard as well:
    what was rendered for it is rendered at once, and heard by nobody.
    """

    def __init__(
        self,
        destination: Destination,
        sink: Sink,
        given: Dependencies,
        monotonic: Callable[[], float],
        frame: Frames = START,
    ) -> None:
        self._given, self._monotonic = given, monotonic
        self._outlet = Outlet(destination, sink, given, frame)
        self._began = self._frame = frame
        self._due = given.clock()
        self._asleep = self._slept()
        self._naps = 0

    def write(self, block: Samples) -> None:
        """Hand over a block of shape (GRID, 2), or let its time pass; it may be used again then."""
        self._notice_sleep()
        behind = self._given.clock() - self._due > _BEHIND_S
        delivered = self._outlet.write(block, self._frame, behind=behind)
        self._frame = Frames(self._frame + len(block))
        if delivered:
            self._due = self._given.clock()
            return
        self._due += len(block) / SAMPLE_RATE
        if (wait := self._due - self._given.clock()) > 0:
            self._given.sleep(wait)

    def change(self, output: str) -> None:
        """Let the sound go to another output, once that is open."""
        self._outlet.change(output)

    @property
    def outputs(self) -> list[OutputStatus]:
        """How every output stands, its underruns those of the whole session; any thread may ask."""
        return [self._outlet.status]

    def close(self) -> None:
        """Let what was handed over be heard, then let go; the record gets the sums."""
        outlet, gaps = self._outlet, self._outlet.underruns
        outlet.close(self._frame)
        rendered = Frames(self._frame - self._began)
        heard = Frames(rendered - outlet.unheard)
        sums = Delivered(rendered, heard, Frames(gaps.frames), gaps.times)
        self._given.log.append(sums, self._frame)

    def _notice_sleep(self) -> None:
        asleep = self._slept()
        if asleep - self._asleep > SLEPT_S:
            self._naps += 1
            slept = Slept(Seconds(round(asleep - self._asleep, 1)))
            self._given.inbox.put(Request(f"slept-{self._naps}", slept, PLAYER))
            self._outlet.drop("the machine slept", self._frame)
        self._asleep = asleep

    def _slept(self) -> float:
        """Return how long the machine has slept since it was started, in seconds."""
        return self._given.clock() - self._monotonic()
