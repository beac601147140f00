"""Reads a recorded session as something to render again."""

from collections.abc import Iterable, Sequence

from kapsound.core.events import Ended
from kapsound.player.loop import NEVER
from kapsound.player.origins import Timetable
from kapsound.record.entry import Entry
from kapsound.record.recorded_session import requests_of
from kapsound.units import Frames


def timetable_of(entries: Iterable[Entry]) -> Timetable:
    """Return every command of a record at its frame, the player's own included.

    What was due while nobody played is rendered as well. Where the player was back, a command
    of its own lets the limiter and the digest begin anew, as they did then.

    Raises:
        RecordError: a command was written by another version of kapsound.

    """
    return Timetable(requests_of(entries))


def end_of(entries: Sequence[Entry]) -> Frames:
    """Return the frame up to which a record reaches; NEVER if its session came to its end.

    A session that was cut off, as by a power cut, is rendered no further than it is recorded.
    """
    if any(entry.kind == Ended.kind for entry in entries):
        return NEVER
    return entries[-1].frame
