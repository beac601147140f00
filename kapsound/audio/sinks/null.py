"""A sink that hears nothing; paced by a clock it is the silent run of a session."""

from kapsound.samples import Samples


class NullSink:
    """Drops every block at once; wrap it in a `PacedSink` to run in real time."""

    latency_frames = 0
    underruns = 0

    def __init__(self) -> None:
        self.delivered = 0

    def write(self, block: Samples) -> None:
        """Count the block's frames and forget it."""
        self.delivered += len(block)

    def close(self) -> None:
        """Nothing to let go of."""
