"""Plans every phase to come, with its tracks, cues and landing, as things stand.

A session that is closing has nothing to come.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from kapsound.core.landing import PhaseState, Plan, plan_phase
from kapsound.core.material import Cue, Material
from kapsound.core.plan import Slot, heard_with
from kapsound.core.session.state import Session
from kapsound.units import Frames, grid_ceil


@dataclass(frozen=True, slots=True)
class CueAhead:
    """A scheduled cue still to come, and the frame at which its voice is due."""

    cue: Cue
    at: Frames


@dataclass(frozen=True, slots=True)
class PhaseOutlook:
    """A phase that runs or is to come; `end` is None where it is open.

    `landing` is the rung of the ladder its plan takes; `moved` how many frames its end lies
    beside the one that was asked for.
    """

    name: str
    begin: Frames
    end: Frames | None
    slots: tuple[Slot, ...]
    landing: str
    moved: Frames
    cues: tuple[CueAhead, ...]


def outlook(session: Session, frame: Frames) -> tuple[PhaseOutlook, ...]:
    """Return the present phase and those whose begin is known, as they would play from `frame`."""
    return (_present(session), *_following(session, frame))


def _present(session: Session) -> PhaseOutlook:
    material, number = session.material, session.clock.phase
    return PhaseOutlook(
        name=material.phases[number].name,
        begin=session.clock.began,
        end=session.end,
        slots=session.music.slots,
        landing=session.clock.landing,
        moved=session.clock.moved,
        cues=_cues(
            material,
            number,
            session.clock.began,
            None if session.holds.held else session.end,
            session.voice.given,
        ),
    )


def _following(session: Session, frame: Frames) -> tuple[PhaseOutlook, ...]:
    if session.holds.held or session.end is None or session.closing:
        return ()
    begin = max(session.end, frame)
    state = PhaseState(
        number=session.clock.phase + 1,
        began=begin,
        frame=begin,
        ends=session.clock.ends,
        goal=None,
        present=None,
        heard=_heard(session.music.heard, session.music.slots),
        lost=session.lost,
    )
    return _ahead(ByIdentity(session.material), state)


class ByIdentity:
    """A material that equals only itself, so that it need not be compared part by part."""

    def __init__(self, material: Material) -> None:
        self.material = material

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByIdentity) and self.material is other.material

    def __hash__(self) -> int:
        return id(self.material)


# Screens ask several times a second, and a large pool takes a while to plan.
@lru_cache(maxsize=16)
def _ahead(key: ByIdentity, state: PhaseState) -> tuple[PhaseOutlook, ...]:
    """Return the phases from one on, which begins as `state` says, as far as they are known."""
    return tuple(_each(key.material, state))


def _each(material: Material, state: PhaseState) -> Iterator[PhaseOutlook]:
    begin: Frames | None = state.began
    for number in range(state.number, len(material.phases)):
        if begin is None:
            return
        start = grid_ceil(begin)
        state = replace(state, number=number, began=start, frame=start, goal=state.ends[number])
        plan = plan_phase(material, state)
        yield _planned(material, state, plan, begin)
        begin = plan.end if plan.end is None else max(plan.end, begin)
        state = replace(state, heard=_heard(state.heard, plan.slots))


def _planned(material: Material, state: PhaseState, plan: Plan, begin: Frames) -> PhaseOutlook:
    moved = 0 if plan.end is None or state.goal is None else plan.end - state.goal
    return PhaseOutlook(
        name=material.phases[state.number].name,
        begin=begin,
        end=plan.end,
        slots=plan.slots,
        landing=plan.rung,
        moved=Frames(moved),
        cues=_cues(material, state.number, begin, plan.end),
    )


def _cues(
    material: Material,
    number: int,
    begin: Frames,
    end: Frames | None,
    given: frozenset[int] = frozenset(),
) -> tuple[CueAhead, ...]:
    found = []
    for place, scheduled in enumerate(material.phases[number].cues):
        cue, base = material.cue(scheduled.cue), begin if scheduled.at >= 0 else end
        if cue is not None and base is not None and place not in given:
            found.append(CueAhead(cue, Frames(base + scheduled.at)))
    return tuple(sorted(found, key=lambda ahead: ahead.at))


def _heard(heard: tuple[str, ...], slots: tuple[Slot, ...]) -> tuple[str, ...]:
    for slot in slots:
        heard = heard_with(heard, slot.track)
    return heard
