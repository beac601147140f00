"""Keeps sound in memory, for tests."""

import numpy as np

from kapsound.audio.sinks.base import UnpacedSink
from kapsound.samples import Samples
from kapsound.units import CHANNELS


class MemorySink(UnpacedSink):
    """Keeps a copy of every block; never waits."""

    def __init__(self) -> None:
        self.blocks: list[Samples] = []

    @property
    def audio(self) -> Samples:
        """Everything written so far, float32 of shape (frames, 2)."""
        return np.concatenate([np.empty((0, CHANNELS), np.float32), *self.blocks])

    def write(self, block: Samples) -> None:
        """Keep a copy of the block."""
        self.blocks.append(block.copy())
        self.delivered += len(block)

    def close(self) -> None:
        """Do nothing: the audio stays."""
