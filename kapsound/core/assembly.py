"""Matches a playlist with its prepared audio, and adds sounds that are prepared later."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from kapsound.core.instructions import Clip
from kapsound.core.material import Bed, Cue, Ducking, Material, Phase, ScheduledCue, Track, Written
from kapsound.core.playlist import model
from kapsound.core.prepared import FileRecipe, Index, PreparedAudio, Recipe, SynthRecipe
from kapsound.errors import PlaylistError, Problem
from kapsound.units import Frames, to_frames, to_gain

# A track far below the target is lifted no further than this, so that its noise stays noise.
LARGEST_LIFT_DB = 24.0


Item = model.Track | model.Bed | model.Cue


def recipe(item: Item, root: str) -> Recipe:
    """Return how an item's source is prepared; `root` is the absolute media root."""
    source = item.source
    if isinstance(source, model.SynthSource):
        return SynthRecipe(source.synth, source.seed, source.length)
    return FileRecipe(str(PurePath(root, source.path)), loop=isinstance(item, model.Bed))


def recipes(playlist: model.Playlist, root: str) -> tuple[Recipe, ...]:
    """Return every different recipe of a playlist, safe bed and first phase first."""
    beds = playlist.beds
    items: list[Item] = [beds[playlist.safe_bed]]
    for phase in playlist.phases:
        items += [*(beds[bed] for bed in phase.beds), *phase.tracks]
    items += [*beds.values(), *playlist.cues.values()]
    return tuple(dict.fromkeys(recipe(item, root) for item in items))


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
        beds = tuple(filter(None, (self.bed(*item) for item in written.beds.items())))
        crossfade, ducking = written.crossfade, written.ducking
        return Material(
            title=written.title,
            phases=tuple(self.phase(item) for item in written.phases),
            beds=beds,
            cues=tuple(filter(None, (self.cue(*item) for item in written.cues.items()))),
            safe_bed=self.safe_bed(beds),
            grounding=written.grounding,
            crossfade=to_frames(crossfade.length),
            ducking=Ducking(ducking.depth, ducking.down, ducking.up),
            maximum_level=written.maximum_level,
            closing_fade=to_frames(written.closing_fade),
            seed=seed,
            crossfade_limits=(to_frames(crossfade.minimum), to_frames(crossfade.maximum)),
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
            tracks=tuple(filter(None, tracks)),
            beds=written.beds,
            cues=tuple(ScheduledCue(item.cue, to_frames(item.at)) for item in written.cues),
        )

    def track(self, name: str, written: model.Track, level: float) -> Track | None:
        lift = written.gain + min(level, self.written.playlist.maximum_level)
        clip = self.clip(written, lift)
        audio = self.written.index.get(recipe(written, self.written.root))
        if audio is None or clip is None:
            return None
        # What it is called: as it is written, by its tags, or by its file.
        title = written.title or audio.title or written.name
        return Track(name, title, clip, written.intensity, audio.artist)

    def bed(self, name: str, written: model.Bed) -> Bed | None:
        clip = self.clip(written, written.level)
        return Bed(name, written.label or name, clip) if clip else None

    def cue(self, name: str, written: model.Cue) -> Cue | None:
        clip = self.clip(written, 0.0)
        return Cue(name, written.label, written.key, clip, written.level) if clip else None

    def clip(self, item: Item, lift: float) -> Clip | None:
        """Return an item's clip; None where it is not prepared or nothing is left to play."""
        audio = self.written.index.get(recipe(item, self.written.root))
        if audio is None:
            return None
        start, end = span(audio, item)
        gain = levelled(audio, self.written.playlist.loudness, lift)
        loop = isinstance(item, model.Bed)
        return Clip(audio.key, start, end, gain, loop) if end > start else None


def levelled(audio: PreparedAudio, target: float, lift: float = 0.0) -> float:
    """Return the fixed linear gain that brings audio to a target in LUFS, `lift` dB above it."""
    measured = target if audio.loudness is None else audio.loudness
    return to_gain(min(target - measured, LARGEST_LIFT_DB) + lift)


def span(audio: PreparedAudio, item: Item | None = None) -> tuple[Frames, Frames]:
    """Return the part of audio that is played: all of a bed, a track as it is written.

    Else it is played without the silence at its ends.
    """
    if isinstance(item, model.Bed):
        return Frames(0), audio.frames
    start, end = audio.lead_silence, Frames(audio.frames - audio.trail_silence)
    if isinstance(item, model.Track):
        start = to_frames(item.start) if item.start else start
        end = end if item.end is None else Frames(min(to_frames(item.end), audio.frames))
    return start, end
