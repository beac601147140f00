"""What the player reports: a voice it cannot go on with, an output that came back."""

from kapsound.core.commands import OutputBack, VoiceLost
from kapsound.core.events import Fault, Notice
from kapsound.core.session import ambience, cues, music
from kapsound.core.session.levels import return_within, settle
from kapsound.core.session.state import SoundingBed
from kapsound.core.session.turn import Turn
from kapsound.units import Seconds

OUTPUT_BACK_S = Seconds(4.0)


def on_voice_lost(turn: Turn, command: VoiceLost) -> None:
    """Go on without a voice: the next good track, the safe bed, or no cue."""
    session = turn.session
    if session.music and session.music.voice == command.voice:
        _lose(turn, session.music.track.clip.key)
        turn.say(Fault(f"{session.music.track.title}: {command.reason}", "the next track plays"))
        _replace_track(turn)
    elif session.cue and session.cue.voice == command.voice:
        _lose(turn, session.cue.cue.clip.key)
        turn.say(Fault(f"{session.cue.cue.label}: {command.reason}", "the cue is left out"))
        cues.cut(turn, "damaged")
        settle(turn, "the cue is left out")
    for bed in session.beds:
        if bed.voice == command.voice:
            _replace_bed(turn, bed, command.reason)


def _lose(turn: Turn, key: str) -> None:
    turn.change(lost=turn.session.lost | {key})


def _replace_track(turn: Turn) -> None:
    if turn.session.waiting:
        turn.change(music=None)
        music.replan(turn)
        return
    music.play_next(turn, "damaged")
    if turn.session.music is None and not turn.session.beds:
        ambience.crossfade_to(turn, [turn.material.safe_bed], "no track can be played")


def _replace_bed(turn: Turn, sounding: SoundingBed, reason: str) -> None:
    bed = turn.material.bed(sounding.bed)
    safe = turn.material.safe_bed
    action = "the safe bed plays"
    if bed is not None and bed.id != safe.id:
        _lose(turn, bed.clip.key)
    turn.say(Fault(f"{sounding.bed}: {reason}", action))
    ambience.drop(turn, sounding, "damaged")
    if safe.id not in {other.bed for other in turn.session.beds}:
        ambience.add(turn, safe)


def on_output_back(turn: Turn, _: OutputBack) -> None:
    """Rise from nothing, because the output was away."""
    return_within(turn, OUTPUT_BACK_S, "the output is back")
    turn.say(Notice("the output is back"))
