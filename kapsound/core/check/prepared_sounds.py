"""Holds the prepared sounds that a check looks at."""

from collections.abc import Iterator
from dataclasses import dataclass

from kapsound.core.assembly import Item, recipe, span
from kapsound.core.playlist.locate import KeyPath
from kapsound.core.playlist.model import Cue, Playlist, Track
from kapsound.core.prepared import Index, PreparedAudio
from kapsound.text import credited, quoted, visible
from kapsound.units import Seconds, format_duration, to_seconds

# What is shorter than this is not heard, and not worth a line.
HEARD_S = 0.5


def sounds_of(playlist: Playlist) -> Iterator[tuple[KeyPath, Item]]:
    """Yield the beds, cues and tracks of a playlist, each with the path of keys to it."""
    for name, bed in playlist.beds.items():
        yield ("beds", name), bed
    for name, cue in playlist.cues.items():
        yield ("cues", name), cue
    for place, phase in enumerate(playlist.phases):
        for number, track in enumerate(phase.tracks):
            yield ("phases", place, "tracks", number), track


@dataclass(frozen=True, slots=True)
class Sounds:
    """The prepared audio of a playlist's tracks, beds and cues; `root` is its media root."""

    root: str
    index: Index

    def of(self, item: Item) -> PreparedAudio | None:
        """Return an item's audio, None where it is not prepared."""
        return self.index.get(recipe(item, self.root))

    def seconds(self, item: Track | Cue) -> Seconds | None:
        """Return how long a track or cue is heard, without the silence at its ends."""
        audio = self.of(item)
        if audio is None:
            return None
        start, end = span(audio, item)
        return to_seconds(max(end - start, 0))


def tagged(item: Item, audio: PreparedAudio | None) -> str:
    """Return a track's file with the title by which its tags call it; empty if nothing does."""
    if not isinstance(item, Track) or item.title or audio is None or not audio.title:
        return ""
    return f"{visible(item.path or '')}, {quoted(credited(audio.title, audio.artist))}"


def shown(seconds: float) -> str:
    """Write a length: from a minute on in minutes and whole seconds."""
    return format_duration(round(seconds) if seconds >= 60 else seconds)  # noqa: PLR2004
