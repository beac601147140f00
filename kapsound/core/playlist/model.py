"""The playlist's shape: frozen pydantic models, one a table of the file.

Each key's description and kind are the source of its error messages, of the JSON Schema and
of the written reference. What spans several keys is checked in `cross.py`, and everything is
read by `parse_playlist`. Tracks, beds and cues are in `sounds.py`.
"""

from typing import Annotated, Any, Literal, get_args

from pydantic import Field, field_validator

from kapsound.core.playlist.kinds import (
    folder_path,
    identifier,
    offset,
    proper_name,
    span,
    whole,
)
from kapsound.core.playlist.sounds import (
    DAY,
    LARGEST_SEED,
    SYNTHS,
    Bed,
    Cue,
    FileSource,
    Listed,
    Source,
    Sourced,
    SynthName,
    SynthSource,
    Table,
    Track,
)
from kapsound.kinds import choice, number, text
from kapsound.units import Decibels, Lufs, Seconds

__all__ = [
    "ARRANGEMENTS",
    "FORMAT",
    "ROUTES",
    "STANDARD_PHASES",
    "SYNTHS",
    "Arrange",
    "Bed",
    "Crossfade",
    "Cue",
    "CueAt",
    "Ducking",
    "FileSource",
    "Phase",
    "Playlist",
    "Route",
    "Source",
    "Sourced",
    "SynthName",
    "SynthSource",
    "Table",
    "Track",
]

FORMAT = 1
STANDARD_PHASES = ("preparation", "onset", "peak", "return")
Route = Literal["intramuscular", "intravenous", "lozenge", "intranasal", "other"]
Arrange = Literal["listed", "fit", "shuffle"]
ROUTES: tuple[Route, ...] = get_args(Route)
ARRANGEMENTS: tuple[Arrange, ...] = get_args(Arrange)


class CueAt(Table):
    """A cue that comes by itself at a time of its phase."""

    cue: Annotated[str, identifier("cue")] = Field(description="Which cue.", examples=["breathe"])
    at: Annotated[Seconds, offset(DAY)] = Field(
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
    length: Annotated[Seconds, span(1, DAY)] = Field(
        description="How long it should last.", examples=["20m"]
    )
    minimum: Annotated[Seconds, span(0, DAY)] | None = Field(
        None, description="The shortest it may be planned.", examples=["15m"]
    )
    maximum: Annotated[Seconds, span(1, DAY)] | None = Field(
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
        "chooses tracks, the first ones where it can, so that the phase ends where one of them "
        "ends; it passes over those shorter than three of the longest crossfades.",
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
    seed: Annotated[int, whole(0, LARGEST_SEED)] = Field(
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
