"""Feeds a device that holds one block playing and one waiting."""

from collections.abc import Callable
from typing import Protocol

from kapsound.audio.sinks.base import SinkLost
from kapsound.samples import Gatherer, Samples
from kapsound.units import SAMPLE_RATE

_NAPS = 4
_START_LIMIT_S = 5.0
_STALL_LIMIT_S = 0.5
_LATE_BLOCKS = 6
_DEVICE_BUFFERS = 3


class Device(Protocol):
    """Plays blocks one after the other; `buffer` is what it holds, in frames."""

    name: str
    buffer: int

    def queue(self, block: Samples) -> None:
        """Play the block after the one that plays, or at once if none does."""

    def waiting(self) -> bool:
        """Say whether a block waits for its turn; one whose turn was missed begins by this."""

    def busy(self) -> bool:
        """Say whether a block plays or waits; on a dead device this may stay true."""

    def lost(self) -> bool:
        """Say whether the system has ever reported the device gone."""

    def quit(self, limit_s: float) -> bool:
        """Let go of the device, which may hang; say whether that ended within the limit."""


class QueuedSink:
    """Feeds a device blocks of `depth` frames, one ahead; the device sets the pace.

    A device that plays nothing for half a second (or six blocks, if that is more)
    counts as lost, even where the system says nothing; to begin it has five seconds.
    After `close`, `stuck` says that the device would not let go: the next sink needs a new
    process, and this one can only be left by `os._exit`.
    """

    def __init__(self, device: Device, sleep: Callable[[float], None], *, depth: int) -> None:
        self.delivered = 0
        self.underruns = 0
        self.stuck = False
        self.latency_frames = 2 * depth + device.buffer
        self._device, self._sleep = device, sleep
        self._gatherer = Gatherer(depth)
        self._block_s = depth / SAMPLE_RATE
        self._started = self._moving = self._failed = self._closed = False

    def write(self, block: Samples) -> None:
        """Queue the block and wait until there is room for another.

        Raises:
            SinkLost: the device has gone, or plays nothing.

        """
        if self._closed:
            raise SinkLost(f'the sound output "{self._device.name}" is closed')
        for chunk in self._gatherer.push(block):
            self._hand_over(chunk)

    def close(self) -> None:
        """Play what was written to its end, then let go of the device within a time limit."""
        if self._closed:
            return
        self._closed = True
        if not self._failed:
            self._play_out()
        self.stuck = not self._device.quit(_STALL_LIMIT_S if self._failed else _START_LIMIT_S)

    def _hand_over(self, chunk: Samples) -> None:
        self._check_present()
        self._device.queue(chunk)
        # A block that did not have to wait found the device dry.
        if self._started and not self._device.waiting():
            self.underruns += 1
        self.delivered += len(chunk)
        self._wait_while(self._device.waiting)
        self._moving, self._started = self._started, True

    def _wait_while(self, held: Callable[[], bool]) -> None:
        stall_s = max(_STALL_LIMIT_S, _LATE_BLOCKS * self._block_s)
        left_s = stall_s if self._moving else _START_LIMIT_S
        while held():
            self._check_present()
            if left_s <= 0:
                self._fail("plays nothing any more")
            # Naps are counted, not the clock: where this process is kept from running, so is
            # the device's own thread, and a busy machine is no lost device.
            self._sleep(self._block_s / _NAPS)
            left_s -= self._block_s / _NAPS

    def _play_out(self) -> None:
        rest = self._gatherer.rest()
        try:
            if len(rest):
                self._device.queue(rest)
                self.delivered += len(rest)
            self._wait_while(self._device.waiting)
            self._wait_while(self._device.busy)
            # The last block is mixed now; the device still has its own buffers to play.
            self._sleep(_DEVICE_BUFFERS * self._device.buffer / SAMPLE_RATE)
        except SinkLost:
            return

    def _check_present(self) -> None:
        if self._device.lost():
            self._fail("has gone")

    def _fail(self, what: str) -> None:
        self._failed = True
        raise SinkLost(f'the sound output "{self._device.name}" {what}')
