"""Finds choices of tracks that land: on the boundary, near it, or by a start that is early.

Each search takes a gap and the `Sums` that choices come to, and yields the best `Candidate`s of
each number of tracks.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kapsound.core.landing.gap import HALF, UNIT, Gap, Limits
from kapsound.units import GRID, Frames

Rows = tuple[int, ...]
FIRST_BATCH = 8


class SubsetSums:
    """The sums that choices of the tracks offered so far come to, by number of tracks.

    A track is known by its place. Bit `s` of row `k` says that k tracks come to s units. Lengths
    are in units; none counts over `most` units in all, nor more than `count` tracks.
    """

    def __init__(self, lengths: Sequence[int], most: int, count: int) -> None:
        self._count = count
        self._mask = (1 << (most + 1)) - 1
        self._places = _useful(lengths, most)
        self._lengths = lengths
        self._batches: list[tuple[int, Rows]] = [(0, (1,))]

    @property
    def rows(self) -> Rows:
        """The sums of the tracks offered so far."""
        return self._batches[-1][1]

    def grow(self) -> bool:
        """Offer as many tracks again as were offered so far, and tell whether there were any."""
        done, rows = self._batches[-1]
        until = min(max(2 * done, FIRST_BATCH), len(self._places))
        for place in self._places[done:until]:
            rows = self._with(rows, self._lengths[place])
        if until > done:
            self._batches.append((until, rows))
        return until > done

    def _with(self, rows: Rows, length: int) -> Rows:
        mask = self._mask
        longer = [row << length & mask for row in rows[: self._count]]
        both = [old | new for old, new in zip(rows[1:], longer, strict=False)]
        return (rows[0], *both, *longer[len(both) :])

    def pick(self, count: int, total: int) -> tuple[int, ...]:
        """Return the places of so many tracks that come to a total, the earliest there are."""
        found: list[int] = []
        while count:
            place = self._first(count, total)
            found.append(place)
            count, total = count - 1, total - self._lengths[place]
        return tuple(reversed(found))

    def _first(self, count: int, total: int) -> int:
        """Return the last place of the shortest run of places that reaches a total."""
        batch = next(n for n, (_, rows) in enumerate(self._batches) if reaches(rows, count, total))
        done, rows = self._batches[batch - 1]
        until = self._batches[batch][0]
        for place in self._places[done : until - 1]:
            rows = self._with(rows, self._lengths[place])
            if reaches(rows, count, total):
                return place
        return self._places[until - 1]


def reaches(rows: Rows, count: int, total: int) -> bool:
    """Tell whether so many tracks come to a total."""
    return count < len(rows) and bool(rows[count] >> total & 1)


def _useful(lengths: Sequence[int], most: int) -> list[int]:
    """Return the places of tracks that can be part of any choice, equal ones no oftener."""
    taken: Counter[int] = Counter()
    found = []
    for place, length in enumerate(lengths):
        if (taken[length] + 1) * length <= most:
            taken[length] += 1
            found.append(place)
    return found


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums that choices come to, each with `fixed` tracks of `units` units beforehand."""

    rows: Rows
    fixed: int
    units: int

    def by_count(self, least: int) -> Iterator[tuple[int, int]]:
        """Yield how many tracks are played in all, and the sums of those that are not fixed."""
        for picked, row in enumerate(self.rows):
            if row and self.fixed + picked >= least:
                yield self.fixed + picked, row


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A choice of so many tracks in all, the units of those picked, and where they begin and end.

    `cost` is the stretch per crossfade, or how far the boundary moves, or how early they begin.
    """

    cost: float
    tracks: int
    units: int
    begin: Frames
    end: Frames


def exact(gap: Gap, sums: Sums) -> Iterator[Candidate]:
    """Yield choices that land on the boundary with their crossfades stretched least."""
    for tracks, row in sums.by_count(gap.leaving is None):
        limits, offset = gap.total(tracks), gap.goal - gap.filled(sums.units)
        low, high = _up(offset + limits.low), _down(offset + limits.high)
        usual = (offset + gap.usual(tracks) + HALF) // UNIT
        for units in (at_most(row, min(usual, high)), at_least(row, max(usual, low))):
            if units is not None and low <= units <= high:
                stretch = abs(units * UNIT - offset - gap.usual(tracks))
                each = stretch / max(gap.crossfades(tracks), 1)
                yield Candidate(each, tracks, units, gap.begin, gap.goal)


def nearest(gap: Gap, sums: Sums) -> Iterator[Candidate]:
    """Yield choices that land nearest to the boundary, between earliest and latest."""
    for tracks, row in sums.by_count(gap.leaving is None):
        limits, filled = _spread(gap, tracks), gap.filled(sums.units)
        offset = gap.goal - filled
        units = at_least(row, _up(offset + limits.high))
        if units is not None:
            yield from _moved(gap, tracks, units, filled + units * UNIT - limits.high)
        units = at_most(row, _down(offset + limits.low))
        if units is not None:
            yield from _moved(gap, tracks, units, filled + units * UNIT - limits.low)


def _spread(gap: Gap, tracks: int) -> Limits:
    """Return how much all crossfades may take; a lone track's end is met, not approached."""
    return gap.total(tracks) if gap.crossfades(tracks) else Limits(0, 0)


def _moved(gap: Gap, tracks: int, units: int, end: int) -> Iterator[Candidate]:
    end = -(-end // GRID) * GRID
    if gap.earliest <= end <= gap.latest:
        yield Candidate(abs(end - gap.goal), tracks, units, gap.begin, Frames(end))


def early(gap: Gap, sums: Sums) -> Iterator[Candidate]:
    """Yield choices that land on the boundary if the present track is left, as late as they can."""
    if gap.leaving is None:
        return
    last_moment = (gap.begin - gap.leaving.high) // GRID * GRID
    for tracks, row in sums.by_count(1):
        limits = gap.left_at(gap.now).total(tracks)
        offset = gap.goal - sums.units * UNIT
        units = at_least(row, _up(offset - last_moment + limits.low))
        if units is None:
            continue
        begin = min(last_moment, (offset - units * UNIT + limits.high) // GRID * GRID)
        if begin >= gap.now:
            yield Candidate(last_moment - begin, tracks, units, Frames(begin), gap.goal)


def _up(frames: int) -> int:
    return -(-frames // UNIT)


def _down(frames: int) -> int:
    return frames // UNIT


def at_least(row: int, low: int) -> int | None:
    """Return the lowest bit at or over `low`."""
    rest = row >> max(low, 0)
    return max(low, 0) + (rest & -rest).bit_length() - 1 if rest else None


def at_most(row: int, high: int) -> int | None:
    """Return the highest bit at or under `high`."""
    rest = row & ((1 << (high + 1)) - 1) if high >= 0 else 0
    return rest.bit_length() - 1 if rest else None
