"""The music bus: which track plays, its crossfades, and its waiting."""

from kapsound.core.commands import Choose, Next
from kapsound.core.events import Planned, VoiceBegan, VoiceEnded
from kapsound.core.instructions import Bus, FreezeBus, Preload, StartVoice, StopVoice, ThawBus
from kapsound.core.material import Track
from kapsound.core.plan import Present, Slot, arrange, candidates, fade_between, heard_with, pool_of
from kapsound.core.session.levels import settle
from kapsound.core.session.state import Playing
from kapsound.core.session.turn import Refuse, Turn
from kapsound.units import Frames, to_seconds

# Where the bus is as good as silent it rises by itself, and a track needs no fade of its own.
NOTHING_DB = -60.0
BARE_FADE = Frames(0)


def replan(turn: Turn) -> None:
    """Plan the rest of the phase's music again, and open what comes next."""
    session = turn.session
    pool = pool_of(session.material, session.phase, session.heard, session.lost)
    playing = session.music
    present = Present(playing.track, playing.end) if playing else None
    end = None if session.held else session.end
    slots = arrange(pool, present, turn.frame, end)
    turn.change(slots=slots)
    if slots:
        turn.tell(Preload(slots[0].track.clip))
    landing = "open" if end is None else "faded"
    turn.say(Planned(turn.phase.name, landing, session.ends))


def play(turn: Turn, slot: Slot, cause: str) -> None:
    """Crossfade to a track."""
    leave(turn, cause, slot.fade)
    voice = turn.new_voice()
    track = slot.track
    fade = (
        slot.fade if turn.session.ramp(Bus.MUSIC).level_at(turn.frame) > NOTHING_DB else BARE_FADE
    )
    turn.tell(StartVoice(voice, Bus.MUSIC, track.clip, fade))
    clip = track.clip
    turn.say(VoiceBegan(voice, Bus.MUSIC, track.id, track.title, clip.key, clip.start, clip.gain))
    turn.change(
        music=Playing(track, voice, turn.session.phase, turn.frame),
        heard=heard_with(turn.session.heard, track),
    )
    replan(turn)
    settle(turn, "music begins")


def leave(turn: Turn, cause: str, fade: Frames) -> None:
    """Let the present track go over `fade` frames."""
    playing = turn.session.music
    if playing is None:
        return
    turn.tell(StopVoice(playing.voice, fade))
    turn.say(VoiceEnded(playing.voice, playing.track.id, cause, to_seconds(fade)))
    turn.change(music=None)


def play_next(turn: Turn, cause: str) -> None:
    """Crossfade to whatever the plan has next now; without any, leave the music bus empty."""
    session = turn.session
    pool = pool_of(session.material, session.phase, session.heard, session.lost)
    found = candidates(pool.tracks, pool.heard, pool.lost)
    if found:
        play(turn, slot_now(turn, found[0]), cause)
        return
    leave(turn, cause, session.material.crossfade)
    turn.change(slots=())
    settle(turn, cause, fall=to_seconds(session.material.crossfade))


def slot_now(turn: Turn, track: Track) -> Slot:
    """Return a slot for a track that begins at once."""
    playing = turn.session.music
    fade = fade_between(playing.track if playing else None, track, turn.material.crossfade)
    return Slot(track, turn.frame, fade)


def on_next(turn: Turn, _: Next) -> None:
    """Crossfade to the next track of the phase."""
    _refuse_waiting(turn)
    playing = turn.session.music
    pool = pool_of(turn.material, turn.session.phase, turn.session.heard, turn.session.lost)
    found = candidates(pool.tracks, pool.heard, pool.lost)
    if not [track for track in found if playing is None or track is not playing.track]:
        raise Refuse("there is no other track in this phase")
    play_next(turn, "next")


def on_choose(turn: Turn, command: Choose) -> None:
    """Crossfade to a track chosen by its id or number."""
    _refuse_waiting(turn)
    for number, track in enumerate(turn.phase.tracks, 1):
        if command.track in (track.id, str(number)):
            if track.clip.key in turn.session.lost:
                raise Refuse(f'"{track.title}" cannot be played; its prepared audio is damaged')
            play(turn, slot_now(turn, track), "chosen")
            return
    known = ", ".join(track.id for track in turn.phase.tracks) or "none"
    raise Refuse(f'no track "{command.track}" in this phase; there are: {known}')


def _refuse_waiting(turn: Turn) -> None:
    if turn.session.waiting:
        raise Refuse("the music waits; give `resume` first")


def wait(turn: Turn) -> None:
    """Let the music wait as soon as its fade is over."""
    if turn.session.frozen is None:
        turn.change(freeze_at=turn.session.ramp(Bus.MUSIC).end)


def freeze(turn: Turn) -> None:
    """Stop the music at its place; it is silent already."""
    turn.tell(FreezeBus(Bus.MUSIC))
    turn.change(frozen=turn.frame, freeze_at=None)


def thaw(turn: Turn) -> None:
    """Let the music go on from its place."""
    session = turn.session
    turn.change(freeze_at=None)
    if session.frozen is None:
        return
    turn.tell(ThawBus(Bus.MUSIC))
    turn.change(frozen=None)
    if playing := session.music:
        waited = turn.frame - session.frozen
        began = Frames(playing.began + waited)
        turn.change(music=Playing(playing.track, playing.voice, playing.phase, began))


def follow_plan(turn: Turn) -> None:
    """Begin the track that is due, and notice one that is over."""
    session = turn.session
    if session.waiting or session.closing:
        return
    if session.slots and turn.frame >= session.slots[0].start:
        play(turn, slot_now(turn, session.slots[0].track), "plan")
    elif session.music and turn.frame >= session.music.end:
        turn.change(music=None)
        settle(turn, "the phase has no further track")
