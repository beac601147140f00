"""Puts lines on the disk in order; where a file fails, goes on in another.

Used by the journal's own thread only, so that no stall of a disk is ever waited for elsewhere.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kapsound.core.events import Event
from kapsound.core.record_events import Continued, LinesLost
from kapsound.errors import KapsoundError
from kapsound.files import private_folder
from kapsound.record.disk import JournalFile, Opener, release_reserve
from kapsound.record.entry import START, Chain, Draft, encode, write_line
from kapsound.record.parts import Folders, part_name, part_number


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a record is on the disk for certain: the part, its length, and the chain."""

    part: Path
    size: int = 0
    chain: Chain = START


class Writer:
    """Holds the part that is written now, and `fault`: in plain words what went wrong."""

    def __init__(self, folders: Folders, extent: Extent, opener: Opener = JournalFile) -> None:
        self.fault: str | None = None
        self._folders = folders
        self._extent = extent
        self._open = opener
        self._file: JournalFile | None = None
        self._number = part_number(extent.part)

    def begin(self, what: Draft) -> None:
        """Open the part and put its first new line on the disk.

        Raises:
            OSError: the disk does not do it.

        """
        self._file = self._open(self._extent.part)
        self._extent = _put(self._file, self._extent, [what])

    def reopen(self) -> None:
        """Open a part that holds lines already; if that fails, `fault` says so."""
        try:
            self._file = self._open(self._extent.part)
        except OSError as error:
            self.give_up(error)

    def commit(self, batch: Sequence[Draft]) -> bool:
        """Put lines on the disk with one sync; False if no disk takes them at present."""
        try:
            if self._file:
                self._extent = _put(self._file, self._extent, batch)
                return True
        except OSError as error:
            self.give_up(error)
        return any(self._continue(folder, batch) for folder in reversed(self._folders.all))

    def finish(self, batch: Sequence[Draft]) -> int:
        """Put the last lines on the disk, if need be in the reserve; return how many are there.

        Where the disk is too full for all of them the very last goes there alone, after a line
        that says how many are missing.
        """
        done = self.commit(batch)
        release_reserve(self._folders.own)
        if done or self.commit(batch):
            return len(batch)
        lost = _instead(batch[-1], LinesLost(len(batch) - 1))
        return int(self.commit([lost, batch[-1]]))

    def shut(self) -> None:
        """Let go of the part that is written."""
        if self._file:
            _close(self._file)
        self._file = None

    def give_up(self, error: Exception) -> None:
        """Let go of the part that fails, and say why in `fault`."""
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        self.fault = (
            f"The record cannot be written to {self._extent.part}: {why}. It is kept in memory "
            "and tried again; make room, or check the disk."
        )
        self.shut()

    def skip_numbers(self, used: Iterable[Path]) -> None:
        """Never give a further part the name of one of these files."""
        self._number = max(self._number, *map(part_number, used))

    def _continue(self, folder: Path, batch: Sequence[Draft]) -> bool:
        self._number += 1
        path = folder / part_name(self._number)
        link = Continued(self._extent.part.name, self._extent.size, self._reason())
        try:
            file = self._open(private_folder(folder) / path.name)
        except (OSError, KapsoundError):
            return False
        try:
            lines = [_instead(batch[0], link), *batch]
            extent = _put(file, replace(self._extent, part=path, size=0), lines)
        except OSError:
            _close(file)
            with suppress(OSError):
                path.unlink()
            return False
        self.fault = f"{self._reason()} It goes on in {path}."
        self._file, self._extent = file, extent
        return True

    def _reason(self) -> str:
        return (self.fault or "").partition(" It ")[0]


def _instead(what: Draft, event: Event) -> Draft:
    """Return the line of another event, written at the same time."""
    return replace(what, kind=event.kind, data=encode(event.record()))


def _put(file: JournalFile, extent: Extent, batch: Iterable[Draft]) -> Extent:
    lines, chain = [], extent.chain
    for what in batch:
        line, chain = write_line(what, chain)
        lines.append(line)
    data = b"".join(lines)
    file.write(data)
    file.sync()
    return Extent(extent.part, extent.size + len(data), chain)


def _close(file: JournalFile) -> None:
    with suppress(OSError):
        file.close()
