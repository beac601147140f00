"""Paces sinks that have no pace of their own, by a clock and a sleep given from outside."""

from kapsound.audio.sinks.base import Opening, Sink
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE

SLACK_S = 0.25


class PacedSink:
    """Passes blocks on no faster than real time, at most `ahead` frames before they are due.

    It goes by the clock and the sleep of its opening. A writer that falls more than
    `slack_s` behind has missed that time: it counts as one underrun, and the pace begins anew.
    """

    def __init__(
        self, sink: Sink, opening: Opening, *, ahead: int = 0, slack_s: float = SLACK_S
    ) -> None:
        self._sink, self._clock, self._sleep = sink, opening.clock, opening.sleep
        self._ahead, self._slack_s = ahead, slack_s
        self._began_s: float | None = None
        self._frames = 0
        self._missed = 0

    @property
    def delivered(self) -> int:
        """Frames the inner sink has taken."""
        return self._sink.delivered

    @property
    def latency_frames(self) -> int:
        """The inner sink's latency and the frames written ahead of time."""
        return self._sink.latency_frames + self._ahead

    @property
    def underruns(self) -> int:
        """How often the writer came too late."""
        return self._sink.underruns + self._missed

    def write(self, block: Samples) -> None:
        """Pass the block on, then wait until the next one is due."""
        self._sink.write(block)
        now = self._clock()
        if self._began_s is None:
            self._began_s = now
        elif now - self._due_s() > self._slack_s:
            self._missed += 1
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
