"""Defines the events of a session: each says what happened, and is journaled with its frame."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

from kapsound.core.instructions import Bus, VoiceId
from kapsound.core.json_values import read_dataclass
from kapsound.units import Decibels, Frames, Seconds

NO_TIME = Seconds(0.0)


class Event:
    """Something that happened; `kind` names it in the record, `record` and `read` are its JSON."""

    kind: ClassVar[str]
    __slots__ = ()

    def __init_subclass__(cls, kind: str = "") -> None:
        if kind:  # a slotted dataclass is made a second time, from its values alone
            cls.kind = kind

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


@dataclass(frozen=True, slots=True)
class Outcome(Event):
    """What became of a request; `text` is the reason or the question.

    Once it was taken, it says what was done if that is not quite what was asked for.
    """

    request: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Accepted(Outcome, kind="accepted"):
    """A command took effect."""


@dataclass(frozen=True, slots=True)
class Refused(Outcome, kind="refused"):
    """A command did nothing; `text` says why and what to do."""


@dataclass(frozen=True, slots=True)
class Asked(Outcome, kind="asked"):
    """A command waits for confirmation: give it again, confirmed."""


@dataclass(frozen=True, slots=True)
class PhaseBegan(Event, kind="phase"):
    """A phase began; `cause` is "session" or "plan", or the command that began it."""

    phase: str
    cause: str


@dataclass(frozen=True, slots=True)
class Planned(Event, kind="plan"):
    """The rest was planned again; `ends` are the frames at which the phases end, None if open.

    `landing` is the rung of the ladder it takes: "exact", "moved" (by `moved_s`), "early",
    "faded" or "open".
    """

    phase: str
    landing: str
    ends: tuple[Frames | None, ...]
    moved_s: Seconds = NO_TIME


@dataclass(frozen=True, slots=True)
class DoseMarked(Event, kind="dose"):
    """The first dose (number 1) or a booster (2 and on), given `ago_s` before this line."""

    number: int
    ago_s: Seconds = NO_TIME
    what: str = ""


@dataclass(frozen=True, slots=True)
class DoseAmended(Event, kind="amended"):
    """A dose that was marked is corrected: it was given `ago_s` before this line."""

    number: int
    ago_s: Seconds
    what: str


@dataclass(frozen=True, slots=True)
class Undone(Event, kind="undone"):
    """A command was taken back, `what` in words; so many phases and doses of before it stand."""

    what: str
    phases: int
    doses: int


@dataclass(frozen=True, slots=True)
class VoiceBegan(Event, kind="began"):
    """A track, bed or cue began to sound at a linear gain, `position` frames into its audio.

    What an older kapsound wrote has no `artist` of its own.
    """

    voice: VoiceId
    bus: Bus
    item: str
    title: str
    key: str
    position: Frames
    gain: float
    artist: str = ""


@dataclass(frozen=True, slots=True)
class VoiceEnded(Event, kind="left"):
    """A track, bed or cue began to leave; `cause` is in words, `fade_s` how long it takes."""

    voice: VoiceId
    item: str
    cause: str
    fade_s: Seconds


@dataclass(frozen=True, slots=True)
class BusMoved(Event, kind="bus"):
    """A bus moves to a level (dB, and the linear gain it comes to) for a reason in words."""

    bus: Bus
    from_db: Decibels
    to_db: Decibels
    gain: float
    over_s: Seconds
    why: str


@dataclass(frozen=True, slots=True)
class StateChanged(Event, kind="state"):
    """One of the stacking states began or ended: stop, silence, ground, pause, soften, talk..."""

    state: str
    on: bool
    lasted_s: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Noted(Event, kind="note"):
    """A line for the record; `label` is "note", "vitals" or "mark"."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice(Event, kind="notice"):
    """Something the therapist should know, in plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Fault(Event, kind="fault"):
    """Something went wrong; what was done about it."""

    cause: str
    action: str

    @property
    def text(self) -> str:
        """Both in one line."""
        return f"{self.cause}; {self.action}"


@dataclass(frozen=True, slots=True)
class Slept(Event, kind="slept"):
    """The machine slept, and the session with it: nothing was heard for so long."""

    seconds: Seconds


@dataclass(frozen=True, slots=True)
class AudioPrepared(Event, kind="prepared"):
    """A sound of the playlist was prepared while the session ran; `name` is its file's."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Ended(Event, kind="ended"):
    """The session is over; `how` is "plan", "end" or "interrupted"."""

    how: str


SESSION_EVENTS: tuple[type[Event], ...] = (
    PhaseBegan, Planned, DoseMarked, DoseAmended, Undone, VoiceBegan, VoiceEnded, BusMoved,
    StateChanged, Noted, Notice, Fault, Slept, AudioPrepared, Ended,
)  # fmt: skip
