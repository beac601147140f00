"""Defines the playlist's shape: frozen pydantic models, one a table of the file.

Each key's kind and the text below it are the source of its error messages, of the JSON Schema and
of the written reference. What spans several keys is checked in `cross.py`, and everything is
read by `parse_playlist`.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from kapsound.core.playlist.kinds import (
    file_path,
    folder_path,
    identifier,
    offset,
    one_key,
    proper_name,
    span,
    whole,
)
from kapsound.text import choice, number, text, visible
from kapsound.units import Decibels, Lufs, Seconds

FORMAT = 1
SHIPPED = "shipped"
"""The root that is always there: the folder of the playlists that come with kapsound."""
STANDARD_PHASES = ("preparation", "onset", "peak", "return")
Route = Literal["intramuscular", "intravenous", "lozenge", "intranasal", "other"]
Arrange = Literal["listed", "fit", "shuffle"]
SynthName = Literal[
    "drone", "bowls", "ocean", "rain", "brown", "pink", "pad", "breathing", "wind", "stream",
    "night", "bells", "choir", "pulse",
]  # fmt: skip
SYNTHS: tuple[SynthName, ...] = get_args(SynthName)
LARGEST_SEED = 2**32 - 1
HOUR = 3600
DAY = 24 * HOUR
_LOOP = Seconds(60.0)

_T = TypeVar("_T")


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Listed = Annotated[tuple[_T, ...], BeforeValidator(_as_tuple)]


@dataclass(frozen=True, slots=True)
class FileSource:
    """A sound file; `path` is relative to the media root."""

    path: str


@dataclass(frozen=True, slots=True)
class SynthSource:
    """A synthesized sound, the same for the same seed; `length` is that of its loop."""

    synth: SynthName
    seed: int = 0
    length: Seconds = _LOOP


Source = FileSource | SynthSource


class Table(BaseModel):
    """A table of a playlist: unknown keys are faults, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Sourced(Table):
    """A table that names its sound: a file by `path`, or a synthesized one by `synth`.

    In the file a plain string stands for the table with only that path.
    """

    path: Annotated[str, file_path()] | None = Field(None, examples=["music/dawn.flac"])
    """The sound file, relative to the media root. Either this or `synth`."""
    root: Annotated[str, identifier("root")] | None = Field(None, examples=["clinic", "shipped"])
    """With `path`: the name in `[roots]` of the folder it starts from, in place of the media root;
    `shipped` is the folder of kapsound's own playlists, for their cues.
    """
    synth: Annotated[SynthName, choice(SYNTHS)] | None = Field(None, examples=["ocean"])
    """A synthesized sound instead of a file. Either this or `path`."""
    seed: Annotated[int, whole(0, LARGEST_SEED)] = Field(0, examples=[4])
    """With `synth`: another seed gives another sound of the same kind."""
    length: Annotated[Seconds, span(1, HOUR)] = Field(_LOOP, examples=["3m"])
    """With `synth`: how long it lasts; as a bed it loops without a seam."""

    @model_validator(mode="before")
    @classmethod
    def _from_path(cls, value: Any) -> Any:
        return {"path": value} if isinstance(value, str) else value

    @property
    def source(self) -> Source:
        """The file or the synthesized sound."""
        if self.synth is not None:
            return SynthSource(self.synth, self.seed, self.length)
        return FileSource(self.path or "")


class Track(Sourced):
    """A piece of music: a path in quotes, or a table with these keys."""

    start: Annotated[Seconds, span(0, DAY)] = Field(Seconds(0.0), examples=["10s"])
    """Where in the sound the track begins."""
    end: Annotated[Seconds, span(0, DAY)] | None = Field(None, examples=["6m30s"])
    """Where in the sound the track ends; left out, at the end of the sound."""
    gain: Annotated[Decibels, number(-24, 12, "dB")] = Field(Decibels(0.0), examples=[-2])
    """Added to the gain that brings the track to the loudness target."""
    title: Annotated[str, text(200)] = Field("", examples=["Dawn"])
    """What screens and the record call it; left out, the title that the file's tags give, or else
    the file's name without its ending, or the name of the synth. The tags' artist stands beside it.
    """
    intensity: Annotated[int, whole(1, 5)] | None = Field(None, examples=[2])
    """How intense the music is, from 1, calm, to 5."""
    tags: Listed[Annotated[str, text(40)]] = Field((), examples=[["piano", "calm"]])
    """The clinic's own words for it."""

    @property
    def name(self) -> str:
        """What the playlist alone calls it: its title, or else its file or synth."""
        stem = self.synth or visible(PurePosixPath(self.path or "").stem).strip()
        return self.title or stem[:200] or "untitled"


class Bed(Sourced):
    """A layer of ambience that loops: a path in quotes, or a table with these keys."""

    level: Annotated[Decibels, number(-60, 6, "LU")] = Field(Decibels(-14.0), examples=[-18])
    """How loud it is, relative to the loudness target."""
    label: Annotated[str, text(60)] = Field("", examples=["Ocean, far away"])
    """What screens call it; left out, its id."""


class Cue(Table):
    """A recorded voice, heard over softened music."""

    path: Annotated[str, file_path()] = Field(examples=["cues/breathe.flac"])
    """The sound file of the voice, relative to the media root."""
    root: Annotated[str, identifier("root")] | None = Field(None, examples=["clinic", "shipped"])
    """The name in `[roots]` of the folder it starts from, in place of the media root; `shipped` is
    the folder of kapsound's own playlists, for their cues.
    """
    label: Annotated[str, text(60)] = Field(examples=["Slow breathing"])
    """What screens call it."""
    key: Annotated[str, one_key()] | None = Field(None, examples=["1"])
    """The key that plays it, a different one for each cue."""
    level: Annotated[Decibels, number(-12, 20, "LU")] = Field(Decibels(8.0), examples=[10])
    """How far the voice stands over the ducked music."""

    @property
    def source(self) -> FileSource:
        """The file of the voice."""
        return FileSource(self.path)


class CueAt(Table):
    """A cue that comes by itself at a time of its phase."""

    cue: Annotated[str, identifier("cue")] = Field(examples=["breathe"])
    """Which cue."""
    at: Annotated[Seconds, offset(DAY)] = Field(examples=["2m", "-1m"])
    """When, from the phase's beginning; with a minus, before its end."""


class Phase(Table):
    """A part of the session; the phases follow each other as they are written."""

    name: Annotated[str, proper_name()] = Field(examples=["peak"])
    """Its name, a different one for each phase. The standard ones are preparation, onset, peak and
    return; others, such as integration, are allowed.
    """
    length: Annotated[Seconds, span(1, DAY)] = Field(examples=["20m"])
    """How long it should last."""
    minimum: Annotated[Seconds, span(0, DAY)] | None = Field(None, examples=["15m"])
    """The shortest it may be planned."""
    maximum: Annotated[Seconds, span(1, DAY)] | None = Field(None, examples=["30m"])
    """The longest it may be planned; a hold may go beyond."""
    slack: Annotated[Seconds, span(0, 600)] = Field(Seconds(45.0), examples=["1m"])
    """With `arrange = "fit"`: how far its end may move, either way, to land where a track ends."""
    until: Annotated[Literal["dose"], choice(("dose",))] | None = Field(None, examples=["dose"])
    """`"dose"`: it goes on until the dose is marked, however long that takes. One phase at most."""
    level: Annotated[Decibels, number(-60, 6, "dB")] = Field(Decibels(0.0), examples=[-3])
    """The level of music and beds in this phase, relative to the target."""
    arrange: Annotated[Arrange, choice(get_args(Arrange))] = Field("listed", examples=["shuffle"])
    """`"listed"` keeps the order; `"shuffle"` mixes it by the seed; `"fit"` chooses tracks, the
    first ones where it can, so that the phase ends where one of them ends; it passes over those
    shorter than three of the longest crossfades.
    """
    tracks: Listed[Track] = Field((), examples=[["music/dawn.flac", "music/sea.ogg"]])
    """Its music, as tracks."""
    beds: Listed[Annotated[str, identifier("bed")]] = Field((), examples=[["ocean"]])
    """The ids of the beds that sound in it."""
    cues: Listed[CueAt] = ()
    """The cues that come by themselves."""


class Crossfade(Table):
    """How one track gives way to the next."""

    length: Annotated[Seconds, span(0.5, 60)] = Field(Seconds(8.0), examples=["10s"])
    """How long a crossfade usually takes."""
    minimum: Annotated[Seconds, span(0.5, 60)] = Field(Seconds(3.0), examples=["4s"])
    """The shortest it may become."""
    maximum: Annotated[Seconds, span(0.5, 60)] = Field(Seconds(15.0), examples=["20s"])
    """The longest it may become."""


class Ducking(Table):
    """How music and beds make room for a voice."""

    depth: Annotated[Decibels, number(-40, 0, "dB")] = Field(Decibels(-12.0), examples=[-15])
    """How far they go down."""
    down: Annotated[Seconds, span(0.2, 20)] = Field(Seconds(1.2), examples=["1.5s"])
    """How long they take going down, before the voice."""
    up: Annotated[Seconds, span(0.5, 60)] = Field(Seconds(2.5), examples=["4s"])
    """How long they take coming back: at most 6 dB in a second."""


class Playlist(Table):
    """The whole session."""

    format: Annotated[int, whole(1, FORMAT)] = Field(examples=[FORMAT])
    """The version of this format."""
    title: Annotated[str, text(200)] = Field(examples=["An hour by the sea"])
    """What screens and the record call the playlist."""
    description: Annotated[str, text(4000, shortest=0)] = Field(
        "", examples=["Calm, without voices."]
    )
    """For whom and what it is meant."""
    route: Annotated[Route, choice(get_args(Route))] = Field("other", examples=["lozenge"])
    """How the medicine is given."""
    loudness: Annotated[Lufs, number(-40, -10, "LUFS")] = Field(Lufs(-23.0), examples=[-23])
    """The loudness every track is brought to, as EBU R128 measures it."""
    maximum_level: Annotated[Decibels, number(-20, 6, "dB")] = Field(Decibels(0.0), examples=[3])
    """The most that phase levels and the command `level` may raise a bus, relative to the target.
    """
    closing_fade: Annotated[Seconds, span(1, 600)] = Field(Seconds(30.0), examples=["45s"])
    """How long the sound takes to leave at the end."""
    safe_bed: Annotated[str, identifier("bed")] = Field(examples=["ocean"])
    """The id of the bed that is always ready, and sounds when anything fails."""
    grounding: Annotated[str, identifier("cue")] | None = Field(None, examples=["grounding"])
    """The id of the cue that the command `ground` plays."""
    seed: Annotated[int, whole(0, LARGEST_SEED)] = Field(0, examples=[7])
    """The seed of every shuffle: the same seed, the same order."""
    media: Annotated[str, folder_path()] = Field(".", examples=["../music"])
    """The media root: the folder that paths start from, relative to this file."""
    roots: dict[
        Annotated[str, identifier("root", reserved=(SHIPPED,))], Annotated[str, folder_path()]
    ] = Field({})
    """Further folders of sounds, each under the name that `root` of a track, bed or cue has."""
    crossfade: Crossfade = Crossfade()
    """How one track gives way to the next, and how far it stretches."""
    ducking: Ducking = Ducking()
    """How music and beds make room for a voice."""
    beds: dict[Annotated[str, identifier("bed", reserved=("off",))], Bed]
    """The layers of ambience, each under its id."""
    cues: dict[Annotated[str, identifier("cue")], Cue] = Field({})
    """The recorded voices, each under its id."""
    phases: Listed[Phase] = Field(min_length=1)
    """The phases, in order."""

    @field_validator("beds", mode="before")
    @classmethod
    def _labelled(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: _with_label(name, bed) for name, bed in value.items()}


def _with_label(name: str, bed: Any) -> Any:
    table = {"path": bed} if isinstance(bed, str) else bed
    return {"label": name.strip()[:60] or "bed", **table} if isinstance(table, dict) else table
