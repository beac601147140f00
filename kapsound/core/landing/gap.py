"""Describes the time that tracks are to fill, and how far its crossfades stretch.

Sets of tracks are chosen in whole units of a tenth of a second. Two errors come on top: a
track's length is up to half a unit off, and a start and the end move by less than a block to
their grid starts. In a last phase two tracks may share one crossfade, so that it takes both their
halves. Each crossfade is therefore planned two units inside the playlist's limits; then the real
ones are within them, and no error adds up over the tracks.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kapsound.core.material import Track
from kapsound.units import Frames

UNIT = 4_800
HALF = UNIT // 2
MARGIN = 2 * UNIT
# A track that takes part is so many of the longest crossfades long at least.
SHORTEST_PART = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """The shortest and the longest that something may be, in frames."""

    low: int
    high: int

    def clamped(self, frames: int) -> int:
        """Return the nearest length within the limits."""
        return max(self.low, min(self.high, frames))


@dataclass(frozen=True, slots=True)
class Gap:
    """The time from `begin` to the boundary `goal`, which tracks are to fill.

    `begin` is where the track that plays is over and `leaving` how long the crossfade out of it
    may be; where nothing plays, `begin` is where the music begins and `leaving` is None. The
    boundary may move from `earliest` to `latest`; it lies on the grid, as `now` does. `between`
    are the limits of every other crossfade, `nominal` its usual length. After the `last` phase
    nothing follows, so the music is over at the boundary itself.
    """

    now: Frames
    begin: Frames
    leaving: Limits | None
    goal: Frames
    earliest: Frames
    latest: Frames
    between: Limits
    nominal: Frames
    last: bool

    def crossfades(self, tracks: int) -> int:
        """Return how many crossfades so many tracks take, the one at the boundary included."""
        return tracks + (self.leaving is not None) - self.last

    def total(self, tracks: int) -> Limits:
        """Return how much all crossfades of so many tracks take together."""
        count = self.crossfades(tracks)
        if count <= 0:
            return Limits(-HALF, HALF)
        first = self.leaving or self.between
        rest = count - 1
        return Limits(first.low + rest * self.between.low, first.high + rest * self.between.high)

    def usual(self, tracks: int) -> int:
        """Return what all crossfades of so many tracks take together if none is stretched."""
        count = self.crossfades(tracks)
        if count <= 0:
            return 0
        return (self.leaving or self.between).clamped(self.nominal) + (count - 1) * self.nominal

    def filled(self, units: int) -> int:
        """Return the frame that tracks of so many units in all reach without crossfades."""
        return self.begin + units * UNIT

    def left_at(self, frame: Frames) -> "Gap":
        """Return the gap as it is if the track that plays is left at a grid start."""
        return replace(self, begin=frame, leaving=None)


def planned_limits(shortest: Frames, longest: Frames) -> Limits:
    """Return the limits in which crossfades are planned, from those of the playlist.

    Limits without room are given a tenth of a second, for else nothing would land.
    """
    middle = (shortest + longest) // 2
    return Limits(min(shortest + MARGIN, middle - HALF), max(longest - MARGIN, middle + HALF))


def leaving_limits(limits: Limits, frames: Frames, left: int) -> Limits | None:
    """Return the limits of the crossfade out of a track of so many frames, `left` to come.

    None means that it is as good as over.
    """
    high = min(limits.high, frames // SHORTEST_PART, left)
    return Limits(min(limits.low, high - UNIT), high) if high > UNIT else None


def long_enough(tracks: Iterable[Track], least: int) -> tuple[Track, ...]:
    """Return the tracks long enough to take part, `least` frames at least."""
    return tuple(track for track in tracks if track.clip.frames >= least)


def to_units(track: Track) -> int:
    """Return a track's length in units, to the nearest."""
    return (track.clip.frames + HALF) // UNIT
