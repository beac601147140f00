"""Changes the phase: dose, booster, advance, return, and the plan's own boundaries."""

from dataclasses import replace

from kapsound.core.commands import Advance, Previous, Return
from kapsound.core.events import Notice, PhaseBegan
from kapsound.core.plan import Ends
from kapsound.core.session import ambience, closing, lengths, music, timeline
from kapsound.core.session.state import LeftPhase
from kapsound.core.session.turn import Ask, Refuse, Turn
from kapsound.units import Frames, Seconds, format_duration, to_frames, to_seconds

# What is left of a phase must be as long as this, for `previous` to go back to it.
LEAST_LEFT_S = Seconds(60.0)


def enter(
    turn: Turn,
    number: int,
    cause: str,
    ends: Ends | None = None,
    again: LeftPhase | None = None,
) -> None:
    """Begin a phase: its music and beds come by crossfade; a track that waits is dropped.

    Where the phase before it landed, that crossfade is the end of its last track. `ends` are
    the phases' from now on, where they are others. One that goes on `again` had begun before,
    and has given some of its cues.
    """
    lengths.leave_hold(turn)
    fade = music.left(turn) if cause == "plan" and turn.session.landed else None
    clock, began = turn.clock, again.began if again else turn.frame
    path = (*clock.path, _leaving(turn)) if clock.begun else ()
    turn.clock = replace(
        clock, phase=number, began=began, ends=ends or clock.ends, moved=Frames(0),
        over_maximum=False, begun=clock.begun + 1, path=path,
    )  # fmt: skip
    turn.voice = replace(turn.voice, given=again.given if again else frozenset())
    phase = turn.phase
    turn.record(PhaseBegan(phase.name, cause))
    ambience.follow_phase(turn)
    why = cause if cause != "plan" else f"{phase.name} begins"
    if turn.session.waiting:
        music.clear(turn, why, fade)
    else:
        music.play_next(turn, why, fade)


def _leaving(turn: Turn) -> LeftPhase:
    clock = turn.clock
    return LeftPhase(clock.phase, clock.began, turn.session.target, turn.voice.given)


def begin_from(turn: Turn, number: int, cause: str) -> None:
    """Begin a phase now; it and those after it have their written lengths."""
    ends = timeline.lengths_from(turn.material, number, turn.frame, _open_from(turn, number))
    enter(turn, number, cause, ends)


def _open_from(turn: Turn, number: int) -> int | None:
    waits = turn.material.dose_phase
    return waits if not turn.clock.doses and waits is not None and number <= waits else None


def on_advance(turn: Turn, _: Advance) -> None:
    """Begin the next phase now; those after it keep their lengths."""
    if turn.session.last_phase:
        raise Refuse("this is the last phase; give `end` to end the session")
    _ask_without_dose(turn, turn.clock.phase + 1)
    begin_from(turn, turn.clock.phase + 1, "advance")


def on_return(turn: Turn, _: Return) -> None:
    """Begin the phase named return now."""
    back = turn.material.phase_named("return")
    if back is None:
        raise Refuse("this playlist has no phase named return; give `advance`")
    if turn.clock.phase >= back:
        raise Refuse(f"{turn.phase.name} has begun already")
    _ask_without_dose(turn, back)
    begin_from(turn, back, "return")


def _ask_without_dose(turn: Turn, number: int) -> None:
    """Ask before the session goes past the phase that waits for the dose without one."""
    waits = turn.material.dose_phase
    past = waits is not None and turn.clock.phase <= waits < number
    if past and not turn.clock.doses and not turn.confirmed:
        raise Ask(f"no dose is marked yet; begin {turn.material.phases[number].name} without it?")


def on_previous(turn: Turn, _: Previous) -> None:
    """Go back to the phase that was left: for what is left of it, or from its beginning."""
    if not turn.clock.path:
        raise Refuse(f"{turn.phase.name} is the first phase; there is none before it")
    *path, before = turn.clock.path
    closing.call_off(turn)
    if before.end is not None and before.end - turn.frame >= to_frames(LEAST_LEFT_S):
        _go_on_with(turn, before, before.end)
    else:
        begin_from(turn, before.number, "previous")
    turn.clock = replace(turn.clock, path=tuple(path))


def _go_on_with(turn: Turn, before: LeftPhase, end: Frames) -> None:
    """Begin a phase again that ends when it was to end; those after it keep their lengths."""
    number, earlier = before.number, turn.clock.ends[: before.number]
    ends = timeline.lengths_from(turn.material, number + 1, end, _open_from(turn, number))
    enter(turn, number, "previous", (*earlier, *ends[number:]), before)


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
