"""Answers what the player reports of a voice that is damaged."""

from dataclasses import replace

from kapsound.core.events import Fault
from kapsound.core.reports import VoiceLost
from kapsound.core.session import ambience, cues, music
from kapsound.core.session.levels import settle
from kapsound.core.session.state import Playing, SoundingBed
from kapsound.core.session.turn import Turn


def on_voice_lost(turn: Turn, command: VoiceLost) -> None:
    """Go on without a voice: the next good track, the safe bed, or no cue."""
    playing, speaking = turn.music.playing, turn.voice.speaking
    if playing and playing.voice == command.voice:
        _lose_track(turn, playing, command.reason)
    if speaking and speaking.voice == command.voice:
        _lose(turn, speaking.cue.clip.key)
        turn.record(Fault(f"{speaking.cue.label}: {command.reason}", "the cue is left out"))
        cues.cut(turn, "damaged")
        cues.next_or_release(turn)
    for sounding in turn.ambience.beds:
        if sounding.voice == command.voice:
            _lose_bed(turn, sounding, command.reason)


def lose_audio(turn: Turn, key: str) -> None:
    """Go on without damaged audio, whichever voices play it."""
    playing, beds = turn.music.playing, turn.ambience.beds
    voices = [playing.voice] if playing and playing.track.clip.key == key else []
    voices += [bed.voice for bed in beds if ambience.find(turn, bed.bed).clip.key == key]
    for voice in voices:
        on_voice_lost(turn, VoiceLost(voice, "damaged"))
    _lose(turn, key)


def _lose(turn: Turn, key: str) -> None:
    turn.session = replace(turn.session, lost=turn.session.lost | {key})
    if any(slot.track.clip.key == key for slot in turn.music.slots):
        music.replan(turn)


def _lose_track(turn: Turn, playing: Playing, reason: str) -> None:
    _lose(turn, playing.track.clip.key)
    waits, left = turn.session.waiting, music.choices(turn)
    action = "it is left out" if waits else "the next track plays" if left else "the bed plays on"
    if not left and not turn.ambience.beds:
        action = "the safe bed plays"
    turn.record(Fault(f"{playing.track.title}: {reason}", action))
    if waits or not left:
        music.clear(turn, "damaged")
    elif turn.session.closing:
        music.play(turn, left[0], "damaged")  # it falls with its bus, as the lost one did
    else:
        music.play_next(turn, "damaged")
    if not left:
        ambience.fill(turn, "no track can be played")


def _lose_bed(turn: Turn, sounding: SoundingBed, reason: str) -> None:
    safe, bed = turn.material.safe_bed, turn.material.bed(sounding.bed)
    if bed and bed.id != safe.id:
        _lose(turn, bed.clip.key)
    ambience.drop(turn, sounding, "damaged")
    # A safe bed that cannot even begin would be asked for again and again.
    hopeless = sounding.bed == safe.id and sounding.began == turn.frame
    turn.record(
        Fault(f"{bed.label if bed else sounding.bed}: {reason}", _instead(hopeless=hopeless))
    )
    if not hopeless and safe.id not in {other.bed for other in turn.ambience.beds}:
        ambience.add(turn, safe)
    settle(turn, "damaged")


def _instead(*, hopeless: bool) -> str:
    if not hopeless:
        return "the safe bed plays"
    return "the other sounds play on; prepare the playlist again before the next session"
