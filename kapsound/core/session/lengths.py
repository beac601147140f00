"""Changes how long a phase lasts: hold and release, extend and shorten."""

from dataclasses import replace

from kapsound.core.commands import Extend, Hold, Release, Shorten
from kapsound.core.events import StateChanged
from kapsound.core.session import closing, music, timeline
from kapsound.core.session.turn import Refuse, Turn
from kapsound.units import Frames, format_clock, format_duration, to_frames, to_seconds


def on_hold(turn: Turn, _: Hold) -> None:
    """Stay in this phase; its stored end waits."""
    if turn.holds.held:
        raise Refuse(f"{turn.phase.name} is held already; give `release` to go on")
    turn.holds = replace(turn.holds, held=True)
    turn.record(StateChanged("hold", on=True))
    closing.follow_end(turn)
    music.replan(turn)


def leave_hold(turn: Turn) -> None:
    """End a hold, if there is one."""
    if turn.holds.held:
        turn.holds = replace(turn.holds, held=False)
        turn.record(StateChanged("hold", on=False))


def on_release(turn: Turn, _: Release) -> None:
    """Leave the hold; past the stored end the present track finishes first."""
    if not turn.holds.held:
        raise Refuse(f"{turn.phase.name} is not held")
    leave_hold(turn)
    finish_late(turn)
    music.replan(turn)


def finish_late(turn: Turn) -> None:
    """Let the present track finish first where the phase should have been left already."""
    end = turn.session.target
    if end is not None and end - closing.fade_length(turn) < turn.frame:
        _shift(turn, _last_moment(turn) - end)


def _last_moment(turn: Turn) -> Frames:
    """Return the end of a phase that is left with its present track."""
    soonest, playing = turn.frame + closing.fade_length(turn), turn.music.playing
    if playing is None or turn.session.waiting:
        return Frames(soonest)
    crossfade = 0 if turn.session.last_phase else turn.material.crossfade
    return Frames(max(soonest, playing.end - crossfade))


def on_extend(turn: Turn, command: Extend) -> None:
    """Move the phase's end later, at most to its maximum."""
    end, phase = _movable_end(turn), turn.phase
    by = _asked(command)
    if phase.maximum is not None:
        room = turn.clock.began + phase.maximum - end
        longest = format_duration(to_seconds(phase.maximum))
        if room <= 0:
            raise Refuse(f"{phase.name} is at its maximum of {longest}; `hold` goes beyond it")
        if by > room:
            part, by = _part(room, by), Frames(room)
            turn.tell(f"extended to the phase's maximum of {longest}, {part}")
    _move_end(turn, by)


def on_shorten(turn: Turn, command: Shorten) -> None:
    """Move the phase's end earlier, at most to its minimum or to now."""
    end, asked = _movable_end(turn), _asked(command)
    shortest = Frames(turn.clock.began + turn.phase.minimum)
    soonest = Frames(turn.frame + closing.fade_length(turn))
    by = min(asked, end - max(shortest, soonest))
    if by <= 0:
        raise Refuse(_why_not_shorter(turn, minimum=shortest > soonest))
    if by < asked:
        most = "to the phase's minimum" if shortest > soonest else "as far as it goes"
        turn.tell(f"shortened {most}, {_part(by, asked)}")
    _move_end(turn, -by)


def _part(done: int, asked: int) -> str:
    """Return how much of what was asked is done, such as `3:20 of 5:00`."""
    return f"{format_clock(to_seconds(done))} of {format_clock(to_seconds(asked))}"


def _why_not_shorter(turn: Turn, *, minimum: bool) -> str:
    if minimum:
        shortest = format_duration(to_seconds(turn.phase.minimum))
        return f"{turn.phase.name} cannot be shorter; its minimum is {shortest}"
    if turn.holds.held:
        return f"the end of {turn.phase.name} has passed; give `release` to go on"
    return f"{turn.phase.name} is about to end; there is nothing left to shorten"


def _asked(command: Extend | Shorten) -> Frames:
    by = to_frames(command.by)
    if by <= 0:
        raise Refuse(f"`{command.name}` needs a time longer than nothing, such as 2m")
    return by


def _movable_end(turn: Turn) -> Frames:
    end = turn.session.target
    if end is None:
        raise Refuse(f"{turn.phase.name} waits for the dose; it has no end to move")
    return end


def _shift(turn: Turn, by: int) -> None:
    ends = timeline.shifted(turn.clock.ends, turn.clock.phase, by)
    turn.clock = replace(turn.clock, ends=ends, moved=Frames(0))


def _move_end(turn: Turn, by: int) -> None:
    _shift(turn, by)
    closing.follow_end(turn)
    music.replan(turn)
