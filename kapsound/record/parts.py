"""Finds and reads the files of one record: one as a rule, more where a disk failed.

The parts are `journal.jsonl`, `journal-2.jsonl` and on, in the record's folder or in the folder
of the same name among the spare records. A further part begins with a line of kind "continued"
that names the part it follows and how many bytes of that are valid.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kapsound.core.record_events import Continued
from kapsound.errors import RecordError
from kapsound.record.entry import read_line

FIRST = "journal.jsonl"
_NAME = re.compile(r"journal(?:-(\d+))?\.jsonl")


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of a record: its own, and the spare one in which it goes on should that fail."""

    own: Path
    spare: Path | None = None

    @property
    def all(self) -> tuple[Path, ...]:
        """Both, the record's own first."""
        return (self.own, self.spare) if self.spare else (self.own,)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a record, and those of its bytes that belong to it."""

    path: Path
    raw: bytes


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line of a part: its number from 1, where it begins, and whether it has a line end."""

    number: int
    offset: int
    text: bytes
    ended: bool

    @property
    def end(self) -> int:
        """The offset of the byte after this line."""
        return self.offset + len(self.text) + self.ended


def part_name(number: int) -> str:
    """Return the file name of a part, counted from 1."""
    return FIRST if number == 1 else f"journal-{number}.jsonl"


def part_number(path: Path) -> int:
    """Return which part a file is, counted from 1, or 0 if it is none."""
    found = _NAME.fullmatch(path.name)
    return int(found.group(1) or 1) if found else 0


def part_files(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Return every part found in these folders, first part first."""
    found = [path for folder in folders if folder.is_dir() for path in folder.iterdir()]
    return tuple(sorted(filter(part_number, found), key=part_number))


def load_parts(folders: Folders) -> tuple[Part, ...]:
    """Read a record's parts in order, each cut to what the next one says is valid.

    Raises:
        RecordError: there is none, or one cannot be read.

    """
    parts: list[Part] = []
    for path in part_files(folders.all):
        part = load_part(path)
        if not parts or b"\n" in part.raw:  # else its disk failed before its first line
            _add(parts, part)
    if not parts:
        raise RecordError(f"{folders.own}: there is no journal in this folder")
    return tuple(parts)


def load_part(path: Path) -> Part:
    """Read one file of a record, whole.

    Raises:
        RecordError: it cannot be read.

    """
    try:
        return Part(path, path.read_bytes())
    except OSError as error:
        raise RecordError(f"{path}: the journal cannot be read: {error.strerror}") from error


def raw_lines(part: Part) -> Iterator[RawLine]:
    """Yield a part's lines, whatever they hold; the last may lack its line end."""
    offset = 0
    for number, text in enumerate(part.raw.split(b"\n"), 1):
        line = RawLine(number, offset, text, offset + len(text) < len(part.raw))
        if line.text or line.ended:
            yield line
        offset = line.end


def _add(parts: list[Part], part: Part) -> None:
    link = _link(part)
    names = [known.path.name for known in parts]
    if link and link.follows in names:
        before = names.index(link.follows)
        parts[before:] = [Part(parts[before].path, parts[before].raw[: link.bytes])]
    parts.append(part)


def _link(part: Part) -> Continued | None:
    try:
        event = read_line(part.raw.partition(b"\n")[0]).entry.moment.event
    except ValueError:
        return None
    return event if isinstance(event, Continued) else None
