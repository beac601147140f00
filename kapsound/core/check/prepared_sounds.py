"""Holds the prepared sounds that a check looks at."""

from dataclasses import dataclass

from kapsound.core.assembly import recipe, span
from kapsound.core.playlist.model import Bed, Cue, Track
from kapsound.core.prepared import Index, PreparedAudio
from kapsound.units import Seconds, format_duration, to_seconds

# What is shorter than this is not heard, and not worth a line.
HEARD_S = 0.5


@dataclass(frozen=True, slots=True)
class Sounds:
    """The prepared audio of a playlist's tracks, beds and cues; `root` is its media root."""

    root: str
    index: Index

    def of(self, item: Track | Bed | Cue) -> PreparedAudio | None:
        """Return an item's audio, None where it is not prepared."""
        return self.index.get(recipe(item, self.root))

    def seconds(self, item: Track | Cue) -> Seconds | None:
        """Return how long a track or cue is heard, without the silence at its ends."""
        audio = self.of(item)
        if audio is None:
            return None
        start, end = span(audio, item)
        return to_seconds(max(end - start, 0))


def shown(seconds: float) -> str:
    """Write a length: from a minute on in minutes and whole seconds."""
    return format_duration(round(seconds) if seconds >= 60 else seconds)  # noqa: PLR2004
