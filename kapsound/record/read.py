"""Reads a record back as entries."""

from collections.abc import Iterable

from kapsound.core.history import History, history_of
from kapsound.record.entry import Entry, Line, read_line
from kapsound.record.parts import Folders, Part, RawLine, load_parts, raw_lines


def read_entries(folders: Folders) -> tuple[Entry, ...]:
    """Return every whole line of a record in order, each once; damaged ones are left out.

    Raises:
        RecordError: there is no journal, or it cannot be read.

    """
    return entries_of(load_parts(folders))


def read_history(folders: Folders) -> History:
    """Return what a record tells of its session, from every whole line.

    Raises:
        RecordError: there is no journal, or it cannot be read.

    """
    return history_of(entry.moment for entry in read_entries(folders))


def entries_of(parts: Iterable[Part]) -> tuple[Entry, ...]:
    """Return every whole line of a record's parts in order, each once."""
    found: dict[int, Entry] = {}
    for raw in (raw for part in parts for raw in raw_lines(part)):
        if line := whole_line(raw):
            found.setdefault(line.entry.n, line.entry)
    return tuple(found[n] for n in sorted(found))


def whole_line(raw: RawLine) -> Line | None:
    """Return what a line holds, or None if it is damaged or lacks its line end."""
    try:
        return read_line(raw.text) if raw.ended else None
    except ValueError:
        return None
