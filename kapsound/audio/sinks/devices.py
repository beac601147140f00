"""Plays on a sound device, through the process that feeds it."""

import time
from collections.abc import Callable, Sequence

from kapsound.audio.sinks.base import Opening, Sink, SinkLost
from kapsound.audio.sinks.output_process import Output as Feeding
from kapsound.audio.sinks.output_process import OutputProcess
from kapsound.core.output import Output
from kapsound.output.ring import CAPACITY, Gap
from kapsound.samples import Samples
from kapsound.units import GRID, SAMPLE_RATE

STALL_S = 0.4
_START_LIMIT_S = 5.0
_CLOSE_LIMIT_S = 3.0
_SHORTEST_NAP_S, _LONGEST_NAP_S = 0.002, 0.02
_NS = 1_000_000_000
_PART = CAPACITY // 4


class DeviceSink:
    """Keeps a ring filled from which a device is fed; the device sets the pace.

    So many frames are `ahead` of what the device has taken when a write returns: they are the
    time the writer may be late. They are few where the output process has real-time priority,
    more where it has none, and become more each time the ring runs dry.

    A device that takes nothing for 0.4 s counts as lost, even where the system says nothing; to
    begin it has five seconds.
    """

    def __init__(
        self,
        feeding: Feeding,
        depth: int,
        sleep: Callable[[float], None],
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self.delivered = 0
        self.name = feeding.name
        self._feeding, self._ring = feeding, feeding.ring
        self._sleep, self._clock = sleep, clock
        self._buffer = depth
        self._ahead = depth // 4 if feeding.priority else depth
        self._deepest = min(4 * depth, CAPACITY // 2)
        self._gaps = 0
        self._patience_s, self._handed = _START_LIMIT_S, 0
        self._failed = self._closed = False
        self._want()

    @property
    def unheard(self) -> int:
        """Frames that were written and are not surely heard: in the ring, and in the device."""
        ring = self._ring
        known = min(ring.sure, ring.consumed) if ring.gone else ring.consumed
        return min(ring.written - known + 2 * self._buffer, ring.written)

    def write(self, block: Samples) -> None:
        """Put the block into the ring, and return when more is wanted there.

        Raises:
            SinkLost: the device has gone, or takes nothing.

        """
        if self._closed:
            raise SinkLost(f"{self._called} is closed")
        for start in range(0, len(block), _PART):
            part = block[start : start + _PART]
            self._ring.put(part.data.cast("B"))
            self.delivered += len(part)
            self._wait()

    def gaps(self) -> Sequence[Gap]:
        """Return the silence that was heard in place of sound since the last call."""
        found = tuple(self._ring.gaps_from(self._gaps))
        self._gaps = self._ring.gaps
        if any(gap.starved for gap in found):
            self._ahead = min(self._ahead + GRID, self._deepest)
            self._want()
        return found

    def close(self) -> None:
        """Let what was written be heard, then let go of the device, by force if it hangs."""
        if self._closed:
            return
        self._closed = True
        if self._failed:
            self._feeding.kill()
        else:
            self._feeding.end(_CLOSE_LIMIT_S)

    def _want(self) -> None:
        # Sound begins once the device's first buffer leaves as much as is usual between two.
        self._ring.wanted = self._ahead + self._buffer

    def _wait(self) -> None:
        self._check()
        while (early := self._early_s()) > 0:
            # Naps are counted, not the clock: where this process is kept from running, so is
            # the device's own thread, and a busy machine is no lost device.
            nap = min(max(early, _SHORTEST_NAP_S), _LONGEST_NAP_S)
            self._sleep(nap)
            self._patience_s -= nap
            self._check()

    def _early_s(self) -> float:
        """Return how long the ring holds more than it should, by what the device plays meanwhile.

        A device takes a buffer at a time, and plays it until it takes the next one.
        """
        ring = self._ring
        if not ring.sounding:
            return (ring.waiting - ring.wanted) / SAMPLE_RATE
        since = (self._clock() - ring.called) / _NS if ring.called else 0.0
        played = min(since, self._buffer / SAMPLE_RATE)
        return (ring.waiting - self._ahead) / SAMPLE_RATE - played

    def _check(self) -> None:
        if self._ring.gone:
            self._fail("has gone")
        if not self._feeding.alive():
            self._fail("is lost: the process that feeds it has died")
        if (handed := self._ring.handed) != self._handed:
            self._handed, self._patience_s = handed, STALL_S
        elif self._patience_s <= 0:
            self._fail("plays nothing any more")

    @property
    def _called(self) -> str:
        return f'the sound output "{self.name or "default"}"'

    def _fail(self, what: str) -> None:
        self._failed = True
        raise SinkLost(f"{self._called} {what}")


def open_sink(output: Output, opening: Opening) -> Sink:
    """Open a device, which sets its own pace.

    Raises:
        DeviceError: there is no such device, or it cannot be opened.

    """
    return DeviceSink(OutputProcess(output.value, opening.depth), opening.depth, opening.sleep)
