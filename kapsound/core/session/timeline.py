"""Counts the phases' ends from the dose, and moves them."""

from kapsound.core.material import Material
from kapsound.core.plan import Ends
from kapsound.core.session.state import MarkedDose
from kapsound.units import Frames


def at_begin(material: Material) -> Ends:
    """Return the ends of a session that begins at frame 0: open from the dose's phase on."""
    waits = material.dose_phase
    return lengths_from(material, 0, Frames(0), len(material.phases) if waits is None else waits)


def lengths_from(material: Material, first: int, frame: Frames, until: int | None = None) -> Ends:
    """Return ends with every phase from `first` at its written length, counted from `frame`.

    Phases before `first` end at `frame`; those from `until` on are open.
    """
    ends: list[Frames | None] = [frame] * first
    for number, phase in enumerate(material.phases[first:], first):
        frame = Frames(frame + phase.length)
        ends.append(None if until is not None and number >= until else frame)
    return tuple(ends)


def shifted(ends: Ends, first: int, by: int) -> Ends:
    """Return `ends` with every one from `first` on moved by a count of frames."""
    return tuple(
        Frames(end + by) if number >= first and end is not None else end
        for number, end in enumerate(ends)
    )


def after_booster(material: Material, ends: Ends, first: int, frame: Frames) -> Ends:
    """Return `ends` with those from `first` on counted from a booster; none moves earlier."""
    written = lengths_from(material, material.onset, frame)
    return tuple(
        _later(old, new) if number >= first else old
        for number, (old, new) in enumerate(zip(ends, written, strict=True))
    )


def after_dose(material: Material, frame: Frames, at: Frames) -> tuple[int, Ends]:
    """Return the phase that a dose leads to, given at `at`, and the ends counted from it.

    It is the one that runs at `frame`; a last one that would be over lasts its length from then.
    """
    number, last = material.onset, len(material.phases) - 1
    ends = lengths_from(material, number, at)
    while number < last and _end(ends, number) <= frame:
        number += 1
    end, length = _end(ends, number), material.phases[number].length
    over = end - material.closing_in(number) <= frame
    return number, shifted(ends, number, frame + length - end) if over else ends


def amended(material: Material, ends: Ends, before: MarkedDose, after: MarkedDose) -> Ends:
    """Return `ends` as far from those that a corrected dose gives as they were from the former."""
    if not before.floor:
        return ends
    old, new = (after_booster(material, dose.floor, 0, dose.at) for dose in (before, after))
    return tuple(
        None if end is None or was is None or will is None else Frames(end + will - was)
        for end, was, will in zip(ends, old, new, strict=True)
    )


def _end(ends: Ends, number: int) -> Frames:
    end = ends[number]
    assert end is not None
    return end


def _later(old: Frames | None, new: Frames | None) -> Frames | None:
    return new if old is None or new is None else max(old, new)
