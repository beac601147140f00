"""Ends a session: by its plan, by `end`, or interrupted."""

from dataclasses import replace

from kapsound.core.commands import End
from kapsound.core.events import Ended, Notice
from kapsound.core.instructions import SOURCE_BUSES
from kapsound.core.reports import Interrupt
from kapsound.core.session import cues
from kapsound.core.session.levels import settle, stretch
from kapsound.core.session.state import Closing, Session
from kapsound.core.session.turn import Ask, Refuse, Turn
from kapsound.units import SILENT_DB, Frames, Seconds, grid_ceil, to_frames, to_seconds

INTERRUPT_S = Seconds(3.0)
# What is silent already needs no long fade.
STOPPED_S = Seconds(0.3)


def on_end(turn: Turn, _: End) -> None:
    """End with the closing fade; asks once."""
    closing = turn.session.closing
    if closing and closing.how != "plan":
        raise Refuse("the session is ending")
    if not turn.confirmed:
        raise Ask("end the session?")
    begin(turn, "end", _fade(turn.session, turn.material.closing_fade))


def on_interrupt(turn: Turn, _: Interrupt) -> None:
    """Fade within three seconds and close as interrupted."""
    begin(turn, "interrupted", _fade(turn.session, to_frames(INTERRUPT_S)))


def _fade(session: Session, fade: Frames) -> Frames:
    return fade if session.holds.stopped is None else to_frames(STOPPED_S)


def begin(turn: Turn, how: str, fade: Frames) -> None:
    """Fade everything to nothing, then the session is over."""
    ends = _ends(turn, fade)
    turn.session = replace(turn.session, closing=Closing(how, ends))
    turn.music = replace(turn.music, slots=())
    turn.record(Notice("the closing fade begins"))
    if how != "plan":
        cues.withdraw(turn, "the session ends")
    left = to_seconds(ends - turn.frame)
    settle(turn, "the session ends", fall=left, urgent=SOURCE_BUSES)


def _ends(turn: Turn, fade: Frames) -> Frames:
    """Return when the session is over: no later than by the fade that is on its way."""
    ends, closing = grid_ceil(turn.frame + fade), turn.session.closing
    if closing is None:
        return ends
    return max(min(ends, closing.ends), grid_ceil(turn.frame + to_frames(STOPPED_S)))


def fade_length(turn: Turn) -> Frames:
    """Return how long the plan's own closing fade takes: all of a phase that is shorter."""
    return turn.material.closing_in(turn.clock.phase)


def call_off(turn: Turn) -> None:
    """Call the closing fade off, because the session goes on."""
    closing = turn.session.closing
    if closing and closing.how != "interrupted":
        turn.session = replace(turn.session, closing=None)
        turn.record(Notice("the closing fade is called off"))
        settle(turn, "the session goes on")


def follow_end(turn: Turn) -> None:
    """Call the plan's closing fade off if its end moved beyond it; else let it end there."""
    session = turn.session
    if session.closing is None or session.end is None:
        return
    if session.holds.held or session.end - fade_length(turn) > turn.frame:
        call_off(turn)
    else:
        ends = grid_ceil(session.end)
        turn.session = replace(turn.session, closing=Closing("plan", ends))
        stretch(turn, ends, "the session ends later")


def due(turn: Turn) -> Frames | None:
    """Return the frame at which the plan's own closing fade begins, if it is known."""
    session = turn.session
    if not session.last_phase or session.holds.held or session.closing or session.end is None:
        return None
    if session.holds.stopped is not None:
        return None
    return Frames(session.end - fade_length(turn))


def next_frame(session: Session) -> Frames | None:
    """Return the frame at which the session is over, once it is closing.

    The plan's own end waits for a cue, and any end until nothing is heard any more.
    """
    closing = session.closing
    if closing is None or (closing.how == "plan" and session.voice.speaking is not None):
        return None
    falls = [ramp.end for ramp in session.levels.ramps if ramp.end_db <= SILENT_DB]
    return max(closing.ends, session.voice.free, *falls)


def follow_plan(turn: Turn) -> None:
    """Begin the closing fade in time, and finish when it is over."""
    begins, closing = due(turn), turn.session.closing
    over = next_frame(turn.session)
    if begins is not None and turn.frame >= begins:
        begin(turn, "plan", Frames(begins + fade_length(turn) - turn.frame))
    elif closing and over is not None and turn.frame >= over:
        turn.session = replace(turn.session, over=True)
        turn.record(Ended(closing.how))
