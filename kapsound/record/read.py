"""Reads a record back as entries."""

from kapsound.record.entry import Entry, Line, read_line
from kapsound.record.parts import Folders, load_parts, raw_lines


def read_entries(folders: Folders) -> tuple[Entry, ...]:
    """Return every whole line of a record in order, each once; damaged ones are left out.

    Raises:
        RecordError: there is no journal, or it cannot be read.

    """
    found: dict[int, Entry] = {}
    for part in load_parts(folders):
        for raw in raw_lines(part):
            if line := whole_line(raw.text):
                found.setdefault(line.entry.n, line.entry)
    return tuple(found[n] for n in sorted(found))


def whole_line(text: bytes) -> Line | None:
    """Return a line given without its line end, or None if it is damaged."""
    try:
        return read_line(text)
    except ValueError:
        return None
