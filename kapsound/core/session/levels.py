"""Moves bus levels: all that holds a bus down, in one envelope with a limited upward slope."""

from collections.abc import Collection
from dataclasses import replace

from kapsound.core.events import BusMoved
from kapsound.core.instructions import SOURCE_BUSES, Bus, RampBus
from kapsound.core.material import Ducking
from kapsound.core.session.state import Session
from kapsound.core.session.turn import Turn
from kapsound.units import SILENT_DB, Decibels, Frames, Seconds, to_frames, to_gain, to_seconds

# A return from nothing begins here, is linear in dB from it, and takes its time.
RETURN_DB = -40.0
RETURN_S = Seconds(8.0)
# Where a bus is as good as silent it rises by itself, and a voice needs no fade of its own.
NOTHING_DB = -60.0
RISE_DB_S = 5.0
LEVEL_RISE_DB_S = 3.0
GENTLE_RISE_DB_S = 1.0
FALL_DB_S = 20.0
SHORTEST_RAMP = Frames(2_048)
DEFAULT_FALL_S = Seconds(2.0)
# The shortest fade of a session that closes by its plan, once a cue has made it late.
LATE_FALL_S = Seconds(3.0)


def target(session: Session, bus: Bus) -> float:
    """Return the level in dB a source bus should come to, all that holds it taken together."""
    if session.holds.stopped is not None or _closed(session, bus) or _silent(session, bus):
        return SILENT_DB
    level = written_level(session, bus)
    if bus is Bus.VOICE:
        return level
    return max(level + session.levels.softened + duck_depth(session), SILENT_DB)


def asked_level(session: Session, bus: Bus) -> float:
    """Return a source bus's level as therapist and playlist ask for it, in dB."""
    level = session.level(bus) + session.level(Bus.MASTER)
    return level + session.phase.level if bus is Bus.AMBIENCE else level


def written_level(session: Session, bus: Bus) -> float:
    """Return a source bus's asked level, under the session's maximum.

    The phase's level is part of its tracks' gains, so the music bus has what it leaves.
    """
    most = session.material.maximum_level
    if bus is Bus.MUSIC:
        most = min(max(most, 0.0), most - session.phase.level)
    return min(asked_level(session, bus), most)


def duck_depth(session: Session) -> float:
    """Return how far music and ambience are ducked, in dB."""
    ducked = session.voice.speaking is not None or session.holds.talking is not None
    return session.material.ducking.depth if ducked else 0.0


def duck_rise(ducking: Ducking) -> float:
    """Return how fast music and ambience come back after a voice, in dB a second."""
    return max(0.1, -ducking.depth / ducking.up)


def own_fade(session: Session, bus: Bus, frame: Frames, fade: Frames) -> Frames:
    """Return the fade a voice needs that begins on a bus: none where the bus rises itself."""
    return fade if session.ramp(bus).level_at(frame) > NOTHING_DB else Frames(0)


def empty(turn: Turn, bus: Bus) -> None:
    """Let a bus that nothing sounds on come from nothing when it is settled next."""
    if target(turn.session, bus) > SILENT_DB:
        nothing = RampBus(bus, turn.frame, SILENT_DB, turn.frame, SILENT_DB)
        _follow(turn, nothing)


def _follow(turn: Turn, ramp: RampBus) -> None:
    ramps = tuple(ramp if old.bus is ramp.bus else old for old in turn.levels.ramps)
    turn.levels = replace(turn.levels, ramps=ramps)


def _closed(session: Session, bus: Bus) -> bool:
    """Tell whether the session's end takes a bus away; the plan's own lets a cue be heard."""
    if session.closing is None:
        return False
    speaking = session.voice.speaking
    coming = speaking is not None and speaking.voice is None
    return session.closing.how != "plan" or (bus is not Bus.VOICE and not coming)


def _silent(session: Session, bus: Bus) -> bool:
    if bus is Bus.VOICE:
        return False
    if session.holds.silenced is not None:
        return True
    if bus is Bus.MUSIC:
        return session.waiting or session.music.playing is None
    return not session.ambience.beds


def settle(
    turn: Turn,
    why: str,
    *,
    fall: Seconds | None = None,
    rise: float = RISE_DB_S,
    urgent: Collection[Bus] = (),
) -> None:
    """Move every bus whose target changed: down within `fall` seconds, up at `rise` dB a second.

    Without a `fall` it is a short one, or what is left of a closing fade.
    No bus rises faster than `RISE_DB_S`, and none from silence in less than `RETURN_S`. Only a
    closing fade slows a fall that is on its way; only on an `urgent` bus is a fall hurried whose
    target stays as it is.
    """
    fall = _in_time(turn, fall)
    for bus in SOURCE_BUSES:
        ramp = turn.session.ramp(bus)
        present = ramp.level_at(turn.frame)
        level = _wanted(turn.session, bus, present)
        late = ramp.end > turn.frame + to_frames(fall)
        if level != ramp.end_db or (bus in urgent and level < present and late):
            down = level < present
            moved = _fall(turn, ramp, level, fall) if down else _rise(turn, ramp, level, rise)
            move(turn, moved, why)


def _in_time(turn: Turn, fall: Seconds | None) -> Seconds:
    """Return how long a fall takes, over in time for the session's end."""
    closing = turn.session.closing
    if closing is None:
        return DEFAULT_FALL_S if fall is None else fall
    shortest = min(LATE_FALL_S, to_seconds(turn.material.closing_fade))
    left = Seconds(max(to_seconds(closing.ends - turn.frame), shortest))
    return left if fall is None else min(fall, left)


def _wanted(session: Session, bus: Bus, present: float) -> float:
    level = target(session, bus)
    # While the plan's closing fade makes room for a cue, the music must not come back.
    return min(level, present) if session.closing and bus is not Bus.VOICE else level


def _fall(turn: Turn, ramp: RampBus, level: float, fall: Seconds) -> RampBus:
    present = ramp.level_at(turn.frame)
    frames = to_frames(fall)
    under_way = ramp.end_db < ramp.start_db and ramp.end > turn.frame
    # A closing fade takes its time, even where it finds a duck on its way.
    if under_way and not turn.session.closing:
        left = (ramp.end - turn.frame) * (present - level) / (present - ramp.end_db)
        frames = Frames(min(frames, int(left)))
    return _ramp(turn, ramp.bus, present, level, frames)


def _rise(turn: Turn, ramp: RampBus, level: float, rise: float) -> RampBus:
    present = ramp.level_at(turn.frame)
    if ramp.bus is Bus.VOICE and _nobody_speaks(turn):
        return _ramp(turn, ramp.bus, present, level, SHORTEST_RAMP)
    start = max(present, min(RETURN_DB, level))
    rate, least = min(rise, RISE_DB_S), Seconds(0.0)
    if ramp.end_db <= SILENT_DB:
        rate, least = RISE_DB_S, RETURN_S
    elif ramp.start_db < ramp.end_db and ramp.end > turn.frame and level <= ramp.end_db:
        rate = min(rate, (ramp.end_db - ramp.start_db) / to_seconds(ramp.end - ramp.start))
    return _ramp(turn, ramp.bus, start, level, to_frames(max((level - start) / rate, least)))


def _nobody_speaks(turn: Turn) -> bool:
    speaking = turn.voice.speaking
    heard = speaking is not None and speaking.voice is not None
    return not heard and turn.frame >= turn.voice.free


def _ramp(turn: Turn, bus: Bus, start: float, level: float, frames: Frames) -> RampBus:
    return RampBus(bus, turn.frame, start, Frames(turn.frame + max(frames, SHORTEST_RAMP)), level)


def open_voice(turn: Turn) -> None:
    """Bring the voice bus to its level for a cue that begins now, with nothing else on it."""
    present = turn.session.ramp(Bus.VOICE).level_at(turn.frame)
    level = target(turn.session, Bus.VOICE)
    if present < level:
        move(turn, _ramp(turn, Bus.VOICE, present, level, SHORTEST_RAMP), "a voice begins")


def hurry_away(turn: Turn, rate: float, why: str) -> None:
    """Let music and ambience that leave for silence do so at `rate` dB a second at least."""
    for bus in (Bus.MUSIC, Bus.AMBIENCE):
        ramp = turn.session.ramp(bus)
        present, left = ramp.level_at(turn.frame), to_seconds(ramp.end - turn.frame)
        drop = present - ramp.end_db
        if ramp.end_db <= SILENT_DB and 0 < drop < left * rate:
            move(turn, _ramp(turn, bus, present, ramp.end_db, to_frames(drop / rate)), why)


def return_within(turn: Turn, seconds: Seconds, why: str) -> None:
    """Bring every bus back from nothing to its target, linear in dB over `seconds`.

    A bus that is on its way to silence goes on from nearly nothing.
    """
    for bus in SOURCE_BUSES:
        ramp, level = turn.session.ramp(bus), target(turn.session, bus)
        if level > SILENT_DB:
            move(turn, _ramp(turn, bus, min(RETURN_DB, level), level, to_frames(seconds)), why)
        elif ramp.level_at(turn.frame) > RETURN_DB:
            left = Frames(ramp.end - turn.frame)
            move(turn, _ramp(turn, bus, RETURN_DB, level, left), why)


def stretch(turn: Turn, ends: Frames, why: str) -> None:
    """Let music and ambience take until `ends` for the closing fade they are in."""
    for bus in (Bus.MUSIC, Bus.AMBIENCE):
        present = turn.session.ramp(bus).level_at(turn.frame)
        if _closed(turn.session, bus) and not _silent(turn.session, bus):
            left = Frames(ends - turn.frame)
            move(turn, _ramp(turn, bus, present, SILENT_DB, left), why)


def move(turn: Turn, ramp: RampBus, why: str) -> None:
    """Let a bus follow a ramp, and say so."""
    _follow(turn, ramp)
    turn.instruct(ramp)
    turn.record(
        BusMoved(
            ramp.bus,
            Decibels(ramp.start_db),
            Decibels(ramp.end_db),
            to_gain(ramp.end_db),
            to_seconds(ramp.end - ramp.start),
            why,
        )
    )
