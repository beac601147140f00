"""The output of a running session: its sink, and what happens while the sink is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread

import numpy as np

from kapsound.audio.sinks.base import Sink, SinkLost
from kapsound.core.commands import PLAYER, Request
from kapsound.core.reports import OutputBack
from kapsound.errors import DeviceError
from kapsound.player.origins import Inbox, Pending
from kapsound.samples import Samples
from kapsound.units import GRID, SAMPLE_RATE

RETRY_S = 1.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an output needs of the world around it.

    `name` is the output as it was asked for; `open` opens its sink; `clock` is the boot-time
    clock in seconds; `tell` takes a kind of line and its values.
    """

    name: str
    open: Callable[[], Sink]
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    tell: Callable[[str, dict[str, object]], None]


class Output:
    """Hands blocks to the sink; without one it keeps the session on the boot-time clock.

    A lost sink is opened again, by the same name, until it is back; nothing goes anywhere else
    meanwhile. The sound then rises from nothing, by the player's own command.
    """

    def __init__(self, sink: Sink, inbox: Inbox, around: Surroundings) -> None:
        self.name = around.name
        self.lost = False
        self.missed = 0
        self._sink = sink
        self._inbox = inbox
        self._around = around
        self._due = around.clock()
        self._retry_at = 0.0
        self._opening: _Opening | None = None
        self._returning: Pending | None = None
        self._outages = 0
        self._dry = 0
        self._back = False
        self._rising = (np.arange(GRID, dtype=np.float32) / np.float32(GRID))[:, None]

    def write(self, block: Samples) -> None:
        """Hand a block over, or let its time pass."""
        seconds = len(block) / SAMPLE_RATE
        if not self.lost:
            try:
                self._sink.write(self._from_nothing(block) if self._back else block)
                self._back = False
                self._due = self._around.clock()
            except SinkLost as error:
                self._lose(str(error))
            else:
                return
        self.missed += len(block)
        self._due += seconds
        self._come_back()
        if (wait := self._due - self._around.clock()) > 0:
            self._around.sleep(wait)

    @property
    def underruns(self) -> int:
        """How often the sinks of this session ran dry."""
        return self._dry + self._sink.underruns

    def close(self) -> None:
        """Let what was handed over be heard, then let go; the record gets the underruns."""
        if self.lost:
            self._tell_missed()
        elif reason := _close(self._sink):
            self._around.tell("fault", {"cause": reason, "action": "the session is over"})
        if times := self.underruns:
            self._around.tell("notice", {"text": f"the output ran dry; times: {times}"})

    def _lose(self, reason: str) -> None:
        self.lost = True
        self._outages += 1
        # What the device still held was not heard either.
        self.missed = min(self._sink.latency_frames, self._sink.delivered)
        self._retry_at = self._around.clock()
        self._around.tell(
            "fault", {"cause": reason, "action": "the clock goes on; the output is tried again"}
        )
        sink = self._sink
        Thread(target=lambda: _close(sink), name="close lost output", daemon=True).start()

    def _come_back(self) -> None:
        """Try the output again; deliver once the rise from nothing has begun."""
        if self._returning:
            if self._returning.answer is not None:
                self._deliver_again()
        elif self._opening:
            self._look()
        elif self._around.clock() >= self._retry_at:
            self._opening = _Opening(self._around.open)

    def _look(self) -> None:
        opening = self._opening
        if opening is None or opening.running:
            return
        self._opening = None
        if opening.sink is None:
            self._retry_at = self._around.clock() + RETRY_S
            return
        self._dry += self._sink.underruns
        self._sink = opening.sink
        self._returning = self._inbox.put(
            Request(f"output-back-{self._outages}", OutputBack(), PLAYER)
        )

    def _deliver_again(self) -> None:
        self._returning = None
        self.lost, self._back = False, True
        self._tell_missed()

    def _tell_missed(self) -> None:
        self._around.tell("undelivered", {"frames": self.missed})

    def _from_nothing(self, block: Samples) -> Samples:
        """Raise the first block a new sink gets: the session's own rise begins at -40 dB."""
        faded: Samples = block * self._rising[: len(block)]
        return faded


def _close(sink: Sink) -> str | None:
    """Let go of a sink; return what went wrong with its last frames, if anything did."""
    try:
        sink.close()
    except SinkLost as error:
        return str(error)
    return None


class _Opening:
    """A sink being opened, on a thread of its own since that can take long or hang."""

    def __init__(self, open_sink: Callable[[], Sink]) -> None:
        self.sink: Sink | None = None
        self._open = open_sink
        self._thread = Thread(target=self._run, name="open output", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is still being tried."""
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            self.sink = self._open()
        except DeviceError:
            self.sink = None
