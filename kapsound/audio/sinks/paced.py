"""Paces sinks that have no pace of their own, by a clock and a sleep given from outside."""

from collections.abc import Sequence

from kapsound.audio.sinks.base import Opening, Sink
from kapsound.output.ring import Gap
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE, to_frames

SLACK_S = 0.25


class PacedSink:
    """Passes blocks on no faster than real time, at most `ahead` frames before they are due.

    It goes by the clock and the sleep of its opening. A writer that falls more than
    `slack_s` behind has missed that time: that is a gap, and the pace begins anew.
    """

    def __init__(
        self, sink: Sink, opening: Opening, *, ahead: int = 0, slack_s: float = SLACK_S
    ) -> None:
        self._sink, self._clock, self._sleep = sink, opening.clock, opening.sleep
        self._ahead, self._slack_s = ahead, slack_s
        self._began_s: float | None = None
        self._frames = 0
        self._gaps: list[Gap] = []

    @property
    def name(self) -> str:
        """The inner sink's name."""
        return self._sink.name

    @property
    def delivered(self) -> int:
        """Frames the inner sink has taken."""
        return self._sink.delivered

    @property
    def unheard(self) -> int:
        """What the inner sink says, and the frames written ahead of time."""
        return self._sink.unheard + min(self._ahead, self.delivered)

    def gaps(self) -> Sequence[Gap]:
        """Return the times since the last call in which the writer came too late."""
        found, self._gaps = self._gaps, []
        return found

    def write(self, block: Samples) -> None:
        """Pass the block on, then wait until the next one is due."""
        self._sink.write(block)
        now = self._clock()
        if self._began_s is None:
            self._began_s = now
        elif (late := now - self._due_s()) > self._slack_s:
            self._gaps.append(Gap(self.delivered - len(block), to_frames(late)))
            self._began_s, self._frames = now, 0
        self._frames += len(block)
        wait_s = self._due_s() - self._ahead / SAMPLE_RATE - self._clock()
        if wait_s > 0:
            self._sleep(wait_s)

    def close(self) -> None:
        """Close the inner sink."""
        self._sink.close()

    def _due_s(self) -> float:
        return (self._began_s or 0.0) + self._frames / SAMPLE_RATE


def in_real_time(sink: Sink, opening: Opening, *, ahead: int = 0, slack_s: float = SLACK_S) -> Sink:
    """Return a sink that keeps real time if it is opened live, else the sink as it is."""
    return PacedSink(sink, opening, ahead=ahead, slack_s=slack_s) if opening.live else sink
