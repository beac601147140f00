"""Tells when the player of a record was heard of last, and where its session is by now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kapsound.core.record_events import Interrupted, SessionBegan
from kapsound.record.clock import Clock
from kapsound.record.entry import Entry
from kapsound.units import GRID, Frames, Seconds, grid_ceil, to_frames


@dataclass(frozen=True, slots=True)
class LastSign:
    """The last moment of which a record knows that its session stood at `frame` then.

    `boot` is by the clock of the machine's run of that name.
    """

    frame: Frames
    utc: datetime
    boot: float
    run: str

    def elapsed(self, clock: Clock) -> Seconds:
        """Return how long ago that was: after a reboot as far as the wall's clock knows."""
        if self.same_run(clock):
            return Seconds(clock.boot() - self.boot)
        return Seconds(max(0.0, (clock.wall() - self.utc).total_seconds()))

    def same_run(self, clock: Clock) -> bool:
        """Say whether the machine has not been started anew since then."""
        return clock.run() == self.run and clock.boot() >= self.boot

    def frame_now(self, clock: Clock) -> Frames:
        """Return the grid start at which the session would be by now."""
        return max(Frames(self.frame + GRID), self.frame_at(self.elapsed(clock)))

    def frame_at(self, later: Seconds) -> Frames:
        """Return the grid start so many seconds after this."""
        return grid_ceil(self.frame + to_frames(later))


def last_sign(entries: Sequence[Entry]) -> LastSign:
    """Return the last sign of life in a record's lines.

    What was due while nobody played was written later than it happened, and is none.
    """
    run, sign, since = "", entries[0], Frames(0)
    for entry in entries:
        frame = entry.frame
        if entry.kind in (SessionBegan.kind, Interrupted.kind):
            event = entry.moment.event
            run = event.boot if isinstance(event, SessionBegan | Interrupted) else ""
            since = frame = event.until if isinstance(event, Interrupted) else since
        if frame >= since:
            sign, at = entry, frame
    return LastSign(at, sign.utc, sign.boot, run)
