"""The stacking states: stop, silence, ground, pause, soften, and the therapist's talk."""

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
from kapsound.core.events import Notice, StateChanged
from kapsound.core.instructions import Bus
from kapsound.core.session import closing, cues, music
from kapsound.core.session.levels import (
    FALL_DB_S,
    LEVEL_RISE_DB_S,
    RESTORE_RISE_DB_S,
    SOFTEN_S,
    set_level,
    settle,
    written_level,
)
from kapsound.core.session.turn import Refuse, Turn
from kapsound.units import Seconds, to_seconds

SOFTEN_STEP_DB = 6.0
SOFTEN_FLOOR_DB = -18.0
SILENCE_S = Seconds(5.0)
PAUSE_S = Seconds(2.0)
GROUND_S = Seconds(4.0)
STOP_S = Seconds(0.3)
LEVEL_RANGE_DB = (-60.0, 6.0)


def on_soften(turn: Turn, _: Soften) -> None:
    """Take music and ambience one step down."""
    softened = turn.session.softened
    if softened <= SOFTEN_FLOOR_DB:
        raise Refuse("it cannot be softer; give `silence` for nothing at all")
    turn.change(softened=max(softened - SOFTEN_STEP_DB, SOFTEN_FLOOR_DB))
    turn.say(StateChanged("soften", on=True))
    settle(turn, "soften", fall=SOFTEN_S)


def on_restore(turn: Turn, _: Restore) -> None:
    """Undo every soften, slowly."""
    if not turn.session.softened:
        raise Refuse("nothing is softened")
    turn.change(softened=0.0)
    turn.say(StateChanged("soften", on=False))
    settle(turn, "restore", rise=RESTORE_RISE_DB_S)


def on_silence(turn: Turn, _: Silence) -> None:
    """Fade music and ambience to deliberate silence."""
    if turn.session.silenced is not None:
        raise Refuse("it is silent already; give `sound` to come back")
    turn.change(silenced=turn.frame)
    turn.say(StateChanged("silence", on=True))
    settle(turn, "silence", fall=SILENCE_S)


def on_sound(turn: Turn, _: Sound) -> None:
    """Come back from silence, where the plan now stands."""
    began = turn.session.silenced
    if began is None:
        raise Refuse("there is no silence to leave")
    turn.change(silenced=None)
    turn.say(StateChanged("silence", on=False, lasted_s=to_seconds(turn.frame - began)))
    settle(turn, "sound")


def on_pause(turn: Turn, _: Pause) -> None:
    """Let the music wait at its place."""
    if turn.session.paused is not None:
        raise Refuse("the music is paused already; give `resume` to go on")
    turn.change(paused=turn.frame)
    turn.say(StateChanged("pause", on=True))
    settle(turn, "pause", fall=PAUSE_S)
    music.wait(turn)


def on_stop(turn: Turn, _: Stop) -> None:
    """Fade everything within 300 ms; the session stays open."""
    if turn.session.stopped is None:
        turn.change(stopped=turn.frame)
        turn.say(StateChanged("stop", on=True))
    closing.call_off(turn)
    turn.change(waiting_cue=None)
    cues.cut(turn, "stop")
    settle(turn, "stop", fall=STOP_S, urgent=True)
    music.wait(turn)


def on_ground(turn: Turn, _: Ground) -> None:
    """Fade the music to the bed and give the grounding cue."""
    session = turn.session
    if session.stopped is not None:
        raise Refuse("everything is stopped; give `resume` first")
    if session.grounded is not None:
        raise Refuse("grounding has begun already; give `resume` to leave it")
    turn.change(grounded=turn.frame)
    turn.say(StateChanged("ground", on=True))
    _give_grounding_cue(turn)
    settle(turn, "ground", fall=GROUND_S)
    music.wait(turn)


def _give_grounding_cue(turn: Turn) -> None:
    cue = turn.material.cue(turn.material.grounding or "")
    if cue is None or cue.clip.key in turn.session.lost:
        turn.say(Notice("there is no grounding cue; the music fades to the bed"))
    else:
        cues.give(turn, cue, CueTurn.REPLACE)


def on_resume(turn: Turn, _: Resume) -> None:
    """Leave the topmost of stop, ground and pause."""
    session = turn.session
    held = {"stopped": "stop", "grounded": "ground", "paused": "pause"}
    for field, state in held.items():
        began = getattr(session, field)
        if began is not None:
            turn.change(**{field: None})
            turn.say(StateChanged(state, on=False, lasted_s=to_seconds(turn.frame - began)))
            _go_on(turn)
            return
    raise Refuse("nothing is stopped, grounded or paused")


def _go_on(turn: Turn) -> None:
    if not turn.session.waiting:
        music.thaw(turn)
        music.replan(turn)
        music.follow_plan(turn)
    settle(turn, "resume")


def on_talk(turn: Turn, command: Talk) -> None:
    """Duck music and beds while the therapist speaks in the room."""
    began = turn.session.talking
    wanted = began is None if command.switch is Switch.TOGGLE else command.switch is Switch.ON
    if wanted == (began is not None):
        raise Refuse(f"talk is {'on' if wanted else 'off'} already")
    turn.change(talking=turn.frame if wanted else None)
    lasted = None if began is None else to_seconds(turn.frame - began)
    turn.say(StateChanged("talk", on=wanted, lasted_s=lasted))
    ducking = turn.material.ducking
    rise = max(0.1, -ducking.depth / ducking.up)
    settle(turn, "talk", fall=ducking.down, rise=rise)


def on_level(turn: Turn, command: Level) -> None:
    """Ramp a bus to a level."""
    lowest, highest = LEVEL_RANGE_DB
    if not lowest <= command.level <= highest:
        raise Refuse(f"a level is between {lowest:g} and +{highest:g} dB")
    bus = command.bus
    change = abs(command.level - turn.session.level(bus))
    set_level(turn, bus, command.level)
    settle(turn, f"level {bus}", fall=Seconds(change / FALL_DB_S), rise=LEVEL_RISE_DB_S)
    raised = command.level + (0 if bus is Bus.MASTER else turn.session.level(Bus.MASTER))
    if bus is not Bus.MASTER and written_level(turn.session, bus) < raised:
        most = turn.material.maximum_level
        turn.say(Notice(f"{bus} is kept at the session's maximum of {most:g} dB"))
