"""Reads a recorded session as something to render again."""

from collections.abc import Iterable, Iterator, Sequence

from kapsound.core.commands import Request
from kapsound.core.events import Ended
from kapsound.core.record_events import CommandGiven, SessionBegan, Unknown
from kapsound.core.spec import SessionSpec
from kapsound.errors import RecordError
from kapsound.player.loop import NEVER
from kapsound.player.origins import Timetable
from kapsound.record.entry import Entry
from kapsound.units import Frames


def spec_of(entries: Iterable[Entry]) -> SessionSpec:
    """Return what the session of a record was made of.

    Raises:
        RecordError: its first line is no session's.

    """
    first = next((entry.moment.event for entry in entries), None)
    if isinstance(first, SessionBegan):
        return first.spec
    if isinstance(first, Unknown) and first.name == SessionBegan.kind:
        raise RecordError(first.why)
    raise RecordError("the record has no first line; it cannot be rendered again")


def timetable_of(entries: Iterable[Entry]) -> Timetable:
    """Return every command of a record at its frame, the player's own included.

    Raises:
        RecordError: a command was written by another version of kapsound.

    """
    return Timetable(_requests(entries))


def _requests(entries: Iterable[Entry]) -> Iterator[tuple[Frames, Request]]:
    for entry in entries:
        if entry.kind == CommandGiven.kind:
            event = entry.moment.event
            if isinstance(event, Unknown):
                raise RecordError(f"a command of the record cannot be read: {event.why}")
            assert isinstance(event, CommandGiven)
            yield entry.frame, event.request


def end_of(entries: Sequence[Entry]) -> Frames:
    """Return the frame up to which a record reaches; NEVER if its session came to its end.

    A session that was cut off, as by a power cut, is rendered no further than it is recorded.
    """
    if any(entry.kind == Ended.kind for entry in entries):
        return NEVER
    return entries[-1].frame
