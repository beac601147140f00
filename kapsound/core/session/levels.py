"""Bus levels: everything that holds a bus down, in one envelope with a limited upward slope."""

from kapsound.core.events import BusMoved
from kapsound.core.instructions import SOURCE_BUSES, Bus, RampBus
from kapsound.core.session.state import Session
from kapsound.core.session.turn import Turn
from kapsound.units import SILENT_DB, Decibels, Frames, Seconds, to_frames, to_gain, to_seconds

# A return from nothing begins here and is linear in dB from it.
RETURN_DB = -40.0
RISE_DB_S = 5.0
LEVEL_RISE_DB_S = 3.0
RESTORE_RISE_DB_S = 1.0
FALL_DB_S = 20.0
SHORTEST_RAMP = Frames(2_048)
SOFTEN_S = Seconds(3.0)
DEFAULT_FALL_S = Seconds(2.0)


def target(session: Session, bus: Bus) -> float:
    """Return the level in dB a source bus should come to, all that holds it taken together."""
    if session.closing or session.stopped is not None or _silent(session, bus):
        return SILENT_DB
    level = written_level(session, bus)
    if bus is Bus.VOICE:
        return level
    return max(level + session.softened + duck_depth(session), SILENT_DB)


def written_level(session: Session, bus: Bus) -> float:
    """Return a bus's level as the therapist set it, under the session's maximum."""
    level = session.level(bus) + session.level(Bus.MASTER)
    return min(level, session.material.maximum_level)


def duck_depth(session: Session) -> float:
    """Return how far music and ambience are ducked, in dB."""
    ducked = session.cue is not None or session.talking is not None
    return session.material.ducking.depth if ducked else 0.0


def _silent(session: Session, bus: Bus) -> bool:
    if bus is Bus.VOICE:
        return False
    if session.silenced is not None:
        return True
    if bus is Bus.MUSIC:
        return session.waiting or session.music is None
    return not session.beds


def settle(
    turn: Turn,
    why: str,
    *,
    fall: Seconds = DEFAULT_FALL_S,
    rise: float = RISE_DB_S,
    urgent: bool = False,
) -> None:
    """Move every bus whose target changed: down within `fall` seconds, up at `rise` dB a second.

    No bus rises faster than `RISE_DB_S`.
    A fall that is already on its way is never slowed; only an `urgent` one hurries a fall whose
    target stays as it is.
    """
    for bus in SOURCE_BUSES:
        ramp = turn.session.ramp(bus)
        level = target(turn.session, bus)
        present = ramp.level_at(turn.frame)
        hurry = urgent and level < present and ramp.end > turn.frame + to_frames(fall)
        if level != ramp.end_db or hurry:
            moved = (
                _fall(turn, ramp, level, fall)
                if level < present
                else _rise(turn, ramp, level, rise)
            )
            move(turn, moved, why)


def _fall(turn: Turn, ramp: RampBus, level: float, fall: Seconds) -> RampBus:
    frames = to_frames(fall)
    if ramp.end_db < ramp.start_db and ramp.end > turn.frame:
        frames = min(frames, Frames(ramp.end - turn.frame))
    return _ramp(turn, ramp, ramp.level_at(turn.frame), level, frames)


def _rise(turn: Turn, ramp: RampBus, level: float, rise: float) -> RampBus:
    speaking = turn.session.cue and turn.session.cue.voice is not None
    if ramp.bus is Bus.VOICE and not speaking:
        return _ramp(turn, ramp, ramp.level_at(turn.frame), level, SHORTEST_RAMP)
    start = max(ramp.level_at(turn.frame), min(RETURN_DB, level))
    return _ramp(turn, ramp, start, level, to_frames((level - start) / min(rise, RISE_DB_S)))


def _ramp(turn: Turn, ramp: RampBus, start: float, level: float, frames: Frames) -> RampBus:
    end = Frames(turn.frame + max(frames, SHORTEST_RAMP))
    return RampBus(ramp.bus, turn.frame, start, end, level)


def return_within(turn: Turn, seconds: Seconds, why: str) -> None:
    """Bring every bus back from nothing to its target, linear in dB over `seconds`."""
    for bus in SOURCE_BUSES:
        level = target(turn.session, bus)
        if level > SILENT_DB:
            ramp = turn.session.ramp(bus)
            start = min(RETURN_DB, level)
            move(turn, _ramp(turn, ramp, start, level, to_frames(seconds)), why)


def move(turn: Turn, ramp: RampBus, why: str) -> None:
    """Let a bus follow a ramp, and say so."""
    ramps = tuple(ramp if old.bus is ramp.bus else old for old in turn.session.ramps)
    turn.change(ramps=ramps)
    turn.tell(ramp)
    turn.say(
        BusMoved(
            ramp.bus,
            Decibels(ramp.start_db),
            Decibels(ramp.end_db),
            to_gain(ramp.end_db),
            to_seconds(ramp.end - ramp.start),
            why,
        )
    )


def set_level(turn: Turn, bus: Bus, level: float) -> None:
    """Set what the therapist wants of a bus."""
    levels = dict(turn.session.levels) | {bus: level}
    turn.change(levels=tuple(levels.items()))
