"""A recorded session as something to render again."""

from collections.abc import Iterable, Sequence

from kapsound.core.commands import Actor, Request, Role
from kapsound.core.spec import SessionSpec
from kapsound.core.wording import read_command
from kapsound.errors import RecordError, UsageError
from kapsound.player.loop import NEVER
from kapsound.player.origins import Timetable
from kapsound.record.entry import Entry
from kapsound.units import Frames


def spec_of(entries: Iterable[Entry]) -> SessionSpec:
    """Return what the session of a record was made of.

    Raises:
        RecordError: its first line is no session's.

    """
    first = next(iter(entries), None)
    if first is None or first.kind != "session":
        raise RecordError("the record has no first line; it cannot be rendered again")
    return SessionSpec.from_json(first.data)


def timetable_of(entries: Iterable[Entry]) -> Timetable:
    """Return every command of a record at its frame, the player's own included.

    Raises:
        RecordError: a command was written by another version of kapsound.

    """
    try:
        return Timetable(
            (
                entry.frame,
                Request(
                    str(entry.data["id"]),
                    read_command(str(entry.data["do"])),
                    Actor(Role(entry.data["role"]), str(entry.data["actor"])),
                    confirmed=bool(entry.data["confirmed"]),
                ),
            )
            for entry in entries
            if entry.kind == "command"
        )
    except (KeyError, ValueError, UsageError) as error:
        raise RecordError(f"a command of the record cannot be read: {error}") from error


def end_of(entries: Sequence[Entry]) -> Frames:
    """Return the frame up to which a record reaches; NEVER if its session came to its end.

    A session that was cut off, as by a power cut, is rendered no further than it is recorded.
    """
    if any(entry.kind == "ended" for entry in entries):
        return NEVER
    return entries[-1].frame
