"""The plan of one phase: which tracks begin when, where it ends, and how."""

from dataclasses import dataclass, replace

from kapsound.core.landing.gap import SHORTEST_PART, Gap, between, fitting, leaving
from kapsound.core.landing.ladder import land
from kapsound.core.landing.lay import laid
from kapsound.core.landing.layers import Wanted
from kapsound.core.landing.window import window
from kapsound.core.material import Material
from kapsound.core.plan import Pool, Present, Slot, arrange, playable, pool_of
from kapsound.units import Frames, grid_ceil

LANDINGS = ("exact", "moved", "early")


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase as it stands at a frame.

    `ends` are the ends that dose, playlist and therapist ask for; `goal` is what this phase is
    planned to, None where it is open. What plays is `present`.
    """

    number: int
    began: Frames
    frame: Frames
    ends: tuple[Frames | None, ...]
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


def plan_phase(material: Material, stage: Stage) -> Plan:
    """Return the best plan of a phase: "exact", "moved", "early", "faded", or "open"."""
    pool = pool_of(material, stage.number, stage.heard, stage.lost)
    if stage.goal is None:
        return Plan(arrange(pool, stage.present, stage.frame, None), "open", None)
    if material.phases[stage.number].arrange == "fit" and (plan := _fit(material, stage, pool)):
        return plan
    return Plan(arrange(pool, stage.present, stage.frame, stage.goal), "faded", stage.goal)


def _fit(material: Material, stage: Stage, pool: Pool) -> Plan | None:
    gap = _gap(material, stage)
    longest = material.crossfade_limits[1]
    least = max(SHORTEST_PART * longest, material.closing(stage.number) + longest)
    tracks = fitting(playable(pool.tracks, pool.lost), least)
    landed = land(gap, Wanted(tracks, stage.heard))
    if landed is None:
        return None
    end = landed.end if landed.rung == "moved" else stage.goal
    return Plan(laid(gap, landed), landed.rung, end)


def _gap(material: Material, stage: Stage) -> Gap:
    assert stage.goal is not None
    now, goal, present = stage.frame, grid_ceil(stage.goal), stage.present
    limits = between(*material.crossfade_limits)
    out = leaving(limits, present.track.clip.frames, present.end - now) if present else None
    earliest, latest = window(material, stage.number, stage.began, stage.ends)
    soonest = grid_ceil(now + material.closing(stage.number))
    return Gap(
        now=now,
        begin=present.end if present and out else now,
        leaving=out,
        goal=goal,
        earliest=max(earliest, soonest),
        latest=max(latest, goal),
        between=limits,
        nominal=material.crossfade,
        last=stage.number == len(material.phases) - 1,
    )
