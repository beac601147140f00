"""Defines the live commands: one dataclass each, its docstring the help a therapist reads."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from kapsound.core.instructions import Bus
from kapsound.units import Decibels, Seconds


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


@dataclass(frozen=True, slots=True)
class Dose(Command):
    """Mark the first dose: crossfade into onset; D+ counts from here."""

    name = "dose"


@dataclass(frozen=True, slots=True)
class Booster(Command):
    """Mark a further dose: the boundaries still ahead move later, counted from it."""

    name = "booster"


@dataclass(frozen=True, slots=True)
class Next(Command):
    """Crossfade to the next track of the phase."""

    name = "next"


@dataclass(frozen=True, slots=True)
class Choose(Command):
    """Crossfade to a track of the phase, by its id or number as `status` lists them."""

    name = "choose"
    track: str


@dataclass(frozen=True, slots=True)
class Hold(Command):
    """Stay in this phase until `release`; its music goes on."""

    name = "hold"


@dataclass(frozen=True, slots=True)
class Release(Command):
    """Leave the hold: the phase ends as planned, or after the present track if that is past."""

    name = "release"


@dataclass(frozen=True, slots=True)
class Extend(Command):
    """Let this phase end later, by a length such as `5m` or `90s`."""

    name = "extend"
    by: Seconds


@dataclass(frozen=True, slots=True)
class Shorten(Command):
    """Let this phase end earlier, by a length such as `5m` or `90s`."""

    name = "shorten"
    by: Seconds


@dataclass(frozen=True, slots=True)
class Advance(Command):
    """Crossfade into the next phase now."""

    name = "advance"


@dataclass(frozen=True, slots=True)
class Return(Command):
    """Crossfade into the phase named return now."""

    name = "return"


@dataclass(frozen=True, slots=True)
class BedChange(Command):
    """Crossfade the ambience to one bed, or with `off` to none."""

    name = "bed"
    bed: str


@dataclass(frozen=True, slots=True)
class BedAdd(Command):
    """Layer a bed over those that play."""

    name = "bed-add"
    bed: str


@dataclass(frozen=True, slots=True)
class BedDrop(Command):
    """Fade one bed out and leave the others."""

    name = "bed-drop"
    bed: str


@dataclass(frozen=True, slots=True)
class Soften(Command):
    """Music and ambience 6 dB down over 3 s; again goes further, to a floor of -18 dB."""

    name = "soften"


@dataclass(frozen=True, slots=True)
class Restore(Command):
    """Undo every soften, rising slowly."""

    name = "restore"


@dataclass(frozen=True, slots=True)
class Silence(Command):
    """Deliberate silence: music and ambience fade to nothing over 5 s; the clock runs on."""

    name = "silence"


@dataclass(frozen=True, slots=True)
class Sound(Command):
    """Leave the silence: back over 8 s, where the plan now stands."""

    name = "sound"


@dataclass(frozen=True, slots=True)
class Pause(Command):
    """The music waits at its place; the bed stays and the clock runs on."""

    name = "pause"


@dataclass(frozen=True, slots=True)
class Resume(Command):
    """Leave the topmost of stop, ground and pause."""

    name = "resume"


@dataclass(frozen=True, slots=True)
class Talk(Command):
    """Duck music and beds while the therapist speaks in the room; again, or `off`, ends it."""

    name = "talk"
    switch: Switch = Switch.TOGGLE


@dataclass(frozen=True, slots=True)
class Ground(Command):
    """The music fades to the bed and the grounding cue plays; `resume` leaves it."""

    name = "ground"


@dataclass(frozen=True, slots=True)
class CueStart(Command):
    """A voice cue over ducked music; while another is heard it waits, or takes its place."""

    name = "cue"
    cue: str
    turn: CueTurn = CueTurn.WAIT


@dataclass(frozen=True, slots=True)
class CueStop(Command):
    """End the voice cue that is heard, and forget one that waits."""

    name = "stop-cue"


@dataclass(frozen=True, slots=True)
class Level(Command):
    """Set a bus's level in dB, -60 to +6: it ramps there, up at most 3 dB a second."""

    name = "level"
    bus: Bus
    level: Decibels


@dataclass(frozen=True, slots=True)
class Note(Command):
    """Write a line into the record; no sound."""

    name = "note"
    text: str


@dataclass(frozen=True, slots=True)
class Vitals(Command):
    """Write vital signs into the record; no sound."""

    name = "vitals"
    text: str


@dataclass(frozen=True, slots=True)
class Mark(Command):
    """Mark this moment in the record; no sound."""

    name = "mark"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledge(Command):
    """Take note of the faults shown: the banner goes, the record keeps them; no sound."""

    name = "acknowledge"
    text: str = ""


@dataclass(frozen=True, slots=True)
class End(Command):
    """End the session with its closing fade; asks once."""

    name = "end"


@dataclass(frozen=True, slots=True)
class Stop(Command):
    """Emergency stop: everything fades within 300 ms; the session stays open for `resume`."""

    name = "stop"


LIVE_COMMANDS: tuple[type[Command], ...] = (
    Dose, Booster, Next, Choose, Hold, Release, Extend, Shorten, Advance, Return,
    BedChange, BedAdd, BedDrop, Soften, Restore, Silence, Sound, Pause, Resume, Talk, Ground,
    CueStart, CueStop, Level, Note, Vitals, Mark, Acknowledge, End, Stop,
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
