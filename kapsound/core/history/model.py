"""Holds what happened in a session: phases, sounds, states, doses, and what was said and done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

from kapsound.core.events import NO_TIME, Ended, Event
from kapsound.core.instructions import Bus, VoiceId
from kapsound.core.record_events import Closed, Interrupted, SessionBegan, Undelivered
from kapsound.text import credited
from kapsound.units import Frames, Seconds, to_frames, to_seconds

E = TypeVar("E", bound=Event)
E_co = TypeVar("E_co", bound=Event, covariant=True)
AT_ITS_BEGIN = Frames(0)


@dataclass(frozen=True, slots=True)
class Instant:
    """A time of the session, as its frame and as the wall time with its offset from UTC."""

    frame: Frames
    utc: datetime

    @property
    def t(self) -> Seconds:
        """The session time in seconds."""
        return to_seconds(self.frame)

    def before(self, seconds: Seconds) -> "Instant":
        """Return the time so many seconds earlier."""
        frame = Frames(self.frame - to_frames(seconds))
        return Instant(frame, self.utc - timedelta(seconds=seconds))


@dataclass(frozen=True, slots=True)
class Moment(Generic[E_co]):
    """An event, and when it happened."""

    at: Instant
    event: E_co


@dataclass(frozen=True, slots=True)
class PhaseRun:
    """A phase as it ran: `cause` is why it began, `end` is None while it runs.

    `landing` is the rung of the ladder its plan took last; `moved` is how far that moved its end.
    `ended_by` is why it ended: the cause of the phase after it ("plan", or the command that
    began that) or how the session ended; empty while it runs. `waiting` says that the music
    waited at its place as it ended.
    """

    name: str
    cause: str
    begin: Instant
    end: Instant | None = None
    landing: str = "open"
    moved: Seconds = NO_TIME
    ended_by: str = ""
    waiting: bool = False

    @property
    def landed(self) -> str:
        """The landing as it came: "left" where something else than its plan ended the phase.

        It is "waiting" where the plan did, but the music was waiting.
        """
        if self.ended_by not in ("", "plan"):
            return "left"
        return "waiting" if self.waiting else self.landing


@dataclass(frozen=True, slots=True)
class SoundRun:
    """A track, bed or cue as it was heard, in the phase of that number, counted from 0.

    `position` is how far into its audio it began, and `crossfade` how long the track before it
    took to leave. `end` is when it was told to leave, for `cause`, over `fade`; a sound that
    comes to its own end has none.
    """

    voice: VoiceId
    bus: Bus
    item: str
    title: str
    key: str
    phase: int
    begin: Instant
    position: Frames = AT_ITS_BEGIN
    crossfade: Seconds = NO_TIME
    end: Instant | None = None
    cause: str = ""
    fade: Seconds = NO_TIME
    artist: str = ""

    @property
    def name(self) -> str:
        """The title with the artist, or the id of what has none."""
        return credited(self.title or self.item, self.artist)


@dataclass(frozen=True, slots=True)
class DoseRun:
    """A dose as it stands in the end: its number from 1, when it was given, and what it was."""

    number: int
    at: Instant
    what: str = ""


@dataclass(frozen=True, slots=True)
class StateRun:
    """A state the session was in, such as "silence"; `end` is None while it lasts."""

    state: str
    begin: Instant
    end: Instant | None = None


class History(NamedTuple):
    """A session so far, each tuple in the order in which things happened.

    `first` and `last` are when its first and last line were written, None before there is one.
    `doses` are as they were corrected last, without those that were taken back.
    `told` are the doses, commands, notes, notices and faults, and where the sound or the record
    broke off and ended; ask for one kind of them with `of`. `acknowledged` counts the faults
    that somebody took note of. It is a named tuple, which the audio loop makes anew in less time.
    """

    header: SessionBegan | None = None
    first: Instant | None = None
    last: Instant | None = None
    phases: tuple[PhaseRun, ...] = ()
    tracks: tuple[SoundRun, ...] = ()
    beds: tuple[SoundRun, ...] = ()
    cues: tuple[SoundRun, ...] = ()
    states: tuple[StateRun, ...] = ()
    doses: tuple[DoseRun, ...] = ()
    told: tuple[Moment[Event], ...] = ()
    acknowledged: int = 0

    def of(self, kind: type[E]) -> tuple[Moment[E], ...]:
        """Return what was told of one kind, such as `of(DoseMarked)`."""
        return tuple(
            Moment(moment.at, moment.event)
            for moment in self.told
            if isinstance(moment.event, kind)
        )

    @property
    def title(self) -> str:
        """The title of the session."""
        return self.header.spec.title if self.header else ""

    @property
    def client(self) -> str:
        """The client's code, empty where none was given."""
        return self.header.spec.client if self.header else ""

    @property
    def end(self) -> Instant | None:
        """When the session was over, or else its last line."""
        over = self.of(Ended)
        return over[0].at if over else self.last

    @property
    def closed(self) -> str | None:
        """How the session ended, once its record is closed."""
        return next((moment.event.how for moment in self.of(Closed)), None)

    @property
    def unheard(self) -> Seconds:
        """How much was not heard, as the output was lost or the player had stopped."""
        lost = sum(moment.event.frames for moment in self.of(Undelivered))
        return to_seconds(lost + sum(moment.event.unheard for moment in self.of(Interrupted)))
