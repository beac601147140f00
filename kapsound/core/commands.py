"""Defines the live commands: one dataclass each, its docstring the help a therapist reads."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from kapsound.core.instructions import Bus
from kapsound.units import Decibels, Seconds

JUST_NOW = Seconds(0.0)


class Switch(StrEnum):
    """The argument of `talk`: left out, it toggles."""

    ON = "on"
    OFF = "off"
    TOGGLE = "toggle"


class CueTurn(StrEnum):
    """What a cue does while another is heard: wait for its end, or take its place."""

    WAIT = "wait"
    REPLACE = "replace"


class Command:
    """A command to the session; `name` is how it is typed."""

    name: ClassVar[str]
    __slots__ = ()

    def __init_subclass__(cls, name: str = "") -> None:
        if name:  # a slotted dataclass is made a second time, from its values alone
            cls.name = name


@dataclass(frozen=True, slots=True)
class Dose(Command, name="dose"):
    """Mark the first dose, now or `at -2m`: crossfade into onset; D+ counts from it."""

    ago: Seconds = JUST_NOW
    what: str = ""


@dataclass(frozen=True, slots=True)
class Booster(Command, name="booster"):
    """Mark a further dose: the boundaries still ahead move later, counted from it."""

    ago: Seconds = JUST_NOW
    what: str = ""


@dataclass(frozen=True, slots=True)
class Amend(Command, name="amend"):
    """Correct the last dose: when it was given, counted back from now, or what it was."""

    ago: Seconds | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Next(Command, name="next"):
    """Crossfade to the next track of the phase."""


@dataclass(frozen=True, slots=True)
class Choose(Command, name="choose"):
    """Crossfade to a track of the phase, by its id or number as `status` lists them."""

    track: str


@dataclass(frozen=True, slots=True)
class Hold(Command, name="hold"):
    """Stay in this phase until `release`; its music goes on."""


@dataclass(frozen=True, slots=True)
class Release(Command, name="release"):
    """Leave the hold: the phase ends as planned, or after the present track if that is past."""


@dataclass(frozen=True, slots=True)
class Extend(Command, name="extend"):
    """Let this phase end later, by a length such as `1:30`, `90s` or `5m`."""

    by: Seconds


@dataclass(frozen=True, slots=True)
class Shorten(Command, name="shorten"):
    """Let this phase end earlier, by a length such as `1:30`, `90s` or `5m`."""

    by: Seconds


@dataclass(frozen=True, slots=True)
class Advance(Command, name="advance"):
    """Crossfade into the next phase now."""


@dataclass(frozen=True, slots=True)
class Return(Command, name="return"):
    """Crossfade into the phase named return now."""


@dataclass(frozen=True, slots=True)
class Previous(Command, name="previous"):
    """Crossfade back into the phase before, for the time that was left of it, or all of it."""


@dataclass(frozen=True, slots=True)
class Undo(Command, name="undo"):
    """Take back a change of course, track or dose within 10 s; again, the one before it."""


@dataclass(frozen=True, slots=True)
class BedChange(Command, name="bed"):
    """Crossfade the ambience to one bed, or with `off` to none."""

    bed: str


@dataclass(frozen=True, slots=True)
class BedAdd(Command, name="bed-add"):
    """Layer a bed over those that play."""

    bed: str


@dataclass(frozen=True, slots=True)
class BedDrop(Command, name="bed-drop"):
    """Fade one bed out and leave the others."""

    bed: str


@dataclass(frozen=True, slots=True)
class Soften(Command, name="soften"):
    """Music and ambience 6 dB down over 3 s; again goes further, to a floor of -18 dB."""


@dataclass(frozen=True, slots=True)
class Restore(Command, name="restore"):
    """Undo every soften, rising slowly."""


@dataclass(frozen=True, slots=True)
class Silence(Command, name="silence"):
    """Deliberate silence: music and ambience fade to nothing over 5 s; the clock runs on."""


@dataclass(frozen=True, slots=True)
class Sound(Command, name="sound"):
    """Leave the silence: back over 8 s, where the plan now stands."""


@dataclass(frozen=True, slots=True)
class Pause(Command, name="pause"):
    """The music waits at its place; the bed stays and the clock runs on."""


@dataclass(frozen=True, slots=True)
class Resume(Command, name="resume"):
    """Leave the topmost of stop, ground and pause."""


@dataclass(frozen=True, slots=True)
class Talk(Command, name="talk"):
    """Duck music and beds while the therapist speaks in the room; again, or `off`, ends it."""

    switch: Switch = Switch.TOGGLE


@dataclass(frozen=True, slots=True)
class Ground(Command, name="ground"):
    """The music fades to the bed and the grounding cue plays; `resume` leaves it."""


@dataclass(frozen=True, slots=True)
class CueStart(Command, name="cue"):
    """A voice cue over ducked music; while another is heard it waits, or takes its place."""

    cue: str
    turn: CueTurn = CueTurn.WAIT


@dataclass(frozen=True, slots=True)
class CueStop(Command, name="stop-cue"):
    """End the voice cue that is heard, and forget one that waits."""


@dataclass(frozen=True, slots=True)
class Level(Command, name="level"):
    """Set a bus's level in dB, -60 to +6: it ramps there, up at most 3 dB a second."""

    bus: Bus
    level: Decibels


@dataclass(frozen=True, slots=True)
class OutputChange(Command, name="output"):
    """Let the sound go to another output, as `--output` takes it; it fades out here, in there."""

    output: str


@dataclass(frozen=True, slots=True)
class Note(Command, name="note"):
    """Write a line into the record; no sound."""

    text: str


@dataclass(frozen=True, slots=True)
class Vitals(Command, name="vitals"):
    """Write vital signs into the record; no sound."""

    text: str


@dataclass(frozen=True, slots=True)
class Mark(Command, name="mark"):
    """Mark this moment in the record; no sound."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledge(Command, name="acknowledge"):
    """Take note of the faults shown: the banner goes, the record keeps them; no sound."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class End(Command, name="end"):
    """End the session with its closing fade; asks once."""


@dataclass(frozen=True, slots=True)
class Stop(Command, name="stop"):
    """Emergency stop: everything fades within 300 ms; the session stays open for `resume`."""


LIVE_COMMANDS: tuple[type[Command], ...] = (
    Dose, Booster, Amend, Next, Choose, Hold, Release, Extend, Shorten, Advance, Return,
    Previous, Undo,
    BedChange, BedAdd, BedDrop, Soften, Restore, Silence, Sound, Pause, Resume, Talk, Ground,
    CueStart, CueStop, Level, OutputChange, Note, Vitals, Mark, Acknowledge, End, Stop,
)  # fmt: skip


class Role(StrEnum):
    """The kinds of those who command.

    `player` is the player itself, `schedule` a command that was written beforehand.
    """

    SCREEN = "screen"
    SCRIPT = "script"
    REMOTE = "remote"
    PLAYER = "player"
    SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who commands: a role, and a name for the record."""

    role: Role
    name: str


THERAPIST = Actor(Role.SCRIPT, "therapist")
PLAYER = Actor(Role.PLAYER, "player")
SCHEDULE = Actor(Role.SCHEDULE, "schedule")


@dataclass(frozen=True, slots=True)
class Request:
    """A command as it was given: by whom, with an id that makes it happen only once.

    `confirmed` answers the question of a command that asks first.
    """

    id: str
    command: Command
    actor: Actor = THERAPIST
    confirmed: bool = False
