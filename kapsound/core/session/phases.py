"""Which phase it is and when it ends: dose, booster, hold, extend, advance, return."""

from kapsound.core.commands import (
    Advance,
    Booster,
    Dose,
    Extend,
    Hold,
    Release,
    Return,
    Shorten,
)
from kapsound.core.events import DoseMarked, Notice, PhaseBegan, StateChanged
from kapsound.core.session import ambience, closing, music, timeline
from kapsound.core.session.turn import Ask, Refuse, Turn
from kapsound.units import Frames, format_clock, format_duration, to_frames, to_seconds


def enter(turn: Turn, number: int, cause: str) -> None:
    """Begin a phase: its music and beds come by crossfade; a track that waits is dropped."""
    turn.change(
        phase=number,
        phase_began=turn.frame,
        held=False,
        over_maximum=False,
        cues_given=frozenset(),
    )
    phase = turn.phase
    turn.say(PhaseBegan(phase.name, cause))
    ambience.follow_phase(turn)
    if turn.session.waiting:
        music.leave(turn, f"{phase.name} begins", Frames(0))
        music.replan(turn)
    else:
        music.play_next(turn, cause if cause != "plan" else f"{phase.name} begins")


def on_dose(turn: Turn, _: Dose) -> None:
    """Mark the first dose; before onset it begins onset, later it only anchors D+."""
    session = turn.session
    if session.doses:
        when = format_clock(to_seconds(session.doses[0]))
        raise Refuse(f"the dose was marked at T+{when}; for a further one give `booster`")
    _mark_dose(turn)
    waits = turn.material.dose_phase
    if waits is not None and session.phase <= waits < turn.material.onset:
        _begin_from(turn, turn.material.onset, "dose")


def on_booster(turn: Turn, _: Booster) -> None:
    """Mark a further dose: what is ahead moves later; in return it goes back to peak."""
    session, material = turn.session, turn.material
    if not session.doses:
        raise Refuse("no dose is marked yet; give `dose`")
    back = _peak_to_go_back_to(turn)
    if back is not None and not turn.confirmed:
        raise Ask(f"go back to {material.phases[back].name}?")
    _mark_dose(turn)
    closing.call_off(turn)
    first = session.phase if back is None else back
    turn.change(ends=timeline.after_booster(material, session.ends, first, turn.frame))
    if back is None:
        music.replan(turn)
    else:
        enter(turn, back, "booster")


def _peak_to_go_back_to(turn: Turn) -> int | None:
    peak, back = turn.material.phase_named("peak"), turn.material.phase_named("return")
    return peak if peak is not None and back is not None and turn.session.phase >= back else None


def _mark_dose(turn: Turn) -> None:
    turn.change(doses=(*turn.session.doses, turn.frame))
    turn.say(DoseMarked(len(turn.session.doses)))


def _begin_from(turn: Turn, number: int, cause: str) -> None:
    turn.change(ends=timeline.lengths_from(turn.material, number, turn.frame))
    closing.call_off(turn)
    enter(turn, number, cause)


def on_advance(turn: Turn, _: Advance) -> None:
    """Begin the next phase now; those after it keep their lengths."""
    if turn.session.last_phase:
        raise Refuse("this is the last phase; give `end` to end the session")
    _begin_from(turn, turn.session.phase + 1, "advance")


def on_return(turn: Turn, _: Return) -> None:
    """Begin the phase named return now."""
    back = turn.material.phase_named("return")
    if back is None:
        raise Refuse("this playlist has no phase named return; give `advance`")
    if turn.session.phase >= back:
        raise Refuse(f"{turn.phase.name} has begun already")
    _begin_from(turn, back, "return")


def on_hold(turn: Turn, _: Hold) -> None:
    """Stay in this phase; its stored end waits."""
    if turn.session.held:
        raise Refuse(f"{turn.phase.name} is held already; give `release` to go on")
    turn.change(held=True)
    turn.say(StateChanged("hold", on=True))
    closing.call_off(turn)
    music.replan(turn)


def on_release(turn: Turn, _: Release) -> None:
    """Leave the hold; past the stored end the present track finishes first."""
    session = turn.session
    if not session.held:
        raise Refuse(f"{turn.phase.name} is not held")
    turn.change(held=False)
    turn.say(StateChanged("hold", on=False))
    end = session.end
    if end is not None and end < turn.frame:
        turn.change(ends=timeline.shifted(session.ends, session.phase, _last_moment(turn) - end))
    music.replan(turn)


def _last_moment(turn: Turn) -> Frames:
    playing = turn.session.music
    if playing is None or turn.session.waiting:
        return turn.frame
    return Frames(max(turn.frame, playing.end - turn.material.crossfade))


def on_extend(turn: Turn, command: Extend) -> None:
    """Move the phase's end later, at most to its maximum."""
    end, phase = _movable_end(turn), turn.phase
    by = to_frames(command.by)
    if phase.maximum is not None:
        room = turn.session.phase_began + phase.maximum - end
        longest = format_duration(to_seconds(phase.maximum))
        if room <= 0:
            raise Refuse(f"{phase.name} is at its maximum of {longest}; `hold` goes beyond it")
        if by > room:
            by = Frames(room)
            turn.say(Notice(f"{phase.name} ends at its maximum of {longest}"))
    _move_end(turn, by)


def on_shorten(turn: Turn, command: Shorten) -> None:
    """Move the phase's end earlier, at most to its minimum or to now."""
    end, phase = _movable_end(turn), turn.phase
    earliest = max(turn.session.phase_began + phase.minimum, turn.frame)
    by = min(to_frames(command.by), end - earliest)
    if by <= 0:
        shortest = format_duration(to_seconds(phase.minimum))
        raise Refuse(f"{phase.name} cannot be shorter; its minimum is {shortest}")
    if by < to_frames(command.by):
        turn.say(Notice(f"{phase.name} is shortened by {format_duration(to_seconds(by))} only"))
    _move_end(turn, -by)


def _movable_end(turn: Turn) -> Frames:
    end = turn.session.end
    if end is None:
        raise Refuse(f"{turn.phase.name} waits for the dose; it has no end to move")
    return end


def _move_end(turn: Turn, by: int) -> None:
    session = turn.session
    turn.change(ends=timeline.shifted(session.ends, session.phase, by))
    closing.call_off(turn)
    music.replan(turn)


def follow_plan(turn: Turn) -> None:
    """Go on to the next phase where the present one is over; notice a hold past its maximum."""
    session = turn.session
    if session.held:
        _notice_maximum(turn)
    elif session.end is not None and turn.frame >= session.end and not session.last_phase:
        enter(turn, session.phase + 1, "plan")


def _notice_maximum(turn: Turn) -> None:
    session, phase = turn.session, turn.phase
    if phase.maximum is None or session.over_maximum:
        return
    if turn.frame >= session.phase_began + phase.maximum:
        turn.change(over_maximum=True)
        longest = format_duration(to_seconds(phase.maximum))
        turn.say(Notice(f"{phase.name} is held past its maximum of {longest}"))
