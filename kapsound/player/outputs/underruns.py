"""Tells the record of the silence that was heard in place of sound."""

from collections.abc import Iterable

from kapsound.core.record_events import Underrun
from kapsound.output.ring import Gap
from kapsound.player.engine import Log
from kapsound.units import SAMPLE_RATE, Frames

LINE_FRAMES = 10 * SAMPLE_RATE
"""There is no more than one line in this time; the gaps between are told together."""


class Underruns:
    """Counts gaps, `times` and `frames` of them, and writes every one into the log in time."""

    def __init__(self, log: Log) -> None:
        self.times = self.frames = 0
        self._log = log
        self._untold: Underrun | None = None
        self._next_line = 0

    def take(self, gaps: Iterable[Gap], base: Frames, frame: Frames) -> None:
        """Take the gaps of a sink that began at the frame `base`, and tell what is due."""
        for gap in gaps:
            self.times += 1
            self.frames += gap.frames
            before = self._untold or Underrun(Frames(0), Frames(base + gap.at), 0)
            frames = Frames(before.frames + gap.frames)
            self._untold = Underrun(frames, before.at, before.times + 1)
        if frame >= self._next_line:
            self.close(frame)

    def close(self, frame: Frames) -> None:
        """Tell what has not been told yet."""
        if self._untold:
            self._log.append(self._untold, frame)
            self._untold, self._next_line = None, frame + LINE_FRAMES
