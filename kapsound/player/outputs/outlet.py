"""Keeps one output of a session: its sink, what is lost while that is away, and its changing."""

from collections.abc import Callable
from dataclasses import dataclass

from kapsound.audio.sinks.absent import AbsentSink
from kapsound.audio.sinks.base import Sink, SinkLost
from kapsound.control.status import OutputStatus
from kapsound.core.commands import PLAYER, Request
from kapsound.core.events import Event, Fault
from kapsound.core.output import DEVICE, Destination, Output
from kapsound.core.record_events import OutputOpened, Undelivered
from kapsound.core.reports import OutputBack
from kapsound.player.engine import Log
from kapsound.player.origins import Inbox, Pending
from kapsound.player.outputs.fader import Fader
from kapsound.player.outputs.opening import OutputOpening, close_beside, close_sink
from kapsound.player.outputs.underruns import Underruns
from kapsound.samples import Samples
from kapsound.units import GRID, Frames

_TRIED = (
    "the clock goes on, and the output is tried again; if it stays silent, switch it on again or "
    "choose another output"
)
RETRIES_S = (0.1, 0.2, 0.5, 1.0)
"""How long is waited before each further try to open a lost output; the last one stays."""


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What an output is given: `open` opens its sink, `destination` tells how one is driven.

    `clock` is the boot-time clock in seconds. Requests of its own go to the inbox, and what
    happens into the log.
    """

    open: Callable[[Output], Sink]
    destination: Callable[[str], Destination]
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    inbox: Inbox
    log: Log


class Outlet:
    """Hands blocks to one output's sink, and finds it again when it is lost.

    A lost sink is opened again, by the same name, until it is back; nothing goes anywhere else
    meanwhile. The sound then rises from nothing, by the player's own command. Another output
    takes its place only by `change`: that one is opened first, then the old one falls to nothing
    and the new one rises; the rendered sound knows nothing of it.
    """

    def __init__(
        self, destination: Destination, sink: Sink, given: Dependencies, frame: Frames
    ) -> None:
        self.lost, self.why = False, ""
        self.unheard = 0
        self.underruns = Underruns(given.log)
        self._given = given
        self._fader = Fader()
        self._frame = self._base = frame
        self._missed = self._outages = self._tries = 0
        self._retry_at = 0.0
        self._opening: OutputOpening | None = None
        self._returning: Pending | None = None
        self._other: OutputOpening | None = None
        self._use(destination, sink)

    def write(self, block: Samples, frame: Frames, *, behind: bool) -> bool:
        """Hand over the block of a frame; say whether a sink took it, and so gave the pace.

        While the session is `behind` its clock no lost output is taken back.
        """
        self._frame = frame
        self._go_on_changing()
        if not self.lost and self._hand_over(block):
            return True
        self._missed += len(block)
        self._come_back(behind=behind)
        return False

    def change(self, output: str) -> None:
        """Open another output; once that is done the sound goes there."""
        if self._other:
            self._other.abandon()
        self._other = self._open(output, lambda: self._given.destination(output))

    def drop(self, why: str, frame: Frames) -> None:
        """Treat the output as lost, from a frame on."""
        self._frame = frame
        if not self.lost:
            self._lose(why)

    @property
    def status(self) -> OutputStatus:
        """How it stands; any thread may ask."""
        other = self._other
        return OutputStatus(
            name=str(self._to.output),
            level=self._to.level,
            state="lost" if self.lost else "changing" if other else "playing",
            why=self.why or (f"to {other.name}" if other else ""),
            lost=self.lost,
            underruns=self.underruns.times,
        )

    def close(self, frame: Frames) -> None:
        """Let what was handed over be heard, then let go."""
        self._frame = frame
        for opening in filter(None, (self._opening, self._other)):
            opening.abandon()
        if self.lost:
            self._tell_missed()
        elif reason := close_sink(self._sink):
            self._tell(Fault(reason, "the session is over"))
        self.underruns.take(self._sink.gaps(), self._base, frame)
        self.underruns.close(frame)

    def _use(self, destination: Destination, sink: Sink) -> None:
        # Lost, it is opened again by the name of the device that was chosen, and by no other.
        output = Output(DEVICE, sink.name) if sink.name else destination.output
        self._to, self._sink = Destination(output, destination.level), sink
        self._base = self._frame
        self._fader.level(destination.level)
        if not isinstance(sink, AbsentSink):
            self._tell(OutputOpened(str(output), destination.level))

    def _open(self, name: str, destination: Callable[[], Destination]) -> OutputOpening:
        return OutputOpening(name, destination, lambda to: self._given.open(to.output))

    def _hand_over(self, block: Samples) -> bool:
        try:
            self._sink.write(self._fader.apply(block))
        except SinkLost as error:
            self._lose(str(error))
            self._tell(Fault(str(error), _TRIED))
            return False
        self.underruns.take(self._sink.gaps(), self._base, self._frame)
        return True

    def _lose(self, why: str) -> None:
        self.lost, self.why = True, why
        self._outages += 1
        self.underruns.take(self._sink.gaps(), self._base, self._frame)
        # What the device still held was not heard either.
        self._missed = self._sink.unheard
        self._tries, self._retry_at = 0, self._given.clock()
        close_beside(self._sink)

    def _come_back(self, *, behind: bool) -> None:
        """Try the output again; deliver once the rise from nothing has begun."""
        if self._returning:
            if self._returning.answer is not None:
                self._fader.begin()
                self._found(Frames(self._frame + GRID))
        elif self._opening:
            if not self._opening.is_alive() and not behind:
                self._take_back(self._opening)
        elif self._given.clock() >= self._retry_at:
            to = self._to
            self._opening = self._open(str(to.output), lambda: to)

    def _take_back(self, opening: OutputOpening) -> None:
        self._opening = None
        if opening.found is None:
            wait_s = RETRIES_S[min(self._tries, len(RETRIES_S) - 1)]
            self._tries, self._retry_at = self._tries + 1, self._given.clock() + wait_s
            return
        self._sink = opening.found[1]
        back = Request(f"output-back-{self._outages}", OutputBack(), PLAYER)
        self._returning = self._given.inbox.put(back)

    def _found(self, frame: Frames) -> None:
        """Deliver again, from a frame on."""
        self.lost, self.why, self._returning, self._base = False, "", None, frame
        self._tell_missed()

    def _go_on_changing(self) -> None:
        other = self._other
        if other is None or other.is_alive():
            return
        if other.found is None:
            self._other = None
            self._tell(Fault(other.reason, f'the sound stays on "{self._to.output.label}"'))
        elif self.lost or self._fader.silent:
            self._other = None
            self._switch(*other.found)
        else:
            self._fader.fall()

    def _switch(self, destination: Destination, sink: Sink) -> None:
        if self.lost:
            if self._opening:
                self._opening.abandon()
                self._opening = None
            self._found(self._frame)
        else:
            self.underruns.take(self._sink.gaps(), self._base, self._frame)
        close_beside(self._sink)
        self._use(destination, sink)
        self._fader.rise()

    def _tell_missed(self) -> None:
        self.unheard += self._missed
        self._tell(Undelivered(Frames(self._missed)))

    def _tell(self, event: Event) -> None:
        self._given.log.append(event, self._frame)
