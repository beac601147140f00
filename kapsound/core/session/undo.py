"""Takes a command back: the session goes on as it would be if that had not been given."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kapsound.core import commands as c
from kapsound.core.events import Notice, PhaseBegan, StateChanged, Undone
from kapsound.core.reports import AudioReady
from kapsound.core.session import ambience, faults, music
from kapsound.core.session.levels import GENTLE_RISE_DB_S, settle, stretch
from kapsound.core.session.state import START, Done, Music, Playing, Session
from kapsound.core.session.turn import Refuse, Turn
from kapsound.units import GRID, Frames, Seconds, grid_ceil, to_frames, to_seconds

UNDO_S = Seconds(10.0)
"""How long a command can be taken back."""

# A track that is as good as over does not come back.
LEAST_LEFT_S = Seconds(1.0)
_UNDOABLE = (c.Dose, c.Booster, c.Advance, c.Return, c.Previous, c.Next, c.Choose, c.End)
# What was done to a phase, or to its beds, is done to no other one.
_OF_A_PHASE = (
    c.Hold, c.Release, c.Extend, c.Shorten, c.BedChange, c.BedAdd, c.BedDrop,
)  # fmt: skip
_OF_ALL = (c.Silence, c.Sound, c.Pause, c.Resume, c.Stop, c.Ground, AudioReady)

GoOn = Callable[[Session, c.Request | None, Frames], Session]
"""Takes a session through a step: of a request, or of a tick."""


def remember(turn: Turn, before: Session, request: c.Request) -> None:
    """Remember a command that took effect, as long as it can be taken back or meets one."""
    command = request.command
    recent = tuple(done for done in turn.session.recent if _left(done, turn.frame) >= 0)
    if isinstance(command, (*_UNDOABLE, *_OF_A_PHASE, *_OF_ALL, c.Amend)):
        kept = replace(before, recent=(), answers=()) if isinstance(command, _UNDOABLE) else None
        clock, what = before.clock, _in_words(turn.session, command)
        given = Done(turn.frame, request, clock.phase, len(clock.doses), what, kept)
        recent = (*recent, given)
    turn.session = replace(turn.session, recent=recent)


def _in_words(after: Session, command: c.Command) -> str:
    if isinstance(command, c.Advance | c.Previous):
        return f"{command.name} to {after.phase.name}"
    if isinstance(command, c.Choose) and after.music.playing:
        track = after.music.playing.track
        return f"{command.name} {track.title or track.id}"
    return command.name


def latest(session: Session, frame: Frames) -> tuple[str, Seconds] | None:
    """Return what `undo` would take back, in words, and for how many seconds it still can."""
    done = _latest(session, frame)
    return (done.what, to_seconds(_left(done, frame))) if done else None


def _latest(session: Session, frame: Frames) -> Done | None:
    found = (done for done in reversed(session.recent) if _stands(session, done, frame))
    return next(found, None)


def _stands(session: Session, done: Done, frame: Frames) -> bool:
    """Tell whether a command can be taken back: an end only while it fades."""
    ending = session.closing is not None and session.closing.how == "end"
    gone = isinstance(done.request.command, c.End) and not ending
    return done.before is not None and _left(done, frame) >= 0 and not gone


def _left(done: Done, frame: Frames) -> Frames:
    return Frames(done.frame + to_frames(UNDO_S) - frame)


def take_back(turn: Turn, go_on: GoOn) -> None:
    """Take the latest command back that can be."""
    session, done = turn.session, _latest(turn.session, turn.frame)
    if session.closing and session.closing.how == "interrupted":
        raise Refuse("the session is ending")
    if done is None or done.before is None:
        raise Refuse(
            "there is nothing to take back; `undo` takes back dose, booster, advance, return, "
            f"previous, next, choose and end within {UNDO_S:g} s"
        )
    place = session.recent.index(done)
    would = _without(done, session.recent[place + 1 :], turn, go_on)
    if would.over:
        raise Refuse("without it the session would be over; give `end` to end it")
    turn.session = replace(session, recent=(*session.recent[:place], *session.recent[place + 1 :]))
    turn.tell(f"{done.what} is taken back")
    turn.record(Undone(done.what, done.before.clock.begun, len(done.before.clock.doses)))
    _go_on_as(turn, would, done.before)


def _without(done: Done, since: Sequence[Done], turn: Turn, go_on: GoOn) -> Session:
    """Return the session as it would be by now, had a command not been given."""
    assert done.before is not None
    session, frame = _knowing(done.before, turn.session.lost, done.frame), done.frame
    for each in since:
        session, frame = _ticked(session, frame, each.frame, go_on), each.frame
        if _meets(session, each):
            session = go_on(session, replace(each.request, confirmed=True), frame)
    return _ticked(session, frame, turn.frame, go_on)


def _knowing(session: Session, lost: frozenset[str], frame: Frames) -> Session:
    """Return a session that knows of audio that was found damaged only later."""
    turn = Turn(replace(session, wake=START), frame)
    for key in sorted(lost - session.lost):
        faults.lose_audio(turn, key)
    return turn.session


def _meets(session: Session, done: Done) -> bool:
    """Tell whether a command would have met what it was about."""
    command, clock = done.request.command, session.clock
    if isinstance(command, c.Amend):
        return len(clock.doses) == done.doses
    return isinstance(command, _OF_ALL) or clock.phase == done.phase


def _ticked(session: Session, frame: Frames, until: Frames, go_on: GoOn) -> Session:
    while not session.over and (due := max(frame, grid_ceil(session.wake))) < until:
        session, frame = go_on(session, None, due), Frames(due + GRID)
    return session


def _go_on_as(turn: Turn, would: Session, before: Session) -> None:
    """Let the course of the session and its music be as they would be; the rest stays."""
    now, plan_moved_on = turn.session, would.clock.begun > before.clock.begun
    begun = before.clock.begun + plan_moved_on
    doses = now.clock.doses[: len(would.clock.doses)]
    turn.clock = replace(would.clock, begun=begun, doses=doses)
    turn.voice = replace(turn.voice, given=_given(now, would, before))
    if plan_moved_on:
        turn.record(PhaseBegan(turn.phase.name, "plan"))
    if now.holds.held != would.holds.held:
        turn.holds = replace(turn.holds, held=would.holds.held)
        turn.record(StateChanged("hold", on=would.holds.held))
    _follow_closing(turn, would)
    _follow_beds(turn, would)
    _follow_music(turn, would.music)
    settle(turn, "undo", rise=GENTLE_RISE_DB_S)


def _given(now: Session, would: Session, before: Session) -> frozenset[int]:
    """Return the places of the cues that the phase has given; one that came due is given now."""
    if now.clock.phase == would.clock.phase and now.clock.begun == would.clock.begun:
        return now.voice.given
    if before.clock.begun == would.clock.begun:
        return before.voice.given
    return frozenset()


def _follow_closing(turn: Turn, would: Session) -> None:
    now, then = turn.session.closing, would.closing
    if now == then:
        return
    turn.session = replace(turn.session, closing=then)
    if then is None:
        turn.record(Notice("the closing fade is called off"))
    elif now is not None:
        stretch(turn, then.ends, "undo")


def _follow_beds(turn: Turn, would: Session) -> None:
    beds, ground = would.ambience.beds, would.ambience.ground_bed
    ambience.crossfade_to(turn, [ambience.find(turn, bed.bed) for bed in beds], "undo")
    came = next((bed.bed for bed in beds if bed.voice == ground), None)
    voice = next((bed.voice for bed in turn.ambience.beds if bed.bed == came), None)
    turn.ambience = replace(turn.ambience, ground_bed=voice)


def _follow_music(turn: Turn, wanted: Music) -> None:
    """Bring the track back that would play, at its place, with the plan that goes on from it."""
    now, then = turn.music.playing, wanted.playing
    turn.music = replace(turn.music, heard=wanted.heard, slots=wanted.slots)
    if then is None or _rest(turn, wanted, then) < to_frames(LEAST_LEFT_S):
        if now or then:
            music.clear(turn, "undo")
    elif now is None or not _alike(turn, now, wanted, then):
        music.begin(turn, then.track, "undo", None, _place(turn, wanted, then))
    elif _place(turn, turn.music, now) != _place(turn, wanted, then):
        music.replan(turn)
    music.tell_plan(turn)


def _alike(turn: Turn, now: Playing, wanted: Music, then: Playing) -> bool:
    apart = abs(_place(turn, turn.music, now) - _place(turn, wanted, then))
    return now.track.id == then.track.id and apart < to_frames(LEAST_LEFT_S)


def _place(turn: Turn, bus: Music, playing: Playing) -> Frames:
    """Return how far into a track the music is."""
    return Frames((turn.frame if bus.frozen is None else bus.frozen) - playing.began)


def _rest(turn: Turn, bus: Music, playing: Playing) -> Frames:
    return Frames(playing.track.clip.frames - _place(turn, bus, playing))
