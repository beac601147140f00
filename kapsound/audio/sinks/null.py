"""Discards audio; paced by a clock, that is the silent run of a session."""

from kapsound.audio.sinks.base import Opening, Sink, UnpacedSink
from kapsound.audio.sinks.paced import in_real_time
from kapsound.core.output import Output
from kapsound.samples import Samples


class NullSink(UnpacedSink):
    """Discards every block at once; wrap it in a `PacedSink` to run in real time."""

    def write(self, block: Samples) -> None:
        """Count the block's frames and forget it."""
        self.delivered += len(block)

    def close(self) -> None:
        """Do nothing: nothing was opened."""


def open_sink(_: Output, opening: Opening) -> Sink:
    """Open a silent sink, in real time if it is live."""
    return in_real_time(NullSink(), opening)
