"""Holds what a session plays: everything in frames and fixed linear gains."""

from dataclasses import dataclass, field

from kapsound.core.instructions import Clip
from kapsound.core.playlist import model
from kapsound.core.prepared import Index, Recipe
from kapsound.units import Frames, Seconds, to_frames


@dataclass(frozen=True, slots=True)
class Track:
    """A piece of music; its clip's gain brings it to the loudness target and phase level.

    `artist` is as the file's tags have it, empty if they have none.
    """

    id: str
    title: str
    clip: Clip
    intensity: int | None = None
    artist: str = ""


@dataclass(frozen=True, slots=True)
class Bed:
    """An ambience layer; its looping clip stands at its level under the loudness target."""

    id: str
    label: str
    clip: Clip


@dataclass(frozen=True, slots=True)
class Cue:
    """A voice cue; its clip stands at the loudness target, `level` LU are added when it plays."""

    id: str
    label: str
    key: str | None
    clip: Clip
    level: float


@dataclass(frozen=True, slots=True)
class ScheduledCue:
    """A cue due `at` frames into its phase; negative counts back from the phase's end."""

    cue: str
    at: Frames


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase; `level` in dB is part of its tracks' gains, and the session's for its beds."""

    name: str
    length: Frames
    minimum: Frames
    maximum: Frames | None
    slack: Frames
    waits_for_dose: bool
    level: float
    arrange: str
    tracks: tuple[Track, ...]
    beds: tuple[str, ...]
    cues: tuple[ScheduledCue, ...]


@dataclass(frozen=True, slots=True)
class Ducking:
    """The depth in dB to which music and ambience go down for a voice, and how fast, in seconds."""

    depth: float
    down: Seconds
    up: Seconds


@dataclass(frozen=True, slots=True)
class Written:
    """The playlist a material was assembled from, so that it can grow; `root` is the media root.

    `wanting` are the recipes that are not prepared yet.
    """

    playlist: model.Playlist
    root: str
    index: Index
    wanting: tuple[Recipe, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a session plays; `crossfade_limits` is how far a crossfade may be stretched.

    `written` is None where it was not assembled from a playlist.
    """

    title: str
    phases: tuple[Phase, ...]
    beds: tuple[Bed, ...]
    cues: tuple[Cue, ...]
    safe_bed: Bed
    grounding: str | None
    crossfade: Frames
    ducking: Ducking
    maximum_level: float
    closing_fade: Frames
    seed: int
    crossfade_limits: tuple[Frames, Frames] = (to_frames(3), to_frames(15))
    written: Written | None = field(default=None, compare=False, repr=False)

    def closing_in(self, number: int) -> Frames:
        """Return how much of a phase the plan's closing fade takes: nothing but in the last."""
        if number < len(self.phases) - 1:
            return Frames(0)
        return min(self.closing_fade, self.phases[number].length)

    def bed(self, name: str) -> Bed | None:
        """Return the bed of that id."""
        return next((bed for bed in self.beds if bed.id == name), None)

    def cue(self, name: str) -> Cue | None:
        """Return the cue of that id."""
        return next((cue for cue in self.cues if cue.id == name), None)

    def phase_named(self, name: str) -> int | None:
        """Return the place of the phase of that name."""
        return next((i for i, phase in enumerate(self.phases) if phase.name == name), None)

    @property
    def wanting(self) -> tuple[Recipe, ...]:
        """The recipes of its playlist that are not prepared yet."""
        return self.written.wanting if self.written else ()

    @property
    def dose_phase(self) -> int | None:
        """The place of the phase that waits for the dose."""
        return next((i for i, phase in enumerate(self.phases) if phase.waits_for_dose), None)

    @property
    def onset(self) -> int:
        """The place of the first phase counted from the dose."""
        waits = self.dose_phase
        return 0 if waits is None else min(waits + 1, len(self.phases) - 1)
