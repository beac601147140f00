"""The ladder: on the boundary, else beside it, else with the present track left early."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kapsound.core.landing.gap import UNIT, Gap, units
from kapsound.core.landing.layers import Layer, Wanted, layers
from kapsound.core.landing.reach import Reach
from kapsound.core.landing.search import Spot, Table, exact, latest, nearest
from kapsound.core.material import Track
from kapsound.units import Frames, to_frames

# A search takes the square of the time it spans; no more than this has ever been needed.
SEARCHED = to_frames(3_600)


@dataclass(frozen=True, slots=True)
class Landed:
    """Tracks to play from `begin` on, in order, so that the music ends with the phase at `end`.

    `rung` is "exact", "moved" or "early"; where it is early, what plays is left at `begin`.
    """

    rung: str
    tracks: tuple[Track, ...]
    begin: Frames
    end: Frames


def land(gap: Gap, wanted: Wanted) -> Landed | None:
    """Return the best landing that the wanted tracks allow, or None.

    Every track is at least three of the longest crossfades long (`fitting`). As few tracks as
    will do are looked at for an exact landing, the ones wanted first before the others.
    """
    attempts = []
    for layer in _reaching(gap, wanted):
        attempt = _Attempt(layer, _reach(gap, layer))
        attempts.append(attempt)
        grown = True
        while grown:
            if spot := exact(gap, attempt.table):
                return attempt.landed("exact", spot)
            grown = attempt.reach.grow()
    return _best(gap, attempts, "moved", nearest) or _best(gap, attempts, "early", latest)


@dataclass(frozen=True, slots=True)
class _Attempt:
    layer: Layer
    reach: Reach

    @property
    def table(self) -> Table:
        return Table(self.reach.rows, len(self.layer.base), _sum(self.layer.base))

    def landed(self, rung: str, spot: Spot) -> Landed:
        picked = self.reach.pick(spot.tracks - len(self.layer.base), spot.units)
        chosen = (self.layer.open[place] for place in picked)
        return Landed(rung, (*self.layer.base, *chosen), spot.begin, spot.end)


def _best(
    gap: Gap,
    attempts: Sequence[_Attempt],
    rung: str,
    search: Callable[[Gap, Table], Spot | None],
) -> Landed | None:
    found = [
        (spot.cost, n, spot) for n, each in enumerate(attempts) if (spot := search(gap, each.table))
    ]
    if not found:
        return None
    _, number, spot = min(found)
    return attempts[number].landed(rung, spot)


def _sum(tracks: Sequence[Track]) -> int:
    return sum(units(track) for track in tracks)


def _reaching(gap: Gap, wanted: Wanted) -> Iterator[Layer]:
    """Yield the layers from which the boundary can be reached, at its latest or earliest."""
    first = gap if gap.leaving is None else gap.left_at(gap.now)
    for layer in layers(wanted):
        count, length = len(layer.base), _sum(layer.base)
        if first.filled(length) - first.total(count).high > gap.latest:
            return
        count, length = count + len(layer.open), length + _sum(layer.open)
        if gap.filled(length) - gap.total(count).low >= gap.earliest:
            yield from dict.fromkeys((_near_end(gap, layer), layer))


def _near_end(gap: Gap, layer: Layer) -> Layer:
    """Return a layer with its first tracks fixed, so that only the last hour is searched."""
    length, fixed = _sum(layer.base), 0
    for track in layer.open:
        length += units(track)
        if gap.filled(length) > gap.goal - SEARCHED:
            break
        fixed += 1
    return Layer((*layer.base, *layer.open[:fixed]), layer.open[fixed:])


def _reach(gap: Gap, layer: Layer) -> Reach:
    """Return an empty table of the sums that may matter."""
    lengths = [units(track) for track in layer.open]
    begin = gap.now if gap.leaving else gap.begin
    base = len(layer.base)
    room = gap.latest - begin - _sum(layer.base) * UNIT + max(gap.total(base).high, 0)
    shortest = min(lengths, default=1) * UNIT - gap.between.high
    count = max(room // shortest + 1, 0) if layer.open else 0
    most = max((room + count * gap.between.high) // UNIT, 0)
    return Reach(lengths, most, count)
