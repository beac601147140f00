"""Subset sums by number of tracks, as bitsets: bit `s` of row `k` says that k come to s units."""

from collections import Counter
from collections.abc import Sequence

Rows = tuple[int, ...]
FIRST_BATCH = 8


class Reach:
    """What choices of the tracks offered so far come to; tracks are known by their place.

    Lengths are in units; none counts over `most` units in all, nor more than `count` tracks.
    """

    def __init__(self, lengths: Sequence[int], most: int, count: int) -> None:
        self._count = count
        self._mask = (1 << (most + 1)) - 1
        self._places = _useful(lengths, most)
        self._lengths = lengths
        self._stages: list[tuple[int, Rows]] = [(0, (1,))]

    @property
    def rows(self) -> Rows:
        """The sums that are reached."""
        return self._stages[-1][1]

    def grow(self) -> bool:
        """Offer as many tracks again as were offered so far, and say whether there were any."""
        done, rows = self._stages[-1]
        until = min(max(2 * done, FIRST_BATCH), len(self._places))
        for place in self._places[done:until]:
            rows = self._grown(rows, self._lengths[place])
        if until > done:
            self._stages.append((until, rows))
        return until > done

    def _grown(self, rows: Rows, length: int) -> Rows:
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
        stage = next(n for n, (_, rows) in enumerate(self._stages) if has(rows, count, total))
        done, rows = self._stages[stage - 1]
        until = self._stages[stage][0]
        for place in self._places[done : until - 1]:
            rows = self._grown(rows, self._lengths[place])
            if has(rows, count, total):
                return place
        return self._places[until - 1]


def has(rows: Rows, count: int, total: int) -> bool:
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


def at_least(row: int, low: int) -> int | None:
    """Return the lowest bit at or over `low`."""
    rest = row >> max(low, 0)
    return max(low, 0) + (rest & -rest).bit_length() - 1 if rest else None


def at_most(row: int, high: int) -> int | None:
    """Return the highest bit at or under `high`."""
    rest = row & ((1 << (high + 1)) - 1) if high >= 0 else 0
    return rest.bit_length() - 1 if rest else None
