"""Stands for an output that cannot be opened at present."""

from kapsound.audio.sinks.base import SinkLost, UnpacedSink
from kapsound.samples import Samples


class AbsentSink(UnpacedSink):
    """Takes nothing: whoever writes to it finds the output lost, for a reason in words."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def write(self, _: Samples) -> None:
        """Say that the output is lost.

        Raises:
            SinkLost: always.

        """
        raise SinkLost(self._reason)

    def close(self) -> None:
        """Do nothing: nothing was opened."""
