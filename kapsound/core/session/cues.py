"""Gives voice cues: ducking first, then the voice; one at a time."""

from dataclasses import replace

from kapsound.core.commands import CueStart, CueStop, CueTurn
from kapsound.core.events import Notice, VoiceEnded
from kapsound.core.instructions import Bus, Clip, StartVoice
from kapsound.core.material import Cue
from kapsound.core.session.levels import duck_rise, hurry_away, open_voice, settle, written_level
from kapsound.core.session.state import Speaking
from kapsound.core.session.turn import Ask, Refuse, Turn
from kapsound.units import Frames, Seconds, grid_ceil, to_frames, to_gain

STOP_FADE_S = Seconds(0.3)
# A voice is never placed so far under the target that it could not be understood.
LOWEST_VOICE_DB = -20.0


def on_cue(turn: Turn, command: CueStart) -> None:
    """Begin a voice cue, let it wait, or let it take the other's place."""
    cue = _known(turn, command.cue)
    if turn.holds.stopped is not None:
        raise Refuse("everything is stopped; give `resume` first")
    if turn.voice.speaking and command.turn is CueTurn.WAIT and turn.voice.waiting == cue:
        raise Refuse(f'"{cue.label}" waits for its turn already')
    if turn.holds.silenced is not None and not turn.confirmed:
        raise Ask("play the cue into the silence?")
    give(turn, cue, command.turn)


def _known(turn: Turn, name: str) -> Cue:
    cue = turn.material.cue(name)
    if cue is None:
        names = ", ".join(cue.id for cue in turn.material.cues) or "none"
        raise Refuse(f'no cue "{name}"; there are: {names}')
    if cue.clip.key in turn.session.lost:
        raise Refuse(f'"{cue.label}" cannot be played; its prepared audio is damaged')
    return cue


def give(turn: Turn, cue: Cue, taking: CueTurn) -> None:
    """Begin a cue now, or after the one that is heard."""
    if turn.voice.speaking and taking is CueTurn.WAIT:
        queue(turn, cue, "the cue that is heard")
        return
    starts = _first_word(turn)
    cut(turn, "replaced")
    if turn.voice.waiting == cue:
        turn.voice = replace(turn.voice, waiting=None)
    speaking = Speaking(cue, starts, Frames(starts + cue.clip.frames))
    turn.voice = replace(turn.voice, speaking=speaking)
    ducking, why = turn.material.ducking, f'"{cue.label}" comes'
    settle(turn, why, fall=ducking.down)
    hurry_away(turn, -ducking.depth / ducking.down, why)


def queue(turn: Turn, cue: Cue, what: str) -> None:
    """Let a cue wait for something, in the place of one that waits already."""
    if earlier := turn.voice.waiting:
        turn.tell(f'"{earlier.label}" is left out; "{cue.label}" waits in its place')
    else:
        turn.tell(f'"{cue.label}" waits for {what}')
    turn.voice = replace(turn.voice, waiting=cue)


def _first_word(turn: Turn) -> Frames:
    """Return when a cue given now may speak: after the ducking and the voice it replaces."""
    speaking = turn.voice.speaking
    if speaking is None:
        return grid_ceil(turn.frame + to_frames(turn.material.ducking.down))
    earliest = grid_ceil(turn.frame + to_frames(STOP_FADE_S))
    return max(earliest, speaking.starts) if speaking.voice is None else earliest


def on_stop_cue(turn: Turn, _: CueStop) -> None:
    """End the cue that is heard and forget the one that waits."""
    if not turn.voice.speaking and not turn.voice.waiting:
        raise Refuse("no cue is heard")
    turn.voice = replace(turn.voice, waiting=None)
    cut(turn, "stop-cue")
    release(turn)


def cut(turn: Turn, cause: str) -> None:
    """Fade out the cue that is heard."""
    speaking = turn.voice.speaking
    if speaking and speaking.voice is not None:
        fade = to_frames(STOP_FADE_S)
        turn.end_voice(speaking.voice, speaking.cue.id, cause, fade)
        turn.voice = replace(turn.voice, free=Frames(turn.frame + fade))
    turn.voice = replace(turn.voice, speaking=None)


def withdraw(turn: Turn, why: str) -> None:
    """Leave out the cues that do not speak yet."""
    speaking, waiting = turn.voice.speaking, turn.voice.waiting
    if speaking and speaking.voice is None:
        turn.record(left_out(speaking.cue, why))
        turn.voice = replace(turn.voice, speaking=None)
    if waiting:
        turn.record(left_out(waiting, why))
        turn.voice = replace(turn.voice, waiting=None)


def left_out(cue: Cue, why: str) -> Notice:
    """Return the notice that a cue is not played."""
    return Notice(f'"{cue.label}" is left out; {why}')


def release(turn: Turn) -> None:
    """Let music and ambience come back where nothing ducks them any more."""
    settle(turn, "the voice is over", rise=duck_rise(turn.material.ducking))


def take_turn(turn: Turn) -> None:
    """Give the cue that waits, if nobody speaks."""
    waiting = turn.voice.waiting
    if waiting and turn.voice.speaking is None and turn.holds.talking is None:
        turn.voice = replace(turn.voice, waiting=None)
        give(turn, waiting, CueTurn.WAIT)


def follow_plan(turn: Turn) -> None:
    """Begin and end the voice of the cue that has its turn."""
    speaking = turn.voice.speaking
    if speaking and speaking.voice is None and turn.frame >= speaking.starts:
        _speak(turn, speaking)
    elif speaking and speaking.voice is not None and turn.frame >= speaking.ends:
        turn.record(VoiceEnded(speaking.voice, speaking.cue.id, "over", Seconds(0.0)))
        turn.voice = replace(turn.voice, speaking=None)
        next_or_release(turn)


def next_or_release(turn: Turn) -> None:
    """Go on after a cue: with the one that waits, else with the music."""
    take_turn(turn)
    release(turn)


def _speak(turn: Turn, speaking: Speaking) -> None:
    open_voice(turn)
    cue, clip = speaking.cue, _placed(turn, speaking.cue)
    voice = turn.new_voice()
    turn.begin_voice(StartVoice(voice, Bus.VOICE, clip, Frames(0)), cue.id, cue.label)
    turn.voice = replace(
        turn.voice,
        speaking=Speaking(cue, turn.frame, Frames(turn.frame + clip.frames), voice),
        played=(*turn.voice.played, (cue.id, turn.frame)),
    )
    # Only the plan's closing fade, which waited for the voice to begin, has to go on here.
    settle(turn, "the closing fade goes on")


def _placed(turn: Turn, cue: Cue) -> Clip:
    """Return the cue's clip, so many LU over the music as it is ducked."""
    session = turn.session
    # What the master does to the voice bus, it did to the music already.
    master = min(session.level(Bus.MASTER), session.material.maximum_level)
    ducked = (
        turn.phase.level
        + written_level(session, Bus.MUSIC)
        + session.levels.softened
        + turn.material.ducking.depth
    )
    level = max(ducked + cue.level - master, LOWEST_VOICE_DB)
    return Clip(cue.clip.key, cue.clip.start, cue.clip.end, cue.clip.gain * to_gain(level))
