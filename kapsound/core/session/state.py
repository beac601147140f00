"""The session's state: one frozen value that says everything about this moment."""

from dataclasses import dataclass

from kapsound.core.events import Event
from kapsound.core.instructions import SOURCE_BUSES, Bus, RampBus, VoiceId
from kapsound.core.landing import LANDINGS
from kapsound.core.material import Cue, Material, Track
from kapsound.core.plan import Slot
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
    """The session's end is on its way; `how` as in the event `ended`."""

    how: str
    ends: Frames


@dataclass(frozen=True, slots=True)
class Session:
    """A session at one frame.

    `ends` holds the end asked for of each phase, None where it waits for the dose; the present
    phase ends `moved` frames beside it, so that it lands. `landing` is the rung of the ladder
    the plan takes: "exact", "moved", "early", "faded" or "open". `heard` holds
    the keys of the tracks' audio, least recently begun first. `stopped`, `silenced`,
    `grounded`, `paused` and `talking` hold the frame they began at. `frozen` is the frame since
    which the music waits; `freeze_at` the frame at which it will. From `music_free` and
    `voice_free` on nothing that was told to leave still fades on that bus. `ground_bed` is the
    bed `ground` brought because none sounded. `wake` is the first frame at which a tick has
    anything to do.
    """

    material: Material
    phase: int = 0
    phase_began: Frames = START
    ends: tuple[Frames | None, ...] = ()
    doses: tuple[Frames, ...] = ()
    held: bool = False
    music: Playing | None = None
    music_free: Frames = START
    slots: tuple[Slot, ...] = ()
    landing: str = "open"
    moved: Frames = START
    heard: tuple[str, ...] = ()
    lost: frozenset[str] = frozenset()
    beds: tuple[SoundingBed, ...] = ()
    cue: Speaking | None = None
    waiting_cue: Cue | None = None
    cues_given: frozenset[int] = frozenset()
    cues_played: tuple[tuple[str, Frames], ...] = ()
    voice_free: Frames = START
    levels: tuple[tuple[Bus, float], ...] = tuple((bus, 0.0) for bus in Bus)
    ramps: tuple[RampBus, ...] = tuple(
        RampBus(bus, START, SILENT_DB, START, SILENT_DB) for bus in SOURCE_BUSES
    )
    softened: float = 0.0
    stopped: Frames | None = None
    silenced: Frames | None = None
    grounded: Frames | None = None
    ground_bed: VoiceId | None = None
    paused: Frames | None = None
    talking: Frames | None = None
    frozen: Frames | None = None
    freeze_at: Frames | None = None
    over_maximum: bool = False
    closing: Closing | None = None
    over: bool = False
    voices: int = 0
    answers: tuple[tuple[str, Event], ...] = ()
    wake: Frames = START

    @property
    def waiting(self) -> bool:
        """Whether the music waits at its place (stop, ground or pause)."""
        return not (self.stopped is None and self.grounded is None and self.paused is None)

    @property
    def target(self) -> Frames | None:
        """The end asked for of the present phase; None while it waits for the dose."""
        return self.ends[self.phase]

    @property
    def end(self) -> Frames | None:
        """The planned end of the present phase, moved to land; None where `target` is."""
        return None if self.target is None else Frames(self.target + self.moved)

    @property
    def landed(self) -> bool:
        """Whether the present phase ends where its music does."""
        return self.landing in LANDINGS

    @property
    def last_phase(self) -> bool:
        """Whether no phase follows the present one."""
        return self.phase == len(self.material.phases) - 1

    def level(self, bus: Bus) -> float:
        """Return what the therapist set a bus to, in dB."""
        return dict(self.levels)[bus]

    def ramp(self, bus: Bus) -> RampBus:
        """Return how a source bus moves."""
        return self.ramps[SOURCE_BUSES.index(bus)]
