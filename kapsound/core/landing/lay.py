"""A landing in frames: when each track begins, and by which crossfade."""

from kapsound.core.landing.gap import Gap
from kapsound.core.landing.ladder import Landed
from kapsound.core.plan import Slot, fade_between
from kapsound.units import Frames, grid_ceil


def laid(gap: Gap, landed: Landed) -> tuple[Slot, ...]:
    """Return the tracks of a landing as slots, all crossfades stretched alike.

    Starts are on the grid. Each is counted from the exact length of all before it, so that
    what the grid adds does not add up.
    """
    if landed.rung == "early":
        gap = gap.left_at(landed.begin)
    shares = _Shares(gap, landed)
    slots: list[Slot] = []
    ends, due = gap.begin, gap.begin
    for place, track in enumerate(landed.tracks):
        start = grid_ceil(due - shares.until(place + (gap.leaving is not None)))
        usual = gap.leaving is None and not slots
        fade = fade_between(None, track, gap.nominal) if usual else Frames(ends - start)
        slots.append(Slot(track, start, fade))
        ends, due = slots[-1].end, Frames(due + track.clip.frames)
    return tuple(slots)


class _Shares:
    """How much the first so many crossfades take together."""

    def __init__(self, gap: Gap, landed: Landed) -> None:
        self._count = gap.crossfades(len(landed.tracks))
        filled = gap.begin + sum(track.clip.frames for track in landed.tracks)
        self._total = filled - landed.end
        each = self._total // max(self._count, 1)
        self._first = gap.leaving.held(each) if gap.leaving and self._count > 1 else each

    def until(self, number: int) -> int:
        if number == 0:
            return 0
        return self._first + (self._total - self._first) * (number - 1) // max(self._count - 1, 1)
