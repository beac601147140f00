"""How a session ends: by its plan, by `end`, or interrupted."""

from kapsound.core.commands import End, Interrupt
from kapsound.core.events import Ended, Notice
from kapsound.core.instructions import Finish
from kapsound.core.session.levels import settle
from kapsound.core.session.state import Closing
from kapsound.core.session.turn import Ask, Refuse, Turn
from kapsound.units import Frames, Seconds, grid_ceil, to_frames, to_seconds

INTERRUPT_S = Seconds(3.0)


def on_end(turn: Turn, _: End) -> None:
    """End with the closing fade; asks once."""
    closing = turn.session.closing
    if closing and closing.how == "end":
        raise Refuse("the session is ending")
    if not turn.confirmed:
        raise Ask("end the session?")
    begin(turn, "end", to_seconds(turn.material.closing_fade))


def on_interrupt(turn: Turn, _: Interrupt) -> None:
    """Fade within three seconds and close as interrupted."""
    begin(turn, "interrupted", INTERRUPT_S)


def begin(turn: Turn, how: str, fade: Seconds) -> None:
    """Fade everything to nothing, then the session is over."""
    ends = grid_ceil(turn.frame + to_frames(fade))
    if turn.session.closing:
        ends = min(ends, turn.session.closing.ends)
    turn.change(closing=Closing(how, ends), slots=())
    turn.say(Notice("the closing fade begins"))
    settle(turn, "the session ends", fall=fade, urgent=True)


def call_off(turn: Turn) -> None:
    """Call the plan's own end off, because the therapist moved it."""
    closing = turn.session.closing
    if closing and closing.how == "plan":
        turn.change(closing=None)
        turn.say(Notice("the closing fade is called off"))
        settle(turn, "the session goes on")


def due(turn: Turn) -> Frames | None:
    """Return the frame at which the plan's own closing fade begins, if it is known."""
    session = turn.session
    if not session.last_phase or session.held or session.closing or session.end is None:
        return None
    if session.stopped is not None:
        return None
    return Frames(max(session.phase_began, session.end - turn.material.closing_fade))


def follow_plan(turn: Turn) -> None:
    """Begin the closing fade in time, and finish when it is over."""
    closing, begins = turn.session.closing, due(turn)
    if begins is not None and turn.frame >= begins:
        begin(turn, "plan", to_seconds(turn.material.closing_fade))
    elif closing and turn.frame >= closing.ends:
        turn.change(over=True)
        turn.tell(Finish())
        turn.say(Ended(closing.how))
