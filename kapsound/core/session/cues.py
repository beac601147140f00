"""Voice cues: ducking first, then the voice; one at a time."""

from kapsound.core.commands import CueStart, CueStop, CueTurn
from kapsound.core.events import Notice, VoiceBegan, VoiceEnded
from kapsound.core.instructions import Bus, Clip, StartVoice, StopVoice
from kapsound.core.material import Cue, ScheduledCue
from kapsound.core.session.levels import settle, written_level
from kapsound.core.session.state import Speaking
from kapsound.core.session.turn import Ask, Refuse, Turn
from kapsound.units import Frames, Seconds, grid_ceil, to_frames, to_gain

STOP_FADE_S = Seconds(0.3)
# A voice is never placed so far under the target that it could not be understood.
LOWEST_VOICE_DB = -20.0


def on_cue(turn: Turn, command: CueStart) -> None:
    """Begin a voice cue, let it wait, or let it take the other's place."""
    cue = turn.material.cue(command.cue)
    if cue is None:
        names = ", ".join(cue.id for cue in turn.material.cues) or "none"
        raise Refuse(f'no cue "{command.cue}"; there are: {names}')
    if cue.clip.key in turn.session.lost:
        raise Refuse(f'"{cue.label}" cannot be played; its prepared audio is damaged')
    if turn.session.stopped is not None:
        raise Refuse("everything is stopped; give `resume` first")
    if turn.session.silenced is not None and not turn.confirmed:
        raise Ask("play the cue into the silence?")
    give(turn, cue, command.turn)


def give(turn: Turn, cue: Cue, taking: CueTurn) -> None:
    """Begin a cue now, or after the one that is heard."""
    if turn.session.cue and taking is CueTurn.WAIT:
        turn.change(waiting_cue=cue)
        turn.say(Notice(f'"{cue.label}" waits for the cue that is heard'))
        return
    lead = turn.material.ducking.down
    if turn.session.cue:
        cut(turn, "replaced")
        lead = STOP_FADE_S
    starts = grid_ceil(turn.frame + to_frames(lead))
    turn.change(cue=Speaking(cue, starts, Frames(starts + cue.clip.frames)))
    settle(turn, f'"{cue.label}" comes', fall=turn.material.ducking.down)


def on_stop_cue(turn: Turn, _: CueStop) -> None:
    """End the cue that is heard and forget the one that waits."""
    if not turn.session.cue:
        raise Refuse("no cue is heard")
    turn.change(waiting_cue=None)
    cut(turn, "stop-cue")
    _release(turn)


def cut(turn: Turn, cause: str) -> None:
    """Fade out the cue that is heard."""
    speaking = turn.session.cue
    if speaking and speaking.voice is not None:
        turn.tell(StopVoice(speaking.voice, to_frames(STOP_FADE_S)))
        turn.say(VoiceEnded(speaking.voice, speaking.cue.id, cause, STOP_FADE_S))
    turn.change(cue=None)


def _release(turn: Turn) -> None:
    ducking = turn.material.ducking
    settle(turn, "the voice is over", rise=max(0.1, -ducking.depth / ducking.up))


def follow_plan(turn: Turn) -> None:
    """Give the cues that are due; begin and end the voice of the one that has its turn."""
    _give_scheduled(turn)
    speaking = turn.session.cue
    if speaking and speaking.voice is None and turn.frame >= speaking.starts:
        _speak(turn, speaking)
    elif speaking and speaking.voice is not None and turn.frame >= speaking.ends:
        turn.say(VoiceEnded(speaking.voice, speaking.cue.id, "over", Seconds(0.0)))
        turn.change(cue=None)
        waiting = turn.session.waiting_cue
        turn.change(waiting_cue=None)
        if waiting:
            give(turn, waiting, CueTurn.WAIT)
        else:
            _release(turn)


def _speak(turn: Turn, speaking: Speaking) -> None:
    cue = speaking.cue
    gain = cue.clip.gain * to_gain(_level(turn, cue))
    clip = Clip(cue.clip.key, cue.clip.start, cue.clip.end, gain)
    voice = turn.new_voice()
    turn.tell(StartVoice(voice, Bus.VOICE, clip, Frames(0)))
    turn.say(VoiceBegan(voice, Bus.VOICE, cue.id, cue.label, clip.key, clip.start, gain))
    turn.change(
        cue=Speaking(cue, turn.frame, Frames(turn.frame + clip.frames), voice),
        cues_played=(*turn.session.cues_played, (cue.id, turn.frame)),
    )


def _level(turn: Turn, cue: Cue) -> float:
    """Return the cue's level over the target: so many LU over the music as it is ducked."""
    session = turn.session
    music = written_level(session, Bus.MUSIC) - session.level(Bus.MASTER)
    ducked = turn.phase.level + music + session.softened + turn.material.ducking.depth
    return max(ducked + cue.level, LOWEST_VOICE_DB)


def due(turn: Turn, scheduled: ScheduledCue) -> Frames | None:
    """Return the frame at which a scheduled cue's ducking begins; None while the end is open."""
    session = turn.session
    base = session.phase_began if scheduled.at >= 0 else session.end
    if base is None or (scheduled.at < 0 and session.held):
        return None
    return Frames(base + scheduled.at - to_frames(turn.material.ducking.down))


def _give_scheduled(turn: Turn) -> None:
    for number, scheduled in enumerate(turn.phase.cues):
        frame = due(turn, scheduled)
        if number not in turn.session.cues_given and frame is not None and turn.frame >= frame:
            turn.change(cues_given=turn.session.cues_given | {number})
            _give_one(turn, scheduled)


def _give_one(turn: Turn, scheduled: ScheduledCue) -> None:
    session = turn.session
    cue = turn.material.cue(scheduled.cue)
    if cue is None or cue.clip.key in session.lost:
        turn.say(Notice(f'the cue "{scheduled.cue}" cannot be played; it is left out'))
    elif session.stopped is not None or session.silenced is not None or session.closing:
        turn.say(Notice(f'"{cue.label}" is left out; the room is silent'))
    else:
        give(turn, cue, CueTurn.WAIT)


def next_frame(turn: Turn) -> list[Frames]:
    """Return the frames at which a cue needs a tick."""
    found = [
        frame
        for number, item in enumerate(turn.phase.cues)
        if number not in turn.session.cues_given and (frame := due(turn, item)) is not None
    ]
    if speaking := turn.session.cue:
        found.append(speaking.starts if speaking.voice is None else speaking.ends)
    return found
