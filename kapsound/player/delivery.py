"""Delivers the blocks of a running session, and bridges the time in which the sink is lost."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread

import numpy as np

from kapsound.audio.sinks.base import Sink, SinkLost
from kapsound.control.status import OutputStatus
from kapsound.core.commands import PLAYER, Request
from kapsound.core.events import Event, Fault, Notice
from kapsound.core.output import Destination
from kapsound.core.record_events import Undelivered
from kapsound.core.reports import OutputBack
from kapsound.errors import DeviceError
from kapsound.player.engine import Log
from kapsound.player.origins import Inbox, Pending
from kapsound.samples import Samples
from kapsound.units import GRID, SAMPLE_RATE, Frames, to_gain

RETRY_S = 1.0


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What a delivery is given: `open` opens its sink; `clock` is the boot-time clock in seconds.

    Requests of its own go to the inbox, and what happens into the log.
    """

    open: Callable[[], Sink]
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    inbox: Inbox
    log: Log


class Delivery:
    """Hands blocks to a sink, which paces the session; without one the boot-time clock does.

    The first block is that of `frame`. A lost sink is opened again, by the same name, until it
    is back; nothing goes anywhere else meanwhile. The sound then rises from nothing, by the
    player's own command.
    """

    def __init__(
        self,
        destination: Destination,
        sink: Sink,
        given: Dependencies,
        frame: Frames = Frames(0),  # noqa: B008 - a number
    ) -> None:
        self.lost = False
        self.missed = 0
        self._destination = destination
        self._gain = np.float32(to_gain(destination.level))
        self._sink = sink
        self._given = given
        self._frame = frame
        self._due = given.clock()
        self._retry_at = 0.0
        self._opening: _Opening | None = None
        self._returning: Pending | None = None
        self._outages = 0
        self._dry = 0
        self._back = False
        self._rising = (np.arange(GRID, dtype=np.float32) / np.float32(GRID))[:, None]

    def write(self, block: Samples) -> None:
        """Hand over a block of shape (GRID, 2), or let its time pass; it may be used again then."""
        self._frame = Frames(self._frame + len(block))
        if not self.lost:
            try:
                self._sink.write(self._levelled(block))
                self._back = False
                self._due = self._given.clock()
            except SinkLost as error:
                self._lose(str(error))
            else:
                return
        self.missed += len(block)
        self._due += len(block) / SAMPLE_RATE
        self._come_back()
        if (wait := self._due - self._given.clock()) > 0:
            self._given.sleep(wait)

    @property
    def outputs(self) -> list[OutputStatus]:
        """How every output stands, its underruns those of the whole session; any thread may ask."""
        to = self._destination
        underruns = self._dry + self._sink.underruns
        name = str(to.output)
        return [
            OutputStatus(
                name=name, level=to.level, lost=self.lost, underruns=underruns,
                state="lost" if self.lost else "playing", why="",
            )
        ]  # fmt: skip

    def close(self) -> None:
        """Let what was handed over be heard, then let go; the record gets the underruns."""
        if self.lost:
            self._tell_missed()
        elif reason := _close(self._sink):
            self._tell(Fault(reason, "the session is over"))
        if times := self.outputs[0]["underruns"]:
            self._tell(Notice(f"the output ran dry; times: {times}"))

    def _lose(self, reason: str) -> None:
        self.lost = True
        self._outages += 1
        # What the device still held was not heard either.
        self.missed = min(self._sink.latency_frames, self._sink.delivered)
        self._retry_at = self._given.clock()
        self._tell(Fault(reason, "the clock goes on; the output is tried again"))
        Thread(target=_close, args=[self._sink], name="close lost output", daemon=True).start()

    def _come_back(self) -> None:
        """Try the output again; deliver once the rise from nothing has begun."""
        if self._returning:
            if self._returning.answer is not None:
                self._returning = None
                self.lost, self._back = False, True
                self._tell_missed()
        elif self._opening:
            if not self._opening.is_alive():
                self._take_back(self._opening)
        elif self._given.clock() >= self._retry_at:
            self._opening = _Opening(self._given.open)

    def _take_back(self, opening: "_Opening") -> None:
        self._opening = None
        if opening.sink is None:
            self._retry_at = self._given.clock() + RETRY_S
            return
        self._dry += self._sink.underruns
        self._sink = opening.sink
        self._returning = self._given.inbox.put(
            Request(f"output-back-{self._outages}", OutputBack(), PLAYER)
        )

    def _tell_missed(self) -> None:
        self._tell(Undelivered(Frames(self.missed)))

    def _tell(self, event: Event) -> None:
        self._given.log.append(event, self._frame)

    def _levelled(self, block: Samples) -> Samples:
        """Apply the level; raise a new sink's first block, for the session's rise is from -40 dB.

        At 0 dB a block is handed on as it is.
        """
        if self._gain != 1:
            block = block * self._gain
        return block * self._rising[: len(block)] if self._back else block


def _close(sink: Sink) -> str | None:
    """Let go of a sink; return what went wrong with its last frames, if anything did."""
    try:
        sink.close()
    except SinkLost as error:
        return str(error)
    return None


class _Opening(Thread):
    """A sink being opened, on a thread of its own since that can take long or hang."""

    def __init__(self, open_sink: Callable[[], Sink]) -> None:
        super().__init__(name="open output", daemon=True)
        self.sink: Sink | None = None
        self._open = open_sink
        self.start()

    def run(self) -> None:
        with suppress(DeviceError):
            self.sink = self._open()
