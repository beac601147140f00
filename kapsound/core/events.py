"""Defines the events of a session: each says what happened, and is journaled with its frame."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

from kapsound.core.instructions import Bus, VoiceId
from kapsound.core.json_values import read_dataclass
from kapsound.units import Decibels, Frames, Seconds


class Event:
    """Something that happened; `kind` names it in the record, `record` and `read` are its JSON."""

    kind: ClassVar[str]
    __slots__ = ()

    def record(self) -> dict[str, object]:
        """Return the event's own values by name, ready for JSON."""
        return {item.name: getattr(self, item.name) for item in fields(self)}  # type: ignore[arg-type]  # every event is a dataclass

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Read what `record` returned.

        Raises:
            ValueError: a value is missing or of another type; the message names it.

        """
        return read_dataclass(cls, values)


class Outcome(Event):
    """What became of a request; `text` is the reason or the question, empty once it was taken."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """The reason or the question, in plain words."""
        return ""


@dataclass(frozen=True, slots=True)
class Accepted(Outcome):
    """A command took effect."""

    kind = "accepted"
    request: str


@dataclass(frozen=True, slots=True)
class Refused(Outcome):
    """A command did nothing; `reason` says why and what to do."""

    kind = "refused"
    request: str
    reason: str

    @property
    def text(self) -> str:
        """The reason."""
        return self.reason


@dataclass(frozen=True, slots=True)
class Asked(Outcome):
    """A command waits for confirmation: give it again, confirmed."""

    kind = "asked"
    request: str
    question: str

    @property
    def text(self) -> str:
        """The question."""
        return self.question


@dataclass(frozen=True, slots=True)
class PhaseBegan(Event):
    """A phase began; `cause` is "session", "plan", "dose", "advance", "return" or "booster"."""

    kind = "phase"
    phase: str
    cause: str


_NOT_AT_ALL = Seconds(0.0)


@dataclass(frozen=True, slots=True)
class Planned(Event):
    """The rest was planned again; `ends` are the frames at which the phases end, None if open.

    `landing` is the rung of the ladder it takes: "exact", "moved" (by `moved_s`), "early",
    "faded" or "open".
    """

    kind = "plan"
    phase: str
    landing: str
    ends: tuple[Frames | None, ...]
    moved_s: Seconds = _NOT_AT_ALL


@dataclass(frozen=True, slots=True)
class DoseMarked(Event):
    """The first dose (number 1) or a booster (2 and on)."""

    kind = "dose"
    number: int


@dataclass(frozen=True, slots=True)
class VoiceBegan(Event):
    """A track, bed or cue began to sound at a linear gain, `position` frames into its audio."""

    kind = "began"
    voice: VoiceId
    bus: Bus
    item: str
    title: str
    key: str
    position: Frames
    gain: float


@dataclass(frozen=True, slots=True)
class VoiceEnded(Event):
    """A track, bed or cue began to leave; `cause` is in words, `fade_s` how long it takes."""

    kind = "left"
    voice: VoiceId
    item: str
    cause: str
    fade_s: Seconds


@dataclass(frozen=True, slots=True)
class BusMoved(Event):
    """A bus moves to a level (dB, and the linear gain it comes to) for a reason in words."""

    kind = "bus"
    bus: Bus
    from_db: Decibels
    to_db: Decibels
    gain: float
    over_s: Seconds
    why: str


@dataclass(frozen=True, slots=True)
class StateChanged(Event):
    """One of the stacking states began or ended: stop, silence, ground, pause, soften, talk..."""

    kind = "state"
    state: str
    on: bool
    lasted_s: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Noted(Event):
    """A line for the record; `label` is "note", "vitals" or "mark"."""

    kind = "note"
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice(Event):
    """Something the therapist should know, in plain words."""

    kind = "notice"
    text: str


@dataclass(frozen=True, slots=True)
class Fault(Event):
    """Something went wrong; what was done about it."""

    kind = "fault"
    cause: str
    action: str

    @property
    def text(self) -> str:
        """Both in one line."""
        return f"{self.cause}; {self.action}"


@dataclass(frozen=True, slots=True)
class AudioPrepared(Event):
    """A sound of the playlist was prepared while the session ran; `name` is its file's."""

    kind = "prepared"
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Ended(Event):
    """The session is over; `how` is "plan", "end" or "interrupted"."""

    kind = "ended"
    how: str


SESSION_EVENTS: tuple[type[Event], ...] = (
    PhaseBegan, Planned, DoseMarked, VoiceBegan, VoiceEnded, BusMoved, StateChanged, Noted, Notice,
    Fault, AudioPrepared, Ended,
)  # fmt: skip
