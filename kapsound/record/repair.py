"""Repairs a journal that broke off, so that it can go on: its torn end is moved aside."""

import os
from itertools import chain, count
from pathlib import Path

from kapsound.core.record_events import Closed
from kapsound.errors import RecordError
from kapsound.files import private_opener
from kapsound.platform import sync_folder
from kapsound.record.parts import Folders, Part, load_parts, raw_lines
from kapsound.record.read import whole_line
from kapsound.record.writer import Extent


def repair(folders: Folders) -> tuple[Extent, str | None]:
    """Return where a record goes on, and the name of the file its torn end was moved to.

    A further part without one whole line is moved aside altogether: its disk failed before it
    held anything that was acknowledged.

    Raises:
        RecordError: the record is closed, or holds no whole line.
        OSError: the torn end cannot be moved.

    """
    parts = load_parts(folders)
    torn = None
    for part in reversed(parts):
        extent = _extent(part)
        if extent and extent.size < len(part.raw):
            torn = _move_end(part, extent.size)
        if extent:
            return extent, torn
        torn = _move_end(part, 0)
    raise RecordError(
        f"{folders.own}: the journal holds no whole line, so nothing can be resumed; begin a new "
        "session"
    )


def _extent(part: Part) -> Extent | None:
    """Return the end of the last whole line of a part."""
    extent = None
    for raw in raw_lines(part):
        line = whole_line(raw)
        if line and line.entry.kind == Closed.kind:
            raise RecordError(f"{part.path}: the record is closed; it cannot be resumed")
        if line:
            extent = Extent(part.path, raw.end, line.next)
    return extent


def _move_end(part: Part, size: int) -> str:
    aside = _free_name(part.path.with_suffix(".torn"))
    with open(aside, "xb", opener=private_opener) as file:
        file.write(part.raw[size:])
        file.flush()
        os.fsync(file.fileno())
    sync_folder(aside.parent)
    os.truncate(part.path, size)
    return aside.name


def _free_name(path: Path) -> Path:
    further = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return next(name for name in chain([path], further) if not name.exists())
