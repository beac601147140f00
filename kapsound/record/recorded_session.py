"""Reads a recorded session as something to play again: its spec, and all that was given to it."""

from collections.abc import Iterable, Iterator

from kapsound.core.commands import Request
from kapsound.core.output import Destination, driven, parse_output
from kapsound.core.record_events import CommandGiven, OutputOpened, SessionBegan, Unknown
from kapsound.core.spec import SessionSpec
from kapsound.errors import RecordError
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


def destination_of(entries: Iterable[Entry], spec: SessionSpec) -> Destination:
    """Return where the sound of a session went last, by the name of the device that was open."""
    opened = [entry.moment.event for entry in entries if entry.kind == OutputOpened.kind]
    match opened[-1:]:
        case [OutputOpened(output, level)]:
            return Destination(parse_output(output), level)
    return driven(spec.outputs)


def requests_of(entries: Iterable[Entry]) -> Iterator[tuple[Frames, Request]]:
    """Yield every command of a record with its frame, the player's own included.

    Raises:
        RecordError: a command was written by another version of kapsound.

    """
    for entry in entries:
        if entry.kind == CommandGiven.kind:
            event = entry.moment.event
            if isinstance(event, Unknown):
                raise RecordError(f"a command of the record cannot be read: {event.why}")
            assert isinstance(event, CommandGiven)
            yield entry.frame, event.request
