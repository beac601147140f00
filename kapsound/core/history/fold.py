"""Makes the history of a session from its events, one after the other."""

from collections.abc import Iterable
from dataclasses import replace
from functools import singledispatch

from kapsound.core import events as e
from kapsound.core import record_events as r
from kapsound.core.commands import Acknowledge
from kapsound.core.history.model import (
    DoseRun,
    History,
    Instant,
    Moment,
    PhaseRun,
    SoundRun,
    StateRun,
)
from kapsound.core.instructions import Bus
from kapsound.units import Seconds

# While one of these lasts, the music waits at its place.
_WAITING = ("stop", "ground", "pause")


def history_of(moments: Iterable[Moment[e.Event]]) -> History:
    """Return the history that the lines of a record tell."""
    history = History()
    for moment in moments:
        history = advance(history, moment)
    return history


def advance(history: History, moment: Moment[e.Event]) -> History:
    """Return the history after one more line."""
    at = moment.at
    return _after(moment.event, at, history)._replace(first=history.first or at, last=at)


@singledispatch
def _after(_event: e.Event, _at: Instant, history: History) -> History:
    """Return the history after an event; one that no reader asks for changes nothing."""
    return history


@_after.register
def _(event: r.SessionBegan, _at: Instant, history: History) -> History:
    return history._replace(header=event)


@_after.register
def _(event: e.PhaseBegan, at: Instant, history: History) -> History:
    phases = _ended(history, at, event.cause)
    return history._replace(phases=(*phases, PhaseRun(event.phase, event.cause, at)))


@_after.register
def _(event: e.Planned, _at: Instant, history: History) -> History:
    if not history.phases:
        return history
    *before, present = history.phases
    planned = replace(present, landing=event.landing, moved=event.moved_s)
    return history._replace(phases=(*before, planned))


@_after.register
def _(event: e.VoiceBegan, at: Instant, history: History) -> History:
    sound = SoundRun(
        voice=event.voice,
        bus=event.bus,
        item=event.item,
        title=event.title,
        artist=event.artist,
        key=event.key,
        phase=max(0, len(history.phases) - 1),
        begin=at,
        position=event.position,
    )
    if event.bus is Bus.VOICE:
        return history._replace(cues=(*history.cues, sound))
    if event.bus is Bus.AMBIENCE:
        return history._replace(beds=(*history.beds, sound))
    track = replace(sound, crossfade=_crossfade(history, at))
    return history._replace(tracks=(*history.tracks, track))


@_after.register
def _(event: e.VoiceEnded, at: Instant, history: History) -> History:
    return history._replace(
        tracks=_left(history.tracks, event, at),
        beds=_left(history.beds, event, at),
        cues=_left(history.cues, event, at),
    )


@_after.register
def _(event: e.StateChanged, at: Instant, history: History) -> History:
    if event.on:
        return history._replace(states=(*history.states, StateRun(event.state, at)))
    states = (
        replace(run, end=at) if run.state == event.state and run.end is None else run
        for run in history.states
    )
    return history._replace(states=tuple(states))


@_after.register
def _(event: e.Noted, at: Instant, history: History) -> History:
    if event.label == Acknowledge.name:
        return history._replace(acknowledged=len(history.of(e.Fault)))
    return _tell(event, at, history)


@_after.register
def _(event: e.Ended, at: Instant, history: History) -> History:
    phases = _ended(history, at, event.how)
    return _tell(event, at, history)._replace(phases=phases)


@_after.register
def _(event: e.DoseMarked, at: Instant, history: History) -> History:
    doses = (*history.doses, DoseRun(event.number, at.before(event.ago_s), event.what))
    return _tell(event, at, history)._replace(doses=doses)


@_after.register
def _(event: e.DoseAmended, at: Instant, history: History) -> History:
    amended = DoseRun(event.number, at.before(event.ago_s), event.what)
    doses = (amended if dose.number == event.number else dose for dose in history.doses)
    return _tell(event, at, history)._replace(doses=tuple(doses))


@_after.register
def _(event: e.Undone, at: Instant, history: History) -> History:
    *stand, last = history.phases[: event.phases] or (None,)
    phases = (*stand, replace(last, end=None, ended_by="", waiting=False)) if last else ()
    tracks = (
        replace(track, phase=min(track.phase, max(0, len(phases) - 1))) for track in history.tracks
    )
    return _tell(event, at, history)._replace(
        phases=phases, tracks=tuple(tracks), doses=history.doses[: event.doses]
    )


@_after.register(e.Notice)
@_after.register(e.Fault)
@_after.register(r.CommandGiven)
@_after.register(e.Slept)
@_after.register(r.Undelivered)
@_after.register(r.OutputOpened)
@_after.register(r.Underrun)
@_after.register(r.Delivered)
@_after.register(r.Continued)
@_after.register(r.Interrupted)
@_after.register(r.DiskStalled)
@_after.register(r.LinesLost)
@_after.register(r.Closed)
def _tell(event: e.Event, at: Instant, history: History) -> History:
    return history._replace(told=(*history.told, Moment(at, event)))


def _ended(history: History, at: Instant, by: str) -> tuple[PhaseRun, ...]:
    *before, last = history.phases or (None,)
    if last is None or last.end:
        return history.phases
    waiting = any(run.end is None and run.state in _WAITING for run in history.states)
    return (*before, replace(last, end=at, ended_by=by, waiting=waiting))


def _crossfade(history: History, at: Instant) -> Seconds:
    """Return how long the track before takes to leave, if it leaves for this one."""
    before = history.tracks[-1] if history.tracks else None
    leaves = before is not None and before.end is not None and before.end.frame == at.frame
    return before.fade if before and leaves else e.NO_TIME


def _left(sounds: tuple[SoundRun, ...], event: e.VoiceEnded, at: Instant) -> tuple[SoundRun, ...]:
    return tuple(
        replace(sound, end=at, cause=event.cause, fade=event.fade_s)
        if sound.voice == event.voice
        else sound
        for sound in sounds
    )
