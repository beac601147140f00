"""The sounds of a playlist: tracks, beds and cues, and where each comes from."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from kapsound.core.playlist.kinds import file_path, one_key, span, whole
from kapsound.kinds import choice, number, text
from kapsound.text import visible
from kapsound.units import Decibels, Seconds

SynthName = Literal[
    "drone",
    "bowls",
    "ocean",
    "rain",
    "brown",
    "pink",
    "pad",
    "breathing",
    "wind",
    "stream",
    "night",
    "bells",
    "choir",
    "pulse",
]
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
    seed: Annotated[int, whole(0, LARGEST_SEED)] = Field(
        0,
        description="With `synth`: another seed gives another sound of the same kind.",
        examples=[4],
    )
    length: Annotated[Seconds, span(1, HOUR)] = Field(
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

    start: Annotated[Seconds, span(0, DAY)] = Field(
        Seconds(0.0), description="Where in the sound the track begins.", examples=["10s"]
    )
    end: Annotated[Seconds, span(0, DAY)] | None = Field(
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
