"""What lies ahead as things stand: every phase to come with its tracks."""

from dataclasses import dataclass

from kapsound.core.plan import Slot, arrange, heard_with, pool_of
from kapsound.core.session.state import Session
from kapsound.units import Frames


@dataclass(frozen=True, slots=True)
class PhaseOutlook:
    """A phase that runs or is to come; `end` is None where it is open."""

    name: str
    begin: Frames
    end: Frames | None
    slots: tuple[Slot, ...]


def outlook(session: Session, frame: Frames) -> tuple[PhaseOutlook, ...]:
    """Return the present phase and those whose begin is known, as they would play from `frame`."""
    material = session.material
    found = [
        PhaseOutlook(
            material.phases[session.phase].name, session.phase_began, session.end, session.slots
        )
    ]
    heard = _heard(session.heard, session.slots)
    begin = None if session.held else session.end
    for number in range(session.phase + 1, len(material.phases)):
        if begin is None:
            break
        end = session.ends[number]
        pool = pool_of(material, number, heard, session.lost)
        slots = arrange(pool, None, max(begin, frame), end)
        found.append(PhaseOutlook(material.phases[number].name, begin, end, slots))
        heard = _heard(heard, slots)
        begin = end
    return tuple(found)


def _heard(heard: tuple[str, ...], slots: tuple[Slot, ...]) -> tuple[str, ...]:
    for slot in slots:
        heard = heard_with(heard, slot.track)
    return heard
