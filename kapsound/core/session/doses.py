"""Marks doses and corrects them; the phases that are counted from one follow."""

from collections.abc import Sequence
from dataclasses import replace

from kapsound.core.commands import Amend, Booster, Dose
from kapsound.core.events import DoseAmended, DoseMarked
from kapsound.core.plan import Ends
from kapsound.core.session import closing, lengths, music, phases, timeline
from kapsound.core.session.state import MarkedDose
from kapsound.core.session.turn import Ask, Refuse, Turn
from kapsound.units import Frames, Seconds, format_clock, format_duration, to_frames, to_seconds


def on_dose(turn: Turn, command: Dose) -> None:
    """Mark the first dose; before onset it begins onset, later it only anchors D+.

    A last phase that waited for the dose now lasts its written length.
    """
    clock = turn.clock
    if clock.doses:
        when = format_clock(to_seconds(clock.doses[0].at))
        raise Refuse(f"the dose was marked at T+{when}; for a further one give `booster`")
    at, waits, onset = _time(turn, command.ago), turn.material.dose_phase, turn.material.onset
    unknown = (None,) * len(clock.ends)
    if waits is not None and clock.phase <= waits < onset:
        _mark(turn, MarkedDose(at, command.what, unknown))
        _lead_on(turn, at)
    elif turn.session.end is None:
        _mark(turn, MarkedDose(at, command.what, unknown))
        turn.clock = replace(turn.clock, ends=timeline.after_dose(turn.material, turn.frame, at)[1])
        music.replan(turn)
    else:
        _mark(turn, MarkedDose(at, command.what))
        turn.tell("marked; the phases stay as they are")


def _lead_on(turn: Turn, at: Frames) -> None:
    """Begin onset, or the phase that is due by now if the dose was given long ago."""
    number, ends = timeline.after_dose(turn.material, turn.frame, at)
    phases.enter(turn, number, "dose", ends)


def on_booster(turn: Turn, command: Booster) -> None:
    """Mark a further dose: what is ahead moves later; in return it goes back to peak.

    Before any dose it is taken for the first one, if that is confirmed.
    """
    material, at = turn.material, _time(turn, command.ago, turn.clock.doses)
    if not turn.clock.doses:
        if not turn.confirmed:
            raise Ask("no dose is marked yet; mark this one as the first dose?")
        on_dose(turn, Dose(command.ago, command.what))
        return
    back = _peak_to_go_back_to(turn, at)
    if back is not None and not turn.confirmed:
        raise Ask(f"go back to {material.phases[back].name}?")
    _mark(turn, MarkedDose(at, command.what, turn.clock.ends))
    first = turn.clock.phase if back is None else back
    ends = timeline.after_booster(material, turn.clock.ends, first, at)
    if ends == turn.clock.ends:
        turn.tell("marked; the phases stay as they are")
    turn.clock = replace(turn.clock, ends=ends, moved=Frames(0))
    closing.follow_end(turn)
    if back is None:
        music.replan(turn)
    else:
        phases.enter(turn, back, "booster")


def _peak_to_go_back_to(turn: Turn, at: Frames) -> int | None:
    """Return the place of the peak, if return has begun and a booster makes the peak go on."""
    material = turn.material
    peak, back = material.phase_named("peak"), material.phase_named("return")
    if peak is None or back is None or turn.clock.phase < back:
        return None
    end = timeline.lengths_from(material, material.onset, at)[peak]
    return peak if end is not None and end > turn.frame else None


def on_amend(turn: Turn, command: Amend) -> None:
    """Correct the last dose; what was counted from it is counted from the corrected time."""
    if not turn.clock.doses:
        raise Refuse("no dose is marked yet; give `dose`")
    if command.ago is None and not command.what:
        raise Refuse("say what is to be corrected: `amend at -2m`, `amend 50 mg IM` or both")
    *earlier, last = turn.clock.doses
    at = last.at
    if command.ago is not None:
        at = _time(turn, command.ago, earlier)
    amended = replace(last, at=at, what=command.what or last.what)
    turn.clock = replace(turn.clock, doses=(*earlier, amended))
    ago = to_seconds(turn.frame - at)
    turn.record(DoseAmended(len(turn.clock.doses), ago, amended.what))
    _move_ends(turn, timeline.amended(turn.material, turn.clock.ends, last, amended))


def _move_ends(turn: Turn, ends: Ends) -> None:
    """Let the phases end then, as far as they are ahead; a closing fade takes its course."""
    clock, number = turn.clock, turn.clock.phase
    ends = (*clock.ends[:number], *ends[number:])
    if turn.session.closing or ends == clock.ends:
        return
    turn.clock = replace(clock, ends=ends, moved=Frames(0))
    if not turn.holds.held:
        lengths.finish_late(turn)
    music.replan(turn)


def _time(turn: Turn, ago: Seconds, earlier: Sequence[MarkedDose] = ()) -> Frames:
    """Return when a dose was given, which is neither ahead nor before an earlier one."""
    if ago < 0:
        raise Refuse("a dose cannot be marked before it is given; write `at -2m` for the past")
    at = Frames(turn.frame - to_frames(ago))
    if at < 0:
        raise Refuse(f"{format_duration(ago)} ago the session had not begun")
    if earlier and at < earlier[-1].at:
        after = earlier[-1]
        raise Refuse(
            f"the dose before it was given later, at T+{format_clock(to_seconds(after.at))}"
        )
    return at


def _mark(turn: Turn, dose: MarkedDose) -> None:
    turn.clock = replace(turn.clock, doses=(*turn.clock.doses, dose))
    ago = to_seconds(turn.frame - dose.at)
    turn.record(DoseMarked(len(turn.clock.doses), ago, dose.what))
