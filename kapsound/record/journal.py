"""Keeps the journal of a running session: any thread appends, one thread of its own writes."""

from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event as Flag
from threading import Thread
from typing import Self

from kapsound.core.events import Event
from kapsound.core.record_events import Closed, SessionBegan
from kapsound.errors import KapsoundError, RecordError
from kapsound.files import private_folder
from kapsound.platform import sync_folder
from kapsound.record.clock import Clock
from kapsound.record.disk import JournalFile, Opener, keep_reserve
from kapsound.record.disk_work import Patience
from kapsound.record.entry import Draft, encode
from kapsound.record.parts import FIRST, Folders, part_files
from kapsound.record.repair import repair
from kapsound.record.writer import Extent, Writer

_RETRY_S = 1.0
_CLOSE_S = 10.0


class Ticket(Flag):
    """The receipt of an appended line, set once that is on the disk."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


class Journal:
    """A record that is being written; `append` may be called by any thread and never waits."""

    def __init__(self, folder: Path, writer: Writer, clock: Clock) -> None:
        self.folder = folder
        self._writer = writer
        self._clock = clock
        self._queue: SimpleQueue[Ticket | None] = SimpleQueue()
        self._end: Ticket | None = None
        self._open = True
        self._thread = Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    @classmethod
    def create(
        cls,
        folders: Folders,
        began: SessionBegan,
        clock: Clock,
        opener: Opener = JournalFile,
        patience: Patience | None = None,
    ) -> Self:
        """Begin a record: its folder, the reserve, and the line that the session began.

        Raises:
            RecordError: the folder cannot be written in, or holds a journal already.

        """
        first = folders.own / FIRST
        writer = Writer(folders, Extent(first), opener, patience)
        try:
            private_folder(folders.own)
            if first.exists():
                raise RecordError(f"{first}: there is a record already; begin another one")
            keep_reserve(folders.own)
            writer.begin(_draft(clock, began, 0))
            sync_folder(folders.own.parent)
        except OSError as error:
            raise _refusal(folders.own, error) from error
        except KapsoundError as error:
            raise RecordError(str(error)) from error
        return cls(folders.own, writer, clock)

    @classmethod
    def resume(
        cls,
        folders: Folders,
        clock: Clock,
        opener: Opener = JournalFile,
        patience: Patience | None = None,
    ) -> tuple[Self, str | None]:
        """Go on with a record that was not closed; say so by a line of kind "interrupted".

        Every whole line stays. What follows the last whole line is moved aside into a file
        beside it (`journal.torn`), whose name is returned as well, for that line's `torn`.

        Raises:
            RecordError: it is closed, holds no whole line, or cannot be repaired.

        """
        try:
            extent, torn = repair(folders)
        except OSError as error:
            raise _refusal(folders.own, error) from error
        writer = Writer(folders, extent, opener, patience)
        writer.skip_numbers(part_files(folders.all))
        writer.reopen()
        return cls(folders.own, writer, clock), torn

    @property
    def fault(self) -> str | None:
        """What is wrong with writing the record, in plain words; it stays once it was said."""
        return self._writer.fault

    def append(self, event: Event, frame: int) -> Ticket:
        """Take an event to be written; returns at once.

        Raises:
            RecordError: the journal is closed.

        """
        if not self._open:
            raise RecordError(f"{self.folder}: the record is closed; nothing can be added")
        ticket = Ticket(_draft(self._clock, event, frame))
        self._queue.put(ticket)
        return ticket

    def close(self, frame: int, how: str, timeout: float = _CLOSE_S) -> bool:
        """Write all that waits and the line of kind "closed"; whether it is on the disk."""
        if self._end is None:
            self._end = Ticket(_draft(self._clock, Closed(how), frame))
            self.release(timeout)
        return self._end.is_set()

    def release(self, timeout: float = _CLOSE_S) -> None:
        """Write all that waits and let go, without a closing line: the record can be resumed."""
        if self._open:
            self._open = False
            self._queue.put(None)
        self._thread.join(timeout)

    def _run(self) -> None:
        pending: list[Ticket] = []
        while self._take(pending):
            if pending and self._commit(pending):
                _acknowledge(pending)
                pending.clear()
        self._finish(pending)
        self._writer.shut()

    def _commit(self, pending: list[Ticket]) -> bool:
        """Put lines on the disk; nothing unforeseen may end the thread that keeps the record."""
        try:
            return self._writer.commit(_lines(pending))
        except Exception as error:  # noqa: BLE001 - see above; it is tried again, and said
            self._writer.give_up(error)
            return False

    def _take(self, pending: list[Ticket]) -> bool:
        """Move all that is queued into `pending`; False when it is time to finish."""
        try:
            ticket = self._queue.get(timeout=_RETRY_S if pending else None)
            while ticket:
                pending.append(ticket)
                ticket = self._queue.get_nowait()
        except Empty:
            return True
        return False

    def _finish(self, pending: list[Ticket]) -> None:
        if self._end:
            pending.append(self._end)
        if pending:
            done = self._writer.finish(_lines(pending))
            _acknowledge(pending[len(pending) - done :])


def _draft(clock: Clock, event: Event, frame: int) -> Draft:
    return Draft(frame, clock.wall(), clock.boot(), event.kind, encode(event.record()))


def _lines(pending: list[Ticket]) -> list[Draft]:
    return [ticket.draft for ticket in pending]


def _acknowledge(pending: list[Ticket]) -> None:
    for ticket in pending:
        ticket.set()


def _refusal(folder: Path, error: OSError) -> RecordError:
    return RecordError(
        f"{folder}: no record can be written here: {error.strerror or error}. Without a record "
        "no session begins; make the folder writable, make room, or choose another one."
    )
