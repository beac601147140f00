"""A playlist matched with its prepared audio: everything in frames and fixed linear gains."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from kapsound.core.instructions import Clip
from kapsound.core.playlist import model
from kapsound.core.prepared import FileRecipe, Index, PreparedAudio, Recipe, SynthRecipe
from kapsound.errors import PlaylistError, Problem
from kapsound.units import Frames, Seconds, to_frames, to_gain

# A track far below the target is lifted no further than this, so that its noise stays noise.
LARGEST_LIFT_DB = 24.0


@dataclass(frozen=True, slots=True)
class Track:
    """A piece of music; its clip's gain brings it to the loudness target and phase level."""

    id: str
    title: str
    clip: Clip
    intensity: int | None = None


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
    """How far music and ambience go down for a voice, and how fast (dB, seconds)."""

    depth: float
    down: Seconds
    up: Seconds


@dataclass(frozen=True, slots=True)
class Written:
    """What a material was assembled from, so that it can grow; `root` is the media root.

    `wanting` are the recipes that are not prepared yet.
    """

    playlist: model.Playlist
    root: str
    index: Index
    wanting: tuple[Recipe, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """All that a session plays; `crossfade_limits` is how far a crossfade may be stretched.

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

    def closing(self, number: int) -> Frames:
        """Return how long the plan's closing fade takes at the end of a phase: in the last only."""
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
    def dose_phase(self) -> int | None:
        """The place of the phase that waits for the dose."""
        return next((i for i, phase in enumerate(self.phases) if phase.waits_for_dose), None)

    @property
    def onset(self) -> int:
        """The place of the first phase counted from the dose."""
        waits = self.dose_phase
        return 0 if waits is None else min(waits + 1, len(self.phases) - 1)


def recipe(source: model.FileSource | model.SynthSource, root: str, *, loop: bool) -> Recipe:
    """Return how a source is prepared; `root` is the absolute media root."""
    if isinstance(source, model.SynthSource):
        return SynthRecipe(source.synth, source.seed, source.length)
    return FileRecipe(str(PurePath(root, source.path)), loop=loop)


def recipes(playlist: model.Playlist, root: str) -> tuple[Recipe, ...]:
    """Return every different recipe of a playlist, safe bed and first phase first."""
    beds = playlist.beds
    found = [recipe(beds[playlist.safe_bed].source, root, loop=True)]
    for phase in playlist.phases:
        found += [recipe(beds[bed].source, root, loop=True) for bed in phase.beds]
        found += [recipe(track.source, root, loop=False) for track in phase.tracks]
    found += [recipe(bed.source, root, loop=True) for bed in beds.values()]
    found += [recipe(cue.source, root, loop=False) for cue in playlist.cues.values()]
    return tuple(dict.fromkeys(found))


def assemble(
    playlist: model.Playlist, root: str, index: Index, *, seed: int | None = None
) -> Material:
    """Match a playlist with its prepared audio; what could not be prepared is left out.

    Raises:
        PlaylistError: the safe bed is not prepared, so nothing could fill a hole.

    """
    missing = tuple(item for item in recipes(playlist, root) if item not in index)
    written = Written(playlist, root, index, missing)
    return _Assembly(written).material(playlist.seed if seed is None else seed)


def wanting(material: Material) -> tuple[Recipe, ...]:
    """Return the recipes of the material's playlist that are not prepared yet."""
    return material.written.wanting if material.written else ()


def grown(material: Material, added: Recipe, audio: PreparedAudio) -> Material:
    """Return the material with one more sound, or itself if it does not want that.

    Tracks keep their ids; the safe bed and all else that is prepared stay as they are. It is
    quick, for the audio loop waits: a track that is there already is not made again.
    """
    written = material.written
    if written is None or added not in written.wanting:
        return material
    missing = tuple(item for item in written.wanting if item != added)
    grows = replace(written, index={**written.index, added: audio}, wanting=missing)
    known = {track.id: track for phase in material.phases for track in phase.tracks}
    return _Assembly(grows, known).material(material.seed)


@dataclass(frozen=True, slots=True)
class _Assembly:
    written: Written
    known: Mapping[str, Track] = field(default_factory=dict)

    def material(self, seed: int) -> Material:
        written = self.written.playlist
        beds = tuple(
            bed for name, item in written.beds.items() if (bed := self.bed(name, item)) is not None
        )
        ducking = written.ducking
        return Material(
            title=written.title,
            phases=tuple(self.phase(item) for item in written.phases),
            beds=beds,
            cues=tuple(
                cue
                for name, item in written.cues.items()
                if (cue := self.cue(name, item)) is not None
            ),
            safe_bed=self.safe_bed(beds),
            grounding=written.grounding,
            crossfade=to_frames(written.crossfade.length),
            ducking=Ducking(ducking.depth, ducking.down, ducking.up),
            maximum_level=written.maximum_level,
            closing_fade=to_frames(written.closing_fade),
            seed=seed,
            crossfade_limits=(
                to_frames(written.crossfade.minimum),
                to_frames(written.crossfade.maximum),
            ),
            written=self.written,
        )

    def safe_bed(self, beds: tuple[Bed, ...]) -> Bed:
        for bed in beds:
            if bed.id == self.written.playlist.safe_bed:
                return bed
        name = self.written.playlist.safe_bed
        message = f'the safe bed "{name}" could not be prepared; choose another in safe_bed'
        raise PlaylistError([Problem(self.written.playlist.title, message, key="safe_bed")])

    def phase(self, written: model.Phase) -> Phase:
        tracks = (
            self.known.get(name := f"{written.name}/{number}")
            or self.track(name, item, written.level)
            for number, item in enumerate(written.tracks, 1)
        )
        return Phase(
            name=written.name,
            length=to_frames(written.length),
            minimum=to_frames(written.minimum or 0),
            maximum=None if written.maximum is None else to_frames(written.maximum),
            slack=to_frames(written.slack),
            waits_for_dose=written.until == "dose",
            level=min(written.level, self.written.playlist.maximum_level),
            arrange=written.arrange,
            tracks=tuple(track for track in tracks if track is not None),
            beds=written.beds,
            cues=tuple(ScheduledCue(item.cue, to_frames(item.at)) for item in written.cues),
        )

    def track(self, name: str, written: model.Track, level: float) -> Track | None:
        audio = self.written.index.get(recipe(written.source, self.written.root, loop=False))
        if audio is None:
            return None
        start, end = span(audio, written)
        lift = written.gain + min(level, self.written.playlist.maximum_level)
        clip = Clip(audio.key, start, end, self.gain(audio, lift))
        return Track(name, written.title or name, clip, written.intensity) if end > start else None

    def bed(self, name: str, written: model.Bed) -> Bed | None:
        audio = self.written.index.get(recipe(written.source, self.written.root, loop=True))
        if audio is None:
            return None
        clip = Clip(audio.key, Frames(0), audio.frames, self.gain(audio, written.level), loop=True)
        return Bed(name, written.label or name, clip)

    def cue(self, name: str, written: model.Cue) -> Cue | None:
        audio = self.written.index.get(recipe(written.source, self.written.root, loop=False))
        if audio is None:
            return None
        clip = Clip(audio.key, *span(audio), self.gain(audio, 0.0))
        return (
            Cue(name, written.label, written.key, clip, written.level) if clip.frames > 0 else None
        )

    def gain(self, audio: PreparedAudio, lift: float) -> float:
        return levelled(audio, self.written.playlist.loudness, lift)


def levelled(audio: PreparedAudio, target: float, lift: float = 0.0) -> float:
    """Return the fixed linear gain that brings audio to a target in LUFS, `lift` dB above it."""
    measured = target if audio.loudness is None else audio.loudness
    return to_gain(min(target - measured, LARGEST_LIFT_DB) + lift)


def span(audio: PreparedAudio, track: model.Track | None = None) -> tuple[Frames, Frames]:
    """Return what is played of audio: as a track is written, else without silence at its ends."""
    start, end = audio.lead_silence, Frames(audio.frames - audio.trail_silence)
    if track and track.start:
        start = to_frames(track.start)
    if track and track.end is not None:
        end = Frames(min(to_frames(track.end), audio.frames))
    return start, end
