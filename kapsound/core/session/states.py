"""Enters and leaves the states that stack: stop, silence, ground, pause, soften and talk."""

from dataclasses import replace

from kapsound.core.commands import (
    CueTurn,
    Ground,
    Level,
    Pause,
    Restore,
    Resume,
    Silence,
    Soften,
    Sound,
    Stop,
    Switch,
    Talk,
)
from kapsound.core.events import StateChanged
from kapsound.core.instructions import SOURCE_BUSES, Bus
from kapsound.core.material import Cue
from kapsound.core.session import ambience, closing, cues, lengths, music
from kapsound.core.session.levels import (
    FALL_DB_S,
    GENTLE_RISE_DB_S,
    LEVEL_RISE_DB_S,
    asked_level,
    duck_rise,
    settle,
    target,
    written_level,
)
from kapsound.core.session.state import Holds
from kapsound.core.session.turn import Ask, Refuse, Turn
from kapsound.units import GRID, Frames, Seconds, to_frames, to_seconds

SOFTEN_S = Seconds(3.0)
SOFTEN_STEP_DB = 6.0
SOFTEN_FLOOR_DB = -18.0
SILENCE_S = Seconds(5.0)
PAUSE_S = Seconds(2.0)
GROUND_S = Seconds(4.0)
# The most whole blocks in 300 ms: a ramp that ends within one is over only as that one is.
STOP_S = to_seconds(to_frames(0.3) // GRID * GRID)
LEVEL_RANGE_DB = (-60.0, 6.0)


def on_soften(turn: Turn, _: Soften) -> None:
    """Take music and ambience one step down."""
    softened = turn.levels.softened
    if softened <= SOFTEN_FLOOR_DB:
        raise Refuse("it cannot be softer; give `silence` for nothing at all")
    softened = max(softened - SOFTEN_STEP_DB, SOFTEN_FLOOR_DB)
    turn.levels = replace(turn.levels, softened=softened)
    turn.record(StateChanged("soften", on=True))
    settle(turn, "soften", fall=SOFTEN_S)


def on_restore(turn: Turn, _: Restore) -> None:
    """Undo every soften, slowly."""
    if not turn.levels.softened:
        raise Refuse("nothing is softened")
    turn.levels = replace(turn.levels, softened=0.0)
    turn.record(StateChanged("soften", on=False))
    settle(turn, "restore", rise=GENTLE_RISE_DB_S)


def on_silence(turn: Turn, _: Silence) -> None:
    """Fade music and ambience to deliberate silence."""
    if turn.holds.silenced is not None:
        raise Refuse("it is silent already; give `sound` to come back")
    turn.holds = replace(turn.holds, silenced=turn.frame)
    turn.record(StateChanged("silence", on=True))
    cues.withdraw(turn, "the room is silent")
    settle(turn, "silence", fall=SILENCE_S, urgent=(Bus.MUSIC, Bus.AMBIENCE))


def on_sound(turn: Turn, _: Sound) -> None:
    """Come back from silence, where the plan now stands."""
    began = turn.holds.silenced
    if began is None:
        raise Refuse("there is no silence to leave")
    turn.holds = replace(turn.holds, silenced=None)
    turn.record(StateChanged("silence", on=False, lasted_s=to_seconds(turn.frame - began)))
    settle(turn, "sound")
    _tell_what_holds(turn, "silence is over")


def on_pause(turn: Turn, _: Pause) -> None:
    """Let the music wait at its place."""
    if turn.holds.paused is not None:
        raise Refuse("the music is paused already; give `resume` to go on")
    turn.holds = replace(turn.holds, paused=turn.frame)
    turn.record(StateChanged("pause", on=True))
    settle(turn, "pause", fall=PAUSE_S, urgent=(Bus.MUSIC,))
    music.wait(turn)


def on_stop(turn: Turn, _: Stop) -> None:
    """Fade everything within 300 ms; the session stays open."""
    if turn.holds.stopped is None:
        turn.holds = replace(turn.holds, stopped=turn.frame)
        turn.record(StateChanged("stop", on=True))
    closing.call_off(turn)
    cues.withdraw(turn, "everything is stopped")
    cues.cut(turn, "stop")
    settle(turn, "stop", fall=STOP_S, urgent=SOURCE_BUSES)
    music.wait(turn)


def on_ground(turn: Turn, _: Ground) -> None:
    """Fade the music to the bed and give the grounding cue."""
    if turn.holds.stopped is not None:
        raise Refuse("everything is stopped; give `resume` first")
    if turn.holds.grounded is not None:
        raise Refuse("grounding has begun already; give `resume` to leave it")
    cue = _grounding_cue(turn)
    if cue and turn.holds.silenced is not None and not turn.confirmed:
        raise Ask("play the grounding cue into the silence?")
    turn.holds = replace(turn.holds, grounded=turn.frame)
    turn.record(StateChanged("ground", on=True))
    settle(turn, "ground", fall=GROUND_S, urgent=(Bus.MUSIC,))
    music.wait(turn)
    _bring_bed(turn)
    if cue:
        cues.give(turn, cue, CueTurn.REPLACE)
    else:
        turn.tell("there is no grounding cue; the music fades to the bed")


def _grounding_cue(turn: Turn) -> Cue | None:
    cue = turn.material.cue(turn.material.grounding or "")
    return None if cue is None or cue.clip.key in turn.session.lost else cue


def _bring_bed(turn: Turn) -> None:
    """Give the music a bed to fade to, where none sounds."""
    if not turn.ambience.beds:
        ambience.fill(turn, "ground")
        turn.ambience = replace(turn.ambience, ground_bed=turn.ambience.beds[0].voice)


def _take_bed(turn: Turn) -> None:
    """Let the bed go that came for the grounding only, and those back that it stood in for."""
    held_back = turn.ambience.held_back
    for sounding in turn.ambience.beds:
        if sounding.voice == turn.ambience.ground_bed:
            ambience.drop(turn, sounding, "resume")
            ambience.bring(turn, held_back)
    turn.ambience = replace(turn.ambience, ground_bed=None, held_back=())


def on_resume(turn: Turn, _: Resume) -> None:
    """Leave the topmost of stop, ground and pause."""
    holds = turn.holds
    if holds.stopped is not None:
        _leave(turn, "stop", holds.stopped, replace(holds, stopped=None))
    elif holds.grounded is not None:
        _leave(turn, "ground", holds.grounded, replace(holds, grounded=None))
    elif holds.paused is not None:
        _leave(turn, "pause", holds.paused, replace(holds, paused=None))
    else:
        sound = "" if holds.silenced is None else "; give `sound` to come back"
        raise Refuse(f"nothing is stopped, grounded or paused{sound}")


def _leave(turn: Turn, state: str, began: Frames, holds: Holds) -> None:
    """Leave a state; `holds` are those that remain."""
    turn.holds = holds
    turn.record(StateChanged(state, on=False, lasted_s=to_seconds(turn.frame - began)))
    if state == "ground":
        _take_bed(turn)
    if not turn.session.waiting:
        music.thaw(turn)
    if state == "stop" and turn.session.last_phase and not holds.held:
        lengths.finish_late(turn)
    if not turn.session.waiting:
        music.replan(turn)
        music.follow_plan(turn)
    settle(turn, "resume")
    _tell_what_holds(turn, f"{state} is over")


def _tell_what_holds(turn: Turn, left: str) -> None:
    """Say where a state that is left does not yet bring the sound back."""
    holds = turn.holds
    words = {
        "everything is stopped": holds.stopped is not None,
        "it is silent": holds.silenced is not None,
        "the music is grounded": holds.grounded is not None,
        "the music is paused": holds.paused is not None,
    }
    if still := next((word for word, on in words.items() if on), None):
        turn.tell(f"{left}; {still} still")


def on_talk(turn: Turn, command: Talk) -> None:
    """Duck music and beds while the therapist speaks in the room."""
    began = turn.holds.talking
    wanted = began is None if command.switch is Switch.TOGGLE else command.switch is Switch.ON
    if wanted == (began is not None):
        raise Refuse(f"talk is {'on' if wanted else 'off'} already")
    turn.holds = replace(turn.holds, talking=turn.frame if wanted else None)
    lasted = None if began is None else to_seconds(turn.frame - began)
    turn.record(StateChanged("talk", on=wanted, lasted_s=lasted))
    cues.take_turn(turn)
    ducking = turn.material.ducking
    settle(turn, "talk", fall=ducking.down, rise=duck_rise(ducking))


def on_level(turn: Turn, command: Level) -> None:
    """Ramp a bus to a level."""
    lowest, highest = LEVEL_RANGE_DB
    if not lowest <= command.level <= highest:
        raise Refuse(f"a level is between {lowest:g} and +{highest:g} dB")
    bus = command.bus
    levels = dict(turn.levels.by_bus) | {bus: command.level}
    turn.levels = replace(turn.levels, by_bus=tuple(levels.items()))
    fall = Seconds(_deepest_fall(turn) / FALL_DB_S)
    settle(turn, f"level {bus}", fall=fall, rise=LEVEL_RISE_DB_S)
    moved = SOURCE_BUSES if bus is Bus.MASTER else (bus,)
    session = turn.session
    if any(written_level(session, each) < asked_level(session, each) for each in moved):
        most = turn.material.maximum_level
        turn.tell(f"{bus} is kept at the session's maximum of {most:g} dB")


def _deepest_fall(turn: Turn) -> float:
    """Return how many dB the bus with the longest way down has to go."""
    session, frame = turn.session, turn.frame
    return max(session.ramp(bus).level_at(frame) - target(session, bus) for bus in SOURCE_BUSES)
