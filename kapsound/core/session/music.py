"""Moves the music bus: the track that plays, its crossfades, and its waiting."""

from collections.abc import Sequence
from dataclasses import replace

from kapsound.core.commands import Choose, Next
from kapsound.core.events import Planned
from kapsound.core.instructions import Bus, FreezeBus, StartVoice, ThawBus
from kapsound.core.landing import PhaseState, Plan, plan_phase
from kapsound.core.material import Track
from kapsound.core.plan import (
    LARGEST_PART,
    Present,
    fade_between,
    heard_with,
    in_turn,
    pool_of,
)
from kapsound.core.session import ambience
from kapsound.core.session.levels import GENTLE_RISE_DB_S, empty, own_fade, settle
from kapsound.core.session.state import START, Playing
from kapsound.core.session.turn import Refuse, Turn
from kapsound.units import Frames, Seconds, grid_ceil, to_frames, to_seconds

# A track needs this much of the one before it, or all of a shorter crossfade, to fade in over.
OVERLAP_S = Seconds(1.0)
_NO_TRACK = "the phase has no further track"


def replan(turn: Turn) -> None:
    """Plan the rest of the phase's music again."""
    if turn.session.closing:
        turn.music = replace(turn.music, slots=())
    else:
        _adopt(turn, _planned(turn, turn.music.playing))
    tell_plan(turn)


def _planned(turn: Turn, playing: Playing | None) -> Plan:
    """Return the best plan for what is left of the phase, if this track plays or nothing does."""
    clock, music, frame = turn.clock, turn.music, turn.frame
    if music.playing is None:
        frame = grid_ceil(max(frame, music.free))
    waited = 0 if music.frozen is None else turn.frame - music.frozen
    state = PhaseState(
        number=clock.phase,
        began=clock.began,
        frame=frame,
        ends=clock.ends,
        goal=_goal(turn),
        present=Present(playing.track, Frames(playing.end + waited)) if playing else None,
        heard=music.heard,
        lost=turn.session.lost,
    )
    return plan_phase(turn.material, state)


def _goal(turn: Turn) -> Frames | None:
    """Return the end to plan for: the one asked for, or once that is past, the one planned."""
    session, target, end = turn.session, turn.session.target, turn.session.end
    if target is None or end is None or session.holds.held:
        return None
    return end if target <= turn.frame < end else target


def _adopt(turn: Turn, plan: Plan) -> None:
    target = turn.session.target
    moved = plan.end - target if plan.end is not None and target is not None else 0
    turn.clock = replace(turn.clock, landing=plan.rung, moved=Frames(moved))
    turn.music = replace(turn.music, slots=plan.slots)


def tell_plan(turn: Turn) -> None:
    """Say for the record how the present phase is planned."""
    clock = turn.clock
    ends = (*clock.ends[: clock.phase], turn.session.end, *clock.ends[clock.phase + 1 :])
    turn.record(Planned(turn.phase.name, clock.landing, ends, to_seconds(clock.moved)))


def choices(turn: Turn) -> tuple[Track, ...]:
    """Return the phase's tracks that can be played, the one whose turn it is first."""
    session = turn.session
    pool = pool_of(session.material, session.clock.phase, session.music.heard, session.lost)
    return in_turn(pool.tracks, pool.heard, pool.lost)


def play(turn: Turn, track: Track, cause: str, fade: Frames | None = None) -> None:
    """Crossfade to a track now and plan the rest again; see `begin`."""
    begin(turn, track, cause, fade)
    replan(turn)


def _play_afresh(
    turn: Turn, tracks: Sequence[Track], cause: str, fade: Frames | None = None
) -> None:
    """Crossfade to the one of these tracks with which the phase lands, else to the first."""
    plan = _planned(turn, None)
    if plan.lands and plan.slots[0].track in tracks:
        begin(turn, plan.slots[0].track, cause, fade)
        _adopt(turn, plan.begun())
        tell_plan(turn)
    else:
        play(turn, tracks[0], cause, fade)


def begin(
    turn: Turn, track: Track, cause: str, fade: Frames | None, position: Frames = START
) -> None:
    """Crossfade to a track over `fade` frames, else as usual; `position` is how far into it.

    Where nothing plays any more it comes from nothing.
    """
    playing, clip = turn.music.playing, track.clip
    if fade is None:
        fade = fade_between(playing.track if playing else None, track, turn.material.crossfade)
    overlap = left(turn)
    leave(turn, cause, fade)
    voice = turn.new_voice()
    began = Playing(track, voice, turn.clock.phase, Frames(_now(turn) - position))
    turn.music = replace(turn.music, playing=began, heard=heard_with(turn.music.heard, track))
    if overlap < min(fade, to_frames(OVERLAP_S)):
        empty(turn, Bus.MUSIC)
    fade = min(fade, Frames((clip.frames - position) // LARGEST_PART))
    rise = own_fade(turn.session, Bus.MUSIC, turn.frame, fade)
    clip = replace(clip, start=Frames(clip.start + position))
    start = StartVoice(voice, Bus.MUSIC, clip, rise)
    turn.begin_voice(start, track.id, track.title, track.artist)
    settle(turn, "music begins", rise=GENTLE_RISE_DB_S)


def _now(turn: Turn) -> Frames:
    """Return the frame at which the music stands."""
    return turn.frame if turn.music.frozen is None else turn.music.frozen


def leave(turn: Turn, cause: str, fade: Frames) -> None:
    """Let the present track go over `fade` frames, or as many as are left of it."""
    playing = turn.music.playing
    if playing is None:
        return
    fade = min(fade, left(turn))
    turn.end_voice(playing.voice, playing.track.id, cause, fade)
    turn.music = replace(turn.music, playing=None, free=Frames(turn.frame + fade))


def left(turn: Turn) -> Frames:
    """Return how much of the present track can still be heard; nothing while it waits."""
    playing = turn.music.playing
    if playing is None or turn.music.frozen is not None:
        return Frames(0)
    return Frames(max(0, playing.end - turn.frame))


def play_next(turn: Turn, cause: str, fade: Frames | None = None) -> None:
    """Crossfade to the track whose turn it is; without any, leave the music bus empty.

    Where only the end of a fade is heard, the track waits until that is over.
    """
    found = choices(turn)
    if found and (turn.music.playing or turn.frame >= turn.music.free):
        _play_afresh(turn, found, cause, fade)
    else:
        clear(turn, cause, fade)


def clear(turn: Turn, cause: str, fade: Frames | None = None) -> None:
    """Let the present track go and leave the music bus empty until the plan's next."""
    fade = turn.material.crossfade if fade is None else fade
    leave(turn, cause, fade)
    replan(turn)
    settle(turn, cause, fall=to_seconds(fade))


def on_next(turn: Turn, _: Next) -> None:
    """Crossfade to the next track of the phase."""
    _refuse_unheard(turn)
    playing = turn.music.playing
    others = [track for track in choices(turn) if playing is None or track.id != playing.track.id]
    if not others:
        raise Refuse("there is no other track in this phase")
    _play_afresh(turn, others, "next")


def on_choose(turn: Turn, command: Choose) -> None:
    """Crossfade to a track chosen by its id or number."""
    _refuse_unheard(turn)
    track, playing = _known(turn, command.track), turn.music.playing
    if track.clip.key in turn.session.lost:
        raise Refuse(f'"{track.title}" cannot be played; its prepared audio is damaged')
    if playing and playing.track.id == track.id:
        raise Refuse(f'"{track.title}" plays already')
    play(turn, track, "chosen")


def _known(turn: Turn, name: str) -> Track:
    for number, track in enumerate(turn.phase.tracks, 1):
        if name in (track.id, str(number)):
            return track
    known = ", ".join(track.id for track in turn.phase.tracks) or "none"
    raise Refuse(f'no track "{name}" in this phase; there are: {known}')


def _refuse_unheard(turn: Turn) -> None:
    if turn.session.waiting:
        raise Refuse("the music waits; give `resume` first")
    if turn.session.closing:
        raise Refuse("the closing fade has begun; give `extend` or `hold` to go on")


def wait(turn: Turn) -> None:
    """Let the music wait as soon as its fade is over."""
    if turn.music.frozen is None:
        turn.music = replace(turn.music, freeze_at=turn.session.ramp(Bus.MUSIC).end)


def freeze(turn: Turn) -> None:
    """Stop the music at its place; it is silent already."""
    turn.instruct(FreezeBus(Bus.MUSIC))
    turn.music = replace(turn.music, frozen=turn.frame, freeze_at=None)


def thaw(turn: Turn) -> None:
    """Let the music go on from its place."""
    playing, since = turn.music.playing, turn.music.frozen
    if since is not None:
        turn.instruct(ThawBus(Bus.MUSIC))
        if playing:
            playing = replace(playing, began=Frames(playing.began + turn.frame - since))
    turn.music = replace(turn.music, playing=playing, frozen=None, freeze_at=None)


def _play_slot(turn: Turn) -> None:
    """Begin the track that is due; the plan stays as it is, but for one more of an open one."""
    slot, *following = turn.music.slots
    if turn.session.landed:
        begin(turn, slot.track, "plan", slot.fade)
        turn.music = replace(turn.music, slots=tuple(following))
    else:
        play(turn, slot.track, "plan")


def leaves(turn: Turn) -> Frames | None:
    """Return when a track leaves that is over before a closing session is."""
    closing, playing = turn.session.closing, turn.music.playing
    if closing is None or playing is None or playing.end >= closing.ends:
        return None
    return Frames(playing.end - fade_between(None, playing.track, turn.material.crossfade))


def follow_plan(turn: Turn) -> None:
    """Begin the track that is due, and notice one that is over."""
    music, leaving = turn.music, leaves(turn)
    if turn.session.waiting:
        return
    if leaving is not None and turn.frame >= leaving:
        leave(turn, "the session ends", turn.material.crossfade)
    elif turn.session.closing:
        return
    elif music.slots and turn.frame >= music.slots[0].start:
        _play_slot(turn)
    elif music.playing and turn.frame >= music.playing.end:
        turn.music = replace(music, playing=None)
        settle(turn, _NO_TRACK)
        if not choices(turn):
            ambience.fill(turn, _NO_TRACK)
