"""Holds the session's state: one frozen value that says everything about this moment."""

from dataclasses import dataclass

from kapsound.core.commands import Request
from kapsound.core.events import Event
from kapsound.core.instructions import SOURCE_BUSES, Bus, RampBus, VoiceId
from kapsound.core.landing import LANDINGS
from kapsound.core.material import Cue, Material, Phase, Track
from kapsound.core.plan import Ends, Slot
from kapsound.units import SILENT_DB, Frames

START = Frames(0)
NEVER = Frames(1 << 62)


@dataclass(frozen=True, slots=True)
class Playing:
    """A track on the music bus; `began` moves later by the time it waited."""

    track: Track
    voice: VoiceId
    phase: int
    began: Frames

    @property
    def end(self) -> Frames:
        """The frame at which its clip is over, if it does not wait."""
        return Frames(self.began + self.track.clip.frames)


@dataclass(frozen=True, slots=True)
class Speaking:
    """A cue whose ducking has begun; its voice sounds from `starts` to `ends`."""

    cue: Cue
    starts: Frames
    ends: Frames
    voice: VoiceId | None = None


@dataclass(frozen=True, slots=True)
class SoundingBed:
    """A bed on the ambience bus, since `began`."""

    bed: str
    voice: VoiceId
    began: Frames


@dataclass(frozen=True, slots=True)
class Closing:
    """An end of the session that is on its way; `how` as in the event `ended`."""

    how: str
    ends: Frames


@dataclass(frozen=True, slots=True)
class MarkedDose:
    """A dose as it was given: when, and what in words.

    `floor` are the ends asked for before it, none of which it moves earlier; without one it
    moved nothing.
    """

    at: Frames
    what: str = ""
    floor: Ends = ()


@dataclass(frozen=True, slots=True)
class LeftPhase:
    """A phase that was left: its place, when it began, the end asked for, and the cues it gave."""

    number: int
    began: Frames
    end: Frames | None
    given: frozenset[int]


@dataclass(frozen=True, slots=True)
class Clock:
    """The present phase, its time and the doses.

    `ends` holds the end asked for of each phase, None where it waits for the dose; the present
    phase, since `began`, ends `moved` frames beside it, so that it lands. `landing` is the rung
    of the ladder the plan takes: "exact", "moved", "early", "faded" or "open". `begun` is how
    many phases began so far, `path` those that were left on the way to this one.
    """

    phase: int = 0
    began: Frames = START
    ends: Ends = ()
    moved: Frames = START
    landing: str = "open"
    doses: tuple[MarkedDose, ...] = ()
    over_maximum: bool = False
    begun: int = 0
    path: tuple[LeftPhase, ...] = ()


@dataclass(frozen=True, slots=True)
class Music:
    """The music bus: the track that plays and those that are planned.

    From `free` on nothing that was told to leave still fades. `heard` holds the keys of the
    tracks' audio, least recently begun first. `frozen` is the frame since which the music waits;
    `freeze_at` the frame at which it will.
    """

    playing: Playing | None = None
    free: Frames = START
    slots: tuple[Slot, ...] = ()
    heard: tuple[str, ...] = ()
    frozen: Frames | None = None
    freeze_at: Frames | None = None


@dataclass(frozen=True, slots=True)
class Ambience:
    """The beds that sound; `ground_bed` is the one `ground` brought because none sounded.

    `held_back` are the beds that the safe one stands in for after a loop of crashes.
    """

    beds: tuple[SoundingBed, ...] = ()
    ground_bed: VoiceId | None = None
    held_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """The cue that has its turn and the one that waits for it.

    `given` are the places of the phase's scheduled cues that had their turn; `played` is when
    each cue began to speak. From `free` on nothing that was cut still fades.
    """

    speaking: Speaking | None = None
    waiting: Cue | None = None
    given: frozenset[int] = frozenset()
    played: tuple[tuple[str, Frames], ...] = ()
    free: Frames = START


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels set for each bus, how the source buses move, and how far they are softened."""

    by_bus: tuple[tuple[Bus, float], ...] = tuple((bus, 0.0) for bus in Bus)
    ramps: tuple[RampBus, ...] = tuple(
        RampBus(bus, START, SILENT_DB, START, SILENT_DB) for bus in SOURCE_BUSES
    )
    softened: float = 0.0


@dataclass(frozen=True, slots=True)
class Holds:
    """The states that hold the session; all but `held`, of a phase, are the frame they began."""

    held: bool = False
    stopped: Frames | None = None
    silenced: Frames | None = None
    grounded: Frames | None = None
    paused: Frames | None = None
    talking: Frames | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A command that took effect at a frame, in the phase of that number, after so many doses.

    One that can be taken back keeps the session as it was `before`; `what` it was is in words.
    """

    frame: Frames
    request: Request
    phase: int
    doses: int
    what: str
    before: "Session | None"


@dataclass(frozen=True, slots=True)
class Session:
    """A session at one frame, in groups that change together.

    `lost` holds the keys of damaged audio. `voices` is how many voices began so far. `recent`
    are the commands of the last seconds, for `undo`. `wake` is the first frame at which a tick
    has anything to do.
    """

    material: Material
    clock: Clock = Clock()
    music: Music = Music()
    ambience: Ambience = Ambience()
    voice: Voice = Voice()
    levels: Levels = Levels()
    holds: Holds = Holds()
    lost: frozenset[str] = frozenset()
    closing: Closing | None = None
    over: bool = False
    voices: int = 0
    answers: tuple[tuple[str, Event], ...] = ()
    recent: tuple[Done, ...] = ()
    wake: Frames = START

    @property
    def phase(self) -> Phase:
        """The present phase."""
        return self.material.phases[self.clock.phase]

    @property
    def waiting(self) -> bool:
        """Whether the music waits at its place (stop, ground or pause)."""
        holds = self.holds
        return not (holds.stopped is None and holds.grounded is None and holds.paused is None)

    @property
    def target(self) -> Frames | None:
        """The end asked for of the present phase; None while it waits for the dose."""
        return self.clock.ends[self.clock.phase]

    @property
    def end(self) -> Frames | None:
        """The planned end of the present phase, moved to land; None where `target` is."""
        return None if self.target is None else Frames(self.target + self.clock.moved)

    @property
    def landed(self) -> bool:
        """Whether the present phase ends where its music does."""
        return self.clock.landing in LANDINGS

    @property
    def last_phase(self) -> bool:
        """Whether no phase follows the present one."""
        return self.clock.phase == len(self.material.phases) - 1

    def level(self, bus: Bus) -> float:
        """Return what the therapist set a bus to, in dB."""
        return dict(self.levels.by_bus)[bus]

    def ramp(self, bus: Bus) -> RampBus:
        """Return how a source bus moves."""
        return self.levels.ramps[SOURCE_BUSES.index(bus)]
