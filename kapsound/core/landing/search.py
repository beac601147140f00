"""Where choices of tracks land: the best on the boundary, the nearest to it, the latest start.

Each search takes a gap and a `Table` of sums, and returns the best `Spot` with what speaks
against it, less being better; None where there is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kapsound.core.landing.gap import HALF, UNIT, Gap, Limits
from kapsound.core.landing.reach import Rows, at_least, at_most
from kapsound.units import GRID, Frames


@dataclass(frozen=True, slots=True)
class Table:
    """The sums that choices come to, each with `base` tracks of `units` units beforehand."""

    rows: Rows
    base: int
    units: int

    def by_count(self, least: int) -> Iterator[tuple[int, int]]:
        """Yield how many tracks are played in all and the row of their sums without the base."""
        for picked, row in enumerate(self.rows):
            if row and self.base + picked >= least:
                yield self.base + picked, row


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """So many tracks in all, the units of those picked, and where they begin and end.

    `cost` is the stretch per crossfade, or the way of the boundary, or how early they begin.
    """

    cost: float
    tracks: int
    units: int
    begin: Frames
    end: Frames


def exact(gap: Gap, table: Table) -> Spot | None:
    """Return the choice that lands on the boundary with its crossfades stretched least."""
    return min(_exact(gap, table), default=None)


def _exact(gap: Gap, table: Table) -> Iterator[Spot]:
    for tracks, row in table.by_count(gap.leaving is None):
        limits, offset = gap.total(tracks), gap.goal - gap.filled(table.units)
        low, high = _up(offset + limits.low), _down(offset + limits.high)
        usual = (offset + gap.usual(tracks) + HALF) // UNIT
        for units in (at_most(row, min(usual, high)), at_least(row, max(usual, low))):
            if units is not None and low <= units <= high:
                stretch = abs(units * UNIT - offset - gap.usual(tracks))
                each = stretch / max(gap.crossfades(tracks), 1)
                yield Spot(each, tracks, units, gap.begin, gap.goal)


def nearest(gap: Gap, table: Table) -> Spot | None:
    """Return the choice that lands nearest to the boundary, between earliest and latest."""
    return min(_near(gap, table), default=None)


def _near(gap: Gap, table: Table) -> Iterator[Spot]:
    for tracks, row in table.by_count(gap.leaving is None):
        limits, filled = _spread(gap, tracks), gap.filled(table.units)
        offset = gap.goal - filled
        units = at_least(row, _up(offset + limits.high))
        if units is not None:
            yield from _moved(gap, tracks, units, filled + units * UNIT - limits.high)
        units = at_most(row, _down(offset + limits.low))
        if units is not None:
            yield from _moved(gap, tracks, units, filled + units * UNIT - limits.low)


def _spread(gap: Gap, tracks: int) -> Limits:
    """Return what all crossfades may take; a lone track's end is met, not approached."""
    return gap.total(tracks) if gap.crossfades(tracks) else Limits(0, 0)


def _moved(gap: Gap, tracks: int, units: int, end: int) -> Iterator[Spot]:
    end = -(-end // GRID) * GRID
    if gap.earliest <= end <= gap.latest:
        yield Spot(abs(end - gap.goal), tracks, units, gap.begin, Frames(end))


def latest(gap: Gap, table: Table) -> Spot | None:
    """Return the choice that lands on the boundary if the present track is left, but latest."""
    return min(_left(gap, table), default=None)


def _left(gap: Gap, table: Table) -> Iterator[Spot]:
    if gap.leaving is None:
        return
    last_moment = (gap.begin - gap.leaving.high) // GRID * GRID
    for tracks, row in table.by_count(1):
        limits = gap.left_at(gap.now).total(tracks)
        offset = gap.goal - table.units * UNIT
        units = at_least(row, _up(offset - last_moment + limits.low))
        if units is None:
            continue
        begin = min(last_moment, (offset - units * UNIT + limits.high) // GRID * GRID)
        if begin >= gap.now:
            yield Spot(last_moment - begin, tracks, units, Frames(begin), gap.goal)


def _up(frames: int) -> int:
    return -(-frames // UNIT)


def _down(frames: int) -> int:
    return frames // UNIT
