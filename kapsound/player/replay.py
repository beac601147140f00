"""A recorded session as something to render again."""

from collections.abc import Iterable

from kapsound.core.commands import Request
from kapsound.core.wording import read_command
from kapsound.errors import RecordError, UsageError
from kapsound.player.origins import Timetable
from kapsound.player.spec import SessionSpec
from kapsound.record.entry import Entry


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
                    str(entry.data["actor"]),
                    confirmed=bool(entry.data["confirmed"]),
                ),
            )
            for entry in entries
            if entry.kind == "command"
        )
    except (KeyError, UsageError) as error:
        raise RecordError(f"a command of the record cannot be read: {error}") from error
