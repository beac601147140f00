"""The playlist's shape: frozen pydantic models, one a table of the file.

Each key's description and kind are the source of its error messages, of the JSON Schema and
of the written reference. What spans several keys is checked in `cross.py`, and everything is
read by `parse_playlist`.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from kapsound.core.playlist.kinds import (
    choice,
    file_path,
    folder_path,
    identifier,
    number,
    offset,
    one_key,
    proper_name,
    span,
    text,
    whole,
)
from kapsound.core.playlist.text import visible
from kapsound.units import Decibels, Lufs, Seconds

FORMAT = 1
STANDARD_PHASES = ("preparation", "onset", "peak", "return")
Route = Literal["intramuscular", "intravenous", "lozenge", "intranasal", "other"]
SynthName = Literal["drone", "bowls", "ocean", "rain", "brown", "pink", "pad", "breathing"]
Arrange = Literal["listed", "fit", "shuffle"]
ROUTES: tuple[Route, ...] = get_args(Route)
SYNTHS: tuple[SynthName, ...] = get_args(SynthName)
ARRANGEMENTS: tuple[Arrange, ...] = get_args(Arrange)
_HOUR = 3600
_DAY = 24 * _HOUR
_LOOP = Seconds(60.0)
_SEEDS = 2**32 - 1

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
    """What every table of a playlist shares: unknown keys are faults, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Sourced(Table):
    """A table that names its sound: a file by `path`, or a synthesized one by `synth`.

    In the file a plain string stands for the table with only that path.
    """

    path: Annotated[str, file_path()] | None = Field(
        None,
        description="The sound file, relative to the media root. Either this or `synth`.",
        examples=["music/dawn.flac"],
    )
    synth: Annotated[SynthName, choice(SYNTHS)] | None = Field(
        None,
        description="A synthesized sound instead of a file. Either this or `path`.",
        examples=["ocean"],
    )
    seed: Annotated[int, whole(0, _SEEDS)] = Field(
        0,
        description="With `synth`: another seed gives another sound of the same kind.",
        examples=[4],
    )
    length: Annotated[Seconds, span(1, _HOUR)] = Field(
        _LOOP,
        description="With `synth`: how long it lasts; as a bed it loops without a seam.",
        examples=["3m"],
    )

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

    start: Annotated[Seconds, span(0, _DAY)] = Field(
        Seconds(0.0), description="Where in the sound the track begins.", examples=["10s"]
    )
    end: Annotated[Seconds, span(0, _DAY)] | None = Field(
        None,
        description="Where in the sound the track ends; left out, at the end of the sound.",
        examples=["6m30s"],
    )
    gain: Annotated[Decibels, number(-24, 12, "dB")] = Field(
        Decibels(0.0),
        description="Added to the gain that brings the track to the loudness target.",
        examples=[-2],
    )
    title: Annotated[str, text(200)] = Field(
        "",
        description="What screens and the record call it; left out, the file's name without "
        "its ending, or the name of the synth.",
        examples=["Dawn"],
    )
    intensity: Annotated[int, whole(1, 5)] | None = Field(
        None, description="How intense the music is, from 1, calm, to 5.", examples=[2]
    )
    tags: Listed[Annotated[str, text(40)]] = Field(
        (), description="The clinic's own words for it.", examples=[["piano", "calm"]]
    )

    @model_validator(mode="before")
    @classmethod
    def _titled(cls, value: Any) -> Any:
        table = {"path": value} if isinstance(value, str) else value
        return {"title": _title(table), **table} if isinstance(table, dict) else value


def _title(table: Any) -> str:
    path, synth = table.get("path"), table.get("synth")
    stem = PurePosixPath(path).stem if isinstance(path, str) else synth
    return (visible(stem).strip() if isinstance(stem, str) else "")[:200] or "untitled"


class Bed(Sourced):
    """A layer of ambience that loops: a path in quotes, or a table with these keys."""

    level: Annotated[Decibels, number(-60, 6, "LU")] = Field(
        Decibels(-14.0),
        description="How loud it is, relative to the loudness target.",
        examples=[-18],
    )
    label: Annotated[str, text(60)] = Field(
        "", description="What screens call it; left out, its id.", examples=["Ocean, far away"]
    )


class Cue(Table):
    """A recorded voice, heard over softened music."""

    path: Annotated[str, file_path()] = Field(
        description="The sound file of the voice, relative to the media root.",
        examples=["cues/breathe.flac"],
    )
    label: Annotated[str, text(60)] = Field(
        description="What screens call it.", examples=["Slow breathing"]
    )
    key: Annotated[str, one_key()] | None = Field(
        None,
        description="The key that plays it, a different one for each cue.",
        examples=["1"],
    )
    level: Annotated[Decibels, number(-12, 20, "LU")] = Field(
        Decibels(8.0), description="How far the voice stands over the ducked music.", examples=[10]
    )

    @property
    def source(self) -> FileSource:
        """The file of the voice."""
        return FileSource(self.path)


class CueAt(Table):
    """A cue that comes by itself at a time of its phase."""

    cue: Annotated[str, identifier("cue")] = Field(description="Which cue.", examples=["breathe"])
    at: Annotated[Seconds, offset(_DAY)] = Field(
        description="When, from the phase's beginning; with a minus, before its end.",
        examples=["2m", "-1m"],
    )


class Phase(Table):
    """A part of the session; the phases follow each other as they are written."""

    name: Annotated[str, proper_name()] = Field(
        description="Its name, a different one for each phase. The standard ones are "
        "preparation, onset, peak and return; others, such as integration, are allowed.",
        examples=["peak"],
    )
    length: Annotated[Seconds, span(1, _DAY)] = Field(
        description="How long it should last.", examples=["20m"]
    )
    minimum: Annotated[Seconds, span(0, _DAY)] | None = Field(
        None, description="The shortest it may be planned.", examples=["15m"]
    )
    maximum: Annotated[Seconds, span(1, _DAY)] | None = Field(
        None,
        description="The longest it may be planned; a hold may go beyond.",
        examples=["30m"],
    )
    slack: Annotated[Seconds, span(0, 600)] = Field(
        Seconds(45.0),
        description='With `arrange = "fit"`: how far its end may move, either way, '
        "to land where a track ends.",
        examples=["1m"],
    )
    until: Annotated[Literal["dose"], choice(("dose",))] | None = Field(
        None,
        description='`"dose"`: it goes on until the dose is marked, however long that takes. '
        "One phase at most.",
        examples=["dose"],
    )
    level: Annotated[Decibels, number(-60, 6, "dB")] = Field(
        Decibels(0.0),
        description="The level of music and beds in this phase, relative to the target.",
        examples=[-3],
    )
    arrange: Annotated[Arrange, choice(ARRANGEMENTS)] = Field(
        "listed",
        description='`"listed"` keeps the order; `"shuffle"` mixes it by the seed; `"fit"` '
        "chooses tracks so that the phase ends where one of them ends (in this version it acts "
        "as listed, with a notice).",
        examples=["shuffle"],
    )
    tracks: Listed[Track] = Field(
        (), description="Its music, as tracks.", examples=[["music/dawn.flac", "music/sea.ogg"]]
    )
    beds: Listed[Annotated[str, identifier("bed")]] = Field(
        (), description="The ids of the beds that sound in it.", examples=[["ocean"]]
    )
    cues: Listed[CueAt] = Field((), description="The cues that come by themselves.")


class Crossfade(Table):
    """How one track gives way to the next."""

    length: Annotated[Seconds, span(0.5, 60)] = Field(
        Seconds(8.0), description="How long a crossfade usually takes.", examples=["10s"]
    )
    minimum: Annotated[Seconds, span(0.5, 60)] = Field(
        Seconds(3.0), description="The shortest it may become.", examples=["4s"]
    )
    maximum: Annotated[Seconds, span(0.5, 60)] = Field(
        Seconds(15.0), description="The longest it may become.", examples=["20s"]
    )


class Ducking(Table):
    """How music and beds make room for a voice."""

    depth: Annotated[Decibels, number(-40, 0, "dB")] = Field(
        Decibels(-12.0), description="How far they go down.", examples=[-15]
    )
    down: Annotated[Seconds, span(0.2, 20)] = Field(
        Seconds(1.2),
        description="How long they take going down, before the voice.",
        examples=["1.5s"],
    )
    up: Annotated[Seconds, span(0.5, 60)] = Field(
        Seconds(2.5),
        description="How long they take coming back: at most 6 dB in a second.",
        examples=["4s"],
    )


class Playlist(Table):
    """The whole session."""

    format: Annotated[int, whole(1, FORMAT)] = Field(
        description="The version of this format.", examples=[FORMAT]
    )
    title: Annotated[str, text(200)] = Field(
        description="What screens and the record call the playlist.",
        examples=["An hour by the sea"],
    )
    description: Annotated[str, text(4000, shortest=0)] = Field(
        "", description="For whom and what it is meant.", examples=["Calm, without voices."]
    )
    route: Annotated[Route, choice(ROUTES)] = Field(
        "other", description="How the medicine is given.", examples=["lozenge"]
    )
    loudness: Annotated[Lufs, number(-40, -10, "LUFS")] = Field(
        Lufs(-23.0),
        description="The loudness every track is brought to, as EBU R128 measures it.",
        examples=[-23],
    )
    maximum_level: Annotated[Decibels, number(-20, 6, "dB")] = Field(
        Decibels(0.0),
        description="The most that phase levels and the command `level` may raise a bus, "
        "relative to the target.",
        examples=[3],
    )
    closing_fade: Annotated[Seconds, span(1, 600)] = Field(
        Seconds(30.0),
        description="How long the sound takes to leave at the end.",
        examples=["45s"],
    )
    safe_bed: Annotated[str, identifier("bed")] = Field(
        description="The id of the bed that is always ready, and sounds when anything fails.",
        examples=["ocean"],
    )
    grounding: Annotated[str, identifier("cue")] | None = Field(
        None,
        description="The id of the cue that the command `ground` plays.",
        examples=["grounding"],
    )
    seed: Annotated[int, whole(0, _SEEDS)] = Field(
        0, description="The seed of every shuffle: the same seed, the same order.", examples=[7]
    )
    media: Annotated[str, folder_path()] = Field(
        ".",
        description="The media root: the folder that paths start from, relative to this file.",
        examples=["../music"],
    )
    crossfade: Crossfade = Field(
        Crossfade(), description="How one track gives way to the next, and how far it stretches."
    )
    ducking: Ducking = Field(Ducking(), description="How music and beds make room for a voice.")
    beds: dict[Annotated[str, identifier("bed", reserved=("off",))], Bed] = Field(
        description="The layers of ambience, each under its id."
    )
    cues: dict[Annotated[str, identifier("cue")], Cue] = Field(
        {}, description="The recorded voices, each under its id."
    )
    phases: Listed[Phase] = Field(min_length=1, description="The phases, in order.")

    @field_validator("beds", mode="before")
    @classmethod
    def _labelled(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: _with_label(name, bed) for name, bed in value.items()}


def _with_label(name: str, bed: Any) -> Any:
    table = {"path": bed} if isinstance(bed, str) else bed
    return {"label": name.strip()[:60] or "bed", **table} if isinstance(table, dict) else table
