"""Gives the cues a playlist schedules when they are due, or says what keeps them out."""

from dataclasses import replace

from kapsound.core.commands import CueTurn
from kapsound.core.events import Notice
from kapsound.core.material import ScheduledCue
from kapsound.core.session import cues
from kapsound.core.session.state import Session
from kapsound.core.session.turn import Turn
from kapsound.units import Frames, to_frames


def due(turn: Turn, scheduled: ScheduledCue) -> Frames | None:
    """Return the frame at which a scheduled cue's ducking begins; None while the end is open."""
    session = turn.session
    base = session.clock.began if scheduled.at >= 0 else session.end
    if base is None or (scheduled.at < 0 and session.holds.held):
        return None
    return Frames(base + scheduled.at - to_frames(turn.material.ducking.down))


def waiting(turn: Turn) -> list[tuple[int, Frames]]:
    """Return the place and the frame of each cue the phase has still to give."""
    return [
        (number, frame)
        for number, item in enumerate(turn.phase.cues)
        if number not in turn.voice.given and (frame := due(turn, item)) is not None
    ]


def follow_plan(turn: Turn) -> None:
    """Give the cues that are due."""
    for number, frame in waiting(turn):
        if turn.frame >= frame:
            turn.voice = replace(turn.voice, given=turn.voice.given | {number})
            _give(turn, turn.phase.cues[number])


def _give(turn: Turn, scheduled: ScheduledCue) -> None:
    session = turn.session
    cue = turn.material.cue(scheduled.cue)
    if cue is None or cue.clip.key in session.lost:
        turn.record(Notice(f'the cue "{scheduled.cue}" cannot be played; it is left out'))
    elif why := obstacle(session):
        turn.record(cues.left_out(cue, why))
    elif session.holds.talking is not None:
        cues.queue(turn, cue, "the end of talk")
    else:
        cues.give(turn, cue, CueTurn.WAIT)


def obstacle(session: Session) -> str | None:
    """Return why no scheduled cue may speak now; None if one may."""
    obstacles = {
        "the session ends": session.closing is not None and session.closing.how != "plan",
        "everything is stopped": session.holds.stopped is not None,
        "the room is silent": session.holds.silenced is not None,
        "`ground` has the word": session.holds.grounded is not None,
        "another cue waits for its turn": session.voice.waiting is not None,
    }
    return next((why for why, on in obstacles.items() if on), None)
