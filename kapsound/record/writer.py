"""Puts lines on the disk in order; where a file fails or stalls, goes on in another.

Used by the journal's own thread only. A disk is never waited for longer than its patience says:
what it does later, unasked, is cut off by the part that goes on without it.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
from pathlib import Path

from kapsound.core.events import Event
from kapsound.core.record_events import Continued, DiskStalled, LinesLost
from kapsound.errors import KapsoundError
from kapsound.files import private_folder
from kapsound.record.disk import RESERVE_BYTES, JournalFile, Opener, release_reserve
from kapsound.record.disk_work import DiskWork, Patience, Stalled
from kapsound.record.entry import START, Chain, Draft, encode, write_line
from kapsound.record.parts import Folders, part_name, part_number
from kapsound.units import Seconds

_FRAME_BYTES = 512
"""More than a line has beside its data."""

_LAST_S = 3.0
"""How long the closing line waits for a disk that stalls, so that it can say how long."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a record is on the disk for certain: the part, its length, and the chain."""

    part: Path
    size: int = 0
    chain: Chain = START


_Written = tuple[JournalFile, Extent]


@dataclass(frozen=True, slots=True)
class _Stall:
    """A part that nobody waits for any more; what it holds after `size` bytes is suspect."""

    part: Path
    size: int
    work: DiskWork[_Written]
    file: JournalFile | None


class Writer:
    """Holds the part that is written now, and `fault`: in plain words what went wrong."""

    def __init__(
        self,
        folders: Folders,
        extent: Extent,
        opener: Opener = JournalFile,
        patience: Patience | None = None,
    ) -> None:
        self.fault: str | None = None
        self._folders = folders
        self._extent = extent
        self._open = opener
        self._patience = patience or Patience()
        self._file: JournalFile | None = None
        self._number = part_number(extent.part)
        self._why = ""
        self._stalls: list[_Stall] = []
        self._news: list[Event] = []

    def begin(self, what: Draft) -> None:
        """Open the part and put its first new line on the disk.

        Raises:
            OSError: the disk does not do it.

        """
        self._file, self._extent = _put(self._open(self._extent.part), self._extent, [what])

    def reopen(self) -> None:
        """Open a part that holds lines already; if that fails, `fault` says so."""
        extent = self._extent
        try:
            self._ask(extent, lambda: (self._open(extent.part), extent))
        except OSError as error:
            self.give_up(error)

    def commit(self, batch: Sequence[Draft]) -> bool:
        """Put lines on the disk with one sync; False if no disk takes them at present."""
        self._end_stalls()
        told = [_instead(batch[0], event) for event in self._news]
        done = self._put_somewhere([*told, *batch])
        if done:
            self._news.clear()
        return done

    def finish(self, batch: Sequence[Draft]) -> int:
        """Put the last lines on the disk, if need be in the reserve; return how many are there.

        Where the disk is too full for all of them, the first take half of the reserve; the very
        last follows a line that says how many are missing.
        """
        for stall in self._stalls:
            stall.work.join(_LAST_S)
        done = self.commit(batch)
        self._aside(self._folders.own, partial(release_reserve, self._folders.own))
        if done or self.commit(batch):
            return len(batch)
        first = _within(batch[:-1], RESERVE_BYTES // 2)
        kept = len(first) if first and self.commit(first) else 0
        lost = _instead(batch[-1], LinesLost(len(batch) - 1 - kept))
        return int(self.commit([lost, batch[-1]]))

    def shut(self) -> None:
        """Let go of the part that is written."""
        if self._file:
            self._aside(self._extent.part.parent, partial(_close, self._file))
        self._file = None

    def give_up(self, error: Exception) -> None:
        """Let go of the part that fails, and say why in `fault`."""
        self._why = _reason(error)
        self.fault = (
            f"{self._why} It is kept in memory and tried again; make room, or check the disk of "
            f"{self._extent.part}."
        )
        self.shut()

    def skip_numbers(self, used: Iterable[Path]) -> None:
        """Never give a further part the name of one of these files."""
        self._number = max(self._number, *map(part_number, used))

    def _put_somewhere(self, batch: Sequence[Draft]) -> bool:
        try:
            if self._file:
                self._ask(self._extent, partial(_put, self._file, self._extent, batch))
                return True
        except OSError as error:
            self.give_up(error)
        return any(self._continue(folder, batch) for folder in self._places())

    def _places(self) -> list[Path]:
        """Return the folders that do not stall, one that the record is not in yet first."""
        found = filter(self._answers, reversed(self._folders.all))
        return sorted(found, key=self._extent.part.parent.__eq__)

    def _continue(self, folder: Path, batch: Sequence[Draft]) -> bool:
        self._number += 1
        link = Continued(self._extent.part.name, self._extent.size, self._why)
        lines = [_instead(batch[0], link), *batch]
        extent = replace(self._extent, part=folder / part_name(self._number), size=0)
        try:
            self._ask(extent, partial(_begin, self._open, extent, lines))
        except (OSError, KapsoundError):
            return False
        self.fault = f"{self._why} It goes on in {extent.part}."
        return True

    def _ask(self, extent: Extent, work: Callable[[], _Written]) -> None:
        """Have lines written after this extent, which takes its turn; a disk that stalls is left.

        Raises:
            OSError: the disk does not do it, or not in time.

        """
        asked = self._patience.begin(work)
        try:
            self._file, self._extent = self._patience.wait(asked)
        except Stalled:
            self._stalls.append(_Stall(extent.part, extent.size, asked, self._file))
            self._file = None
            raise

    def _aside(self, folder: Path, work: Callable[[], None]) -> None:
        """Have something done on a disk that nothing hangs on."""
        if self._answers(folder):
            with suppress(Stalled):
                self._patience.wait(self._patience.begin(work))

    def _answers(self, folder: Path) -> bool:
        return folder not in {stall.part.parent for stall in self._stalls}

    def _end_stalls(self) -> None:
        """Let go of what disks that answer again had to write, and note how long they did not."""
        for stall in [stall for stall in self._stalls if not stall.work.is_alive()]:
            self._stalls.remove(stall)
            took = Seconds(round(stall.work.took, 3))
            self._news.append(DiskStalled(stall.part.name, stall.size, took))
            with suppress(OSError, KapsoundError):
                self._aside(stall.part.parent, partial(_close, stall.file or stall.work.result[0]))
            if self._file:
                self.fault = (
                    f"The record waited {took:.1f} s for a slow disk. It goes on in "
                    f"{self._extent.part}."
                )


def _reason(error: Exception) -> str:
    if isinstance(error, Stalled):
        return "The record waits for a slow disk."
    why = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"The record cannot be written: {why}."


def _instead(what: Draft, event: Event) -> Draft:
    """Return the line of another event, written at the same time."""
    return replace(what, kind=event.kind, data=encode(event.record()))


def _within(batch: Sequence[Draft], room: int) -> Sequence[Draft]:
    """Return as many of the first lines as this many bytes hold."""
    sizes = accumulate(len(what.data) + _FRAME_BYTES for what in batch)
    return batch[: sum(size <= room for size in sizes)]


def _begin(opener: Opener, extent: Extent, lines: Sequence[Draft]) -> _Written:
    """Write the first lines of a further part; what cannot be written is not left lying."""
    private_folder(extent.part.parent)
    file = opener(extent.part)
    try:
        return _put(file, extent, lines)
    except OSError:
        _close(file)
        with suppress(OSError):
            extent.part.unlink()
        raise


def _put(file: JournalFile, extent: Extent, batch: Iterable[Draft]) -> _Written:
    lines, chain = [], extent.chain
    for what in batch:
        line, chain = write_line(what, chain)
        lines.append(line)
    data = b"".join(lines)
    file.write(data)
    file.sync()
    return file, Extent(extent.part, extent.size + len(data), chain)


def _close(file: JournalFile) -> None:
    with suppress(OSError):
        file.close()
