"""Changes the phase: dose, booster, advance, return, and the plan's own boundaries."""

from dataclasses import replace

from kapsound.core.commands import Advance, Booster, Dose, Return
from kapsound.core.events import DoseMarked, Notice, PhaseBegan
from kapsound.core.session import ambience, closing, lengths, music, timeline
from kapsound.core.session.turn import Ask, Refuse, Turn
from kapsound.units import Frames, format_clock, format_duration, to_seconds


def enter(turn: Turn, number: int, cause: str) -> None:
    """Begin a phase: its music and beds come by crossfade; a track that waits is dropped.

    Where the phase before it landed, that crossfade is the end of its last track.
    """
    lengths.leave_hold(turn)
    fade = music.left(turn) if cause == "plan" and turn.session.landed else None
    turn.clock = replace(
        turn.clock, phase=number, began=turn.frame, moved=Frames(0), over_maximum=False
    )
    turn.voice = replace(turn.voice, given=frozenset())
    phase = turn.phase
    turn.record(PhaseBegan(phase.name, cause))
    ambience.follow_phase(turn)
    why = cause if cause != "plan" else f"{phase.name} begins"
    if turn.session.waiting:
        music.clear(turn, why, fade)
    else:
        music.play_next(turn, why, fade)


def on_dose(turn: Turn, _: Dose) -> None:
    """Mark the first dose; before onset it begins onset, later it only anchors D+.

    A last phase that waited for the dose now lasts its written length.
    """
    clock = turn.clock
    if clock.doses:
        when = format_clock(to_seconds(clock.doses[0]))
        raise Refuse(f"the dose was marked at T+{when}; for a further one give `booster`")
    _mark_dose(turn)
    waits, onset = turn.material.dose_phase, turn.material.onset
    if waits is not None and clock.phase <= waits < onset:
        _begin_from(turn, onset, "dose")
    elif turn.session.end is None:
        ends = timeline.lengths_from(turn.material, clock.phase, turn.frame)
        turn.clock = replace(turn.clock, ends=ends)
        music.replan(turn)


def on_booster(turn: Turn, _: Booster) -> None:
    """Mark a further dose: what is ahead moves later; in return it goes back to peak."""
    material = turn.material
    if not turn.clock.doses:
        raise Refuse("no dose is marked yet; give `dose`")
    back = _peak_to_go_back_to(turn)
    if back is not None and not turn.confirmed:
        raise Ask(f"go back to {material.phases[back].name}?")
    _mark_dose(turn)
    first = turn.clock.phase if back is None else back
    ends = timeline.after_booster(material, turn.clock.ends, first, turn.frame)
    turn.clock = replace(turn.clock, ends=ends, moved=Frames(0))
    closing.follow_end(turn)
    if back is None:
        music.replan(turn)
    else:
        enter(turn, back, "booster")


def _peak_to_go_back_to(turn: Turn) -> int | None:
    peak, back = turn.material.phase_named("peak"), turn.material.phase_named("return")
    return peak if peak is not None and back is not None and turn.clock.phase >= back else None


def _mark_dose(turn: Turn) -> None:
    turn.clock = replace(turn.clock, doses=(*turn.clock.doses, turn.frame))
    turn.record(DoseMarked(len(turn.clock.doses)))


def _begin_from(turn: Turn, number: int, cause: str) -> None:
    waits = turn.material.dose_phase
    open_from = waits if not turn.clock.doses and waits is not None and number <= waits else None
    ends = timeline.lengths_from(turn.material, number, turn.frame, open_from)
    turn.clock = replace(turn.clock, ends=ends)
    enter(turn, number, cause)


def on_advance(turn: Turn, _: Advance) -> None:
    """Begin the next phase now; those after it keep their lengths."""
    if turn.session.last_phase:
        raise Refuse("this is the last phase; give `end` to end the session")
    _begin_from(turn, turn.clock.phase + 1, "advance")


def on_return(turn: Turn, _: Return) -> None:
    """Begin the phase named return now."""
    back = turn.material.phase_named("return")
    if back is None:
        raise Refuse("this playlist has no phase named return; give `advance`")
    if turn.clock.phase >= back:
        raise Refuse(f"{turn.phase.name} has begun already")
    _begin_from(turn, back, "return")


def follow_plan(turn: Turn) -> None:
    """Go on to the next phase where the present one is over; notice a hold past its maximum."""
    session = turn.session
    if session.closing:
        return
    if session.holds.held:
        _notice_maximum(turn)
    elif session.end is not None and turn.frame >= session.end and not session.last_phase:
        enter(turn, session.clock.phase + 1, "plan")


def next_frame(turn: Turn) -> Frames | None:
    """Return the frame at which the phase needs a tick, if it is known."""
    session, maximum = turn.session, turn.phase.maximum
    if not session.holds.held:
        return None if session.last_phase else session.end
    late = maximum is not None and not session.clock.over_maximum
    return Frames(session.clock.began + (maximum or 0)) if late else None


def _notice_maximum(turn: Turn) -> None:
    clock, phase = turn.clock, turn.phase
    if phase.maximum is None or clock.over_maximum:
        return
    if turn.frame >= clock.began + phase.maximum:
        turn.clock = replace(clock, over_maximum=True)
        longest = format_duration(to_seconds(phase.maximum))
        turn.record(Notice(f"{phase.name} is held past its maximum of {longest}"))
