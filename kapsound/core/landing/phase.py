"""Plans one phase: which tracks begin when, where it ends, and how."""

from dataclasses import dataclass, replace

from kapsound.core.landing.gap import (
    SHORTEST_PART,
    Gap,
    leaving_limits,
    long_enough,
    planned_limits,
)
from kapsound.core.landing.ladder import Landing, land
from kapsound.core.material import Material
from kapsound.core.plan import Ends, Pool, Present, Slot, arrange, fade_between, playable, pool_of
from kapsound.units import GRID, Frames, grid_ceil

LANDINGS = ("exact", "moved", "early")


@dataclass(frozen=True, slots=True)
class PhaseState:
    """A phase as it stands at a frame.

    `ends` are the ends that dose, playlist and therapist ask for; `goal` is what this phase is
    planned to, None where it is open. What plays is `present`.
    """

    number: int
    began: Frames
    frame: Frames
    ends: Ends
    goal: Frames | None
    present: Present | None
    heard: tuple[str, ...]
    lost: frozenset[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """The tracks to come, the rung of the ladder they take, and where the phase ends."""

    slots: tuple[Slot, ...]
    rung: str
    end: Frames | None

    @property
    def lands(self) -> bool:
        """Whether the phase ends where its music does."""
        return self.rung in LANDINGS

    def begun(self) -> "Plan":
        """Return the plan as it is once its first track plays."""
        return replace(self, slots=self.slots[1:])


def plan_phase(material: Material, state: PhaseState) -> Plan:
    """Return the best plan of a phase: "exact", "moved", "early", "faded", or "open"."""
    pool = pool_of(material, state.number, state.heard, state.lost)
    if state.goal is None:
        return Plan(arrange(pool, state.present, state.frame, None), "open", None)
    if material.phases[state.number].arrange == "fit" and (plan := _fit(material, state, pool)):
        return plan
    return Plan(arrange(pool, state.present, state.frame, state.goal), "faded", state.goal)


def _fit(material: Material, state: PhaseState, pool: Pool) -> Plan | None:
    gap = _gap(material, state)
    longest = material.crossfade_limits[1]
    least = max(SHORTEST_PART * longest, material.closing_in(state.number) + longest)
    tracks = long_enough(playable(pool.tracks, pool.lost), least)
    landing = land(gap, tracks, state.heard)
    if landing is None:
        return None
    end = landing.end if landing.rung == "moved" else state.goal
    return Plan(slots_of(gap, landing), landing.rung, end)


def _gap(material: Material, state: PhaseState) -> Gap:
    assert state.goal is not None
    now, goal, present = state.frame, grid_ceil(state.goal), state.present
    limits = planned_limits(*material.crossfade_limits)
    out = leaving_limits(limits, present.track.clip.frames, present.end - now) if present else None
    earliest, latest = end_range(material, state.number, state.began, state.ends)
    soonest = grid_ceil(now + material.closing_in(state.number))
    return Gap(
        now=now,
        begin=present.end if present and out else now,
        leaving=out,
        goal=goal,
        earliest=max(earliest, soonest),
        latest=max(latest, goal),
        between=limits,
        nominal=material.crossfade,
        last=state.number == len(material.phases) - 1,
    )


def end_range(material: Material, number: int, began: Frames, ends: Ends) -> tuple[Frames, Frames]:
    """Return the earliest and the latest grid start at which a phase may end by itself.

    It moves by its slack, within its minimum and maximum and those of the phase after it, and
    takes no more than half of that one.
    """
    phase, end = material.phases[number], ends[number]
    assert end is not None
    early = max(end - phase.slack, min(end, began + phase.minimum))
    late = end + phase.slack
    if phase.maximum is not None:
        late = min(late, max(end, began + phase.maximum))
    if number + 1 < len(ends) and (following := ends[number + 1]) is not None:
        after = material.phases[number + 1]
        least = max(after.minimum, (following - end) // 2)
        late = min(late, max(end, following - least))
        if after.maximum is not None:
            early = max(early, min(end, following - after.maximum))
    return grid_ceil(early), Frames(late // GRID * GRID)


def slots_of(gap: Gap, landing: Landing) -> tuple[Slot, ...]:
    """Return the tracks of a landing as slots, all crossfades stretched alike.

    Starts are on the grid. Each is counted from the exact length of all before it, so that
    what the grid adds does not add up.
    """
    if landing.rung == "early":
        gap = gap.left_at(landing.begin)
    crossfades = _Crossfades(gap, landing)
    slots: list[Slot] = []
    ends, due = gap.begin, gap.begin
    for place, track in enumerate(landing.tracks):
        start = grid_ceil(due - crossfades.taken(place + (gap.leaving is not None)))
        usual = gap.leaving is None and not slots
        fade = fade_between(None, track, gap.nominal) if usual else Frames(ends - start)
        slots.append(Slot(track, start, fade))
        ends, due = slots[-1].end, Frames(due + track.clip.frames)
    return tuple(slots)


class _Crossfades:
    """All crossfades of a landing, stretched alike."""

    def __init__(self, gap: Gap, landing: Landing) -> None:
        self._count = gap.crossfades(len(landing.tracks))
        filled = gap.begin + sum(track.clip.frames for track in landing.tracks)
        self._total = filled - landing.end
        each = self._total // max(self._count, 1)
        self._first = gap.leaving.clamped(each) if gap.leaving and self._count > 1 else each

    def taken(self, number: int) -> int:
        """Return how much the first so many take together."""
        if number == 0:
            return 0
        return self._first + (self._total - self._first) * (number - 1) // max(self._count - 1, 1)
