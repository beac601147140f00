"""The journal of a running session: any thread appends, one thread of its own writes."""

from collections.abc import Mapping
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Self

from kapsound.errors import KapsoundError, RecordError
from kapsound.files import private_folder
from kapsound.platform import sync_folder
from kapsound.record.clock import Clock
from kapsound.record.disk import JournalFile, Opener, keep_reserve
from kapsound.record.entry import Happening, encode
from kapsound.record.mend import mend
from kapsound.record.parts import FIRST, Folders, part_files
from kapsound.record.writer import Place, Writer

_RETRY_S = 1.0
_CLOSE_S = 10.0


class Ticket:
    """The receipt of an appended line."""

    __slots__ = ("_done", "happening")

    def __init__(self, happening: Happening) -> None:
        self.happening = happening
        self._done = Event()

    @property
    def done(self) -> bool:
        """Whether the line is on the disk."""
        return self._done.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the line is on the disk; False after `timeout` seconds without it."""
        return self._done.wait(timeout)

    def mark_done(self) -> None:
        """Say that the line is on the disk."""
        self._done.set()


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
        header: Mapping[str, object],
        clock: Clock,
        opener: Opener = JournalFile,
    ) -> Self:
        """Begin a record: its folder, the reserve, and the header, a line of kind "session".

        Raises:
            RecordError: the folder cannot be written in, or holds a journal already.

        """
        first = folders.own / FIRST
        writer = Writer(folders, Place(first), opener)
        try:
            private_folder(folders.own)
            if first.exists():
                raise RecordError(f"{first}: there is a record already; begin another one")
            keep_reserve(folders.own)
            writer.begin(_happening(clock, "session", 0, header))
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
        frame: int,
        values: Mapping[str, object],
        clock: Clock,
        opener: Opener = JournalFile,
    ) -> Self:
        """Go on with a record that was not closed, after a line of kind "resumed".

        Every whole line stays. What follows the last whole line is moved aside into a file
        beside it (`journal.torn`), named by the new line as `torn`. A disk that does not take
        the new line is a `fault`, as with any other line.

        Raises:
            RecordError: it is closed, holds no whole line, or cannot be mended.

        """
        try:
            place, torn = mend(folders)
        except OSError as error:
            raise _refusal(folders.own, error) from error
        writer = Writer(folders, place, opener)
        writer.skip_numbers(part_files(folders.all))
        writer.reopen()
        journal = cls(folders.own, writer, clock)
        journal.append("resumed", frame, {**values, "torn": torn})
        return journal

    @property
    def fault(self) -> str | None:
        """What is wrong with writing the record, in plain words; it stays once it was said."""
        return self._writer.fault

    def append(self, kind: str, frame: int, values: Mapping[str, object]) -> Ticket:
        """Take a line to be written; returns at once.

        Raises:
            RecordError: the journal is closed.

        """
        if not self._open:
            raise RecordError(f"{self.folder}: the record is closed; nothing can be added")
        ticket = Ticket(_happening(self._clock, kind, frame, values))
        self._queue.put(ticket)
        return ticket

    def close(self, frame: int, how: str, timeout: float = _CLOSE_S) -> bool:
        """Write all that waits and the line of kind "closed"; whether it is on the disk."""
        if self._end is None:
            self._end = Ticket(_happening(self._clock, "closed", frame, {"how": how}))
            self.release(timeout)
        return self._end.done

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


def _happening(clock: Clock, kind: str, frame: int, values: Mapping[str, object]) -> Happening:
    return Happening(frame, clock.wall(), clock.boot(), kind, encode(values))


def _lines(pending: list[Ticket]) -> list[Happening]:
    return [ticket.happening for ticket in pending]


def _acknowledge(pending: list[Ticket]) -> None:
    for ticket in pending:
        ticket.mark_done()


def _refusal(folder: Path, error: OSError) -> RecordError:
    return RecordError(
        f"{folder}: no record can be written here: {error.strerror or error}. Without a record "
        "no session begins; make the folder writable, make room, or choose another one."
    )
