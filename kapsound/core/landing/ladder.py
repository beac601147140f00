"""Climbs the ladder: on the boundary, else beside it, else with the present track left early.

No track is repeated before all others were heard.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kapsound.core.landing.gap import UNIT, Gap, to_units
from kapsound.core.landing.search import Candidate, SubsetSums, Sums, early, exact, nearest
from kapsound.core.material import Track
from kapsound.units import Frames, to_frames

# A search takes the square of the time it spans; no more than this has ever been needed.
SEARCHED = to_frames(3_600)


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice to make: all `fixed` tracks, in that order, then any `free` ones, in that order."""

    fixed: tuple[Track, ...]
    free: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class Landing:
    """Tracks to play from `begin` on, in order, so that the music ends with the phase at `end`.

    `rung` is "exact", "moved" or "early"; where it is early, what plays is left at `begin`.
    """

    rung: str
    tracks: tuple[Track, ...]
    begin: Frames
    end: Frames


def land(gap: Gap, tracks: Sequence[Track], heard: Sequence[str]) -> Landing | None:
    """Return the best landing that the tracks allow, if there is one.

    `tracks` are those that may be played, as they are wanted; `heard` their keys, the latest last.
    Every track is at least three of the longest crossfades long (`long_enough`). As few tracks as
    will do are looked at for an exact landing, those wanted first before the others.
    """
    attempts = []
    for selection in _reaching(gap, selections(tracks, heard)):
        attempt = _Attempt(selection, _subset_sums(gap, selection))
        attempts.append(attempt)
        grown = True
        while grown:
            if landing := _best(gap, [attempt], "exact", exact):
                return landing
            grown = attempt.subsets.grow()
    return _best(gap, attempts, "moved", nearest) or _best(gap, attempts, "early", early)


@dataclass(frozen=True, slots=True)
class _Attempt:
    selection: Selection
    subsets: SubsetSums

    @property
    def sums(self) -> Sums:
        return Sums(self.subsets.rows, len(self.selection.fixed), _sum(self.selection.fixed))

    def landed(self, rung: str, candidate: Candidate) -> Landing:
        picked = self.subsets.pick(candidate.tracks - len(self.selection.fixed), candidate.units)
        chosen = (self.selection.free[place] for place in picked)
        return Landing(rung, (*self.selection.fixed, *chosen), candidate.begin, candidate.end)


def _best(
    gap: Gap,
    attempts: Sequence[_Attempt],
    rung: str,
    search: Callable[[Gap, Sums], Iterator[Candidate]],
) -> Landing | None:
    found = (
        (candidate.cost, number, candidate)
        for number, each in enumerate(attempts)
        for candidate in search(gap, each.sums)
    )
    if (best := min(found, default=None)) is None:
        return None
    _, number, candidate = best
    return attempts[number].landed(rung, candidate)


def _sum(tracks: Sequence[Track]) -> int:
    return sum(to_units(track) for track in tracks)


def _reaching(gap: Gap, every: Iterable[Selection]) -> Iterator[Selection]:
    """Yield the selections from which the boundary can be reached, at its latest or earliest."""
    first = gap if gap.leaving is None else gap.left_at(gap.now)
    for selection in every:
        count, length = len(selection.fixed), _sum(selection.fixed)
        if first.filled(length) - first.total(count).high > gap.latest:
            return
        count, length = count + len(selection.free), length + _sum(selection.free)
        if gap.filled(length) - gap.total(count).low >= gap.earliest:
            near = _near_end(gap, selection)
            yield near
            if len(near.free) < len(selection.free):
                yield selection


def _near_end(gap: Gap, selection: Selection) -> Selection:
    """Return a selection with its first tracks fixed, so that only the last hour is searched."""
    length, count = _sum(selection.fixed), 0
    for track in selection.free:
        length += to_units(track)
        if gap.filled(length) > gap.goal - SEARCHED:
            break
        count += 1
    return Selection((*selection.fixed, *selection.free[:count]), selection.free[count:])


def _subset_sums(gap: Gap, selection: Selection) -> SubsetSums:
    """Return the subset sums that may matter, with no track offered yet."""
    lengths = [to_units(track) for track in selection.free]
    begin = gap.now if gap.leaving else gap.begin
    fixed = len(selection.fixed)
    room = gap.latest - begin - _sum(selection.fixed) * UNIT + max(gap.total(fixed).high, 0)
    shortest = min(lengths, default=1) * UNIT - gap.between.high
    count = max(room // shortest + 1, 0) if selection.free else 0
    most = max((room + count * gap.between.high) // UNIT, 0)
    return SubsetSums(lengths, most, count)


def selections(tracks: Sequence[Track], heard: Sequence[str]) -> Iterator[Selection]:
    """Yield the selections: of unheard tracks, then of all again after those, and so on.

    The later ones are in the order of their last hearing; the track heard last of all is not
    in them, so that it does not follow itself, unless there is no other.
    """
    if not tracks:
        yield Selection((), ())
        return
    known = set(heard)
    unheard = tuple(track for track in tracks if track.clip.key not in known)
    fixed: tuple[Track, ...] = ()
    if unheard:
        yield Selection((), unheard)
        fixed, heard = unheard, _heard_after(heard, unheard)
    while True:
        again = _again(tracks, heard)
        yield Selection(fixed, again)
        fixed, heard = (*fixed, *again), _heard_after(heard, again)


def _again(tracks: Sequence[Track], heard: Sequence[str]) -> tuple[Track, ...]:
    others = [track for track in tracks if track.clip.key != heard[-1]] or list(tracks)
    last = {key: place for place, key in enumerate(heard)}
    return tuple(sorted(others, key=lambda track: last[track.clip.key]))


def _heard_after(heard: Sequence[str], played: Sequence[Track]) -> list[str]:
    late = dict.fromkeys(track.clip.key for track in reversed(played))
    return [*(key for key in heard if key not in late), *reversed(late)]
