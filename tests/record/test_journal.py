"""The journal takes lines at once, puts them on the disk, and outlives its disk's failures."""

import errno
import os
import stat
from threading import Event
from time import monotonic

import pytest
from record_rigs import began
from record_rigs import note as noted

from kapsound.errors import RecordError
from kapsound.record import journal as module
from kapsound.record.disk import RESERVE, RESERVE_BYTES, JournalFile
from kapsound.record.journal import Journal
from kapsound.record.parts import Folders
from kapsound.record.read import read_entries
from kapsound.record.verification import verify

LONG = 20.0


class Disk:
    """Opens journal files that fail in the folders named in `broken`, or wait for `gate`."""

    def __init__(self):
        self.broken = {}
        self.gate = Event()
        self.gate.set()
        self.waits = Event()
        self.syncs = 0

    def open(self, path):
        self.check(path)
        return File(path, self)

    def check(self, path):
        if error := self.broken.get(path.parent):
            raise OSError(error, os.strerror(error))


class File(JournalFile):
    def __init__(self, path, disk):
        super().__init__(path)
        self.disk = disk

    def write(self, data):
        try:
            self.disk.check(self.path)
        except OSError:
            super().write(data[: len(data) // 2])
            raise
        super().write(data)

    def sync(self):
        self.disk.waits.set()
        assert self.disk.gate.wait(LONG)
        self.disk.check(self.path)
        super().sync()
        self.disk.syncs += 1


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def journal(folders, clock, disk):
    made = Journal.create(folders, began("x"), clock, disk.open)
    yield made
    disk.gate.set()
    made.release()


def note(journal, number):
    return journal.append(noted(number), number)


def numbers(folders):
    return [int(entry.data["text"]) for entry in read_entries(folders) if entry.kind == "note"]


def until(happened):
    deadline = monotonic() + LONG
    while not happened():
        assert monotonic() < deadline
        Event().wait(0.001)


def kinds(folders):
    return [entry.kind for entry in read_entries(folders)]


def test_the_header_is_on_the_disk_before_create_returns(journal, folders):
    header = read_entries(folders)[0]
    assert (header.kind, header.n, header.data) == ("session", 0, began("x").record())


def test_a_line_is_on_the_disk_when_its_ticket_says_so(journal, folders):
    ticket = note(journal, 1)
    assert ticket.wait(LONG)
    assert ticket.is_set()
    assert numbers(folders) == [1]
    assert journal.fault is None


def test_lines_keep_their_times(journal, folders, clock):
    asked = clock.asked
    assert note(journal, 4096).wait(LONG)
    entry = read_entries(folders)[-1]
    assert (entry.frame, entry.boot) == (4096, (asked + 1) / 10)
    assert entry.utc.isoformat().startswith("2025-03-01T10:00:00")


def test_a_record_and_its_folder_are_private_under_any_umask(folders, clock):
    before = os.umask(0)
    try:
        Journal.create(folders, began(), clock).close(0, "end")
    finally:
        os.umask(before)
    assert stat.S_IMODE(folders.own.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders.own.iterdir()} == {0o600}


def test_a_stalled_disk_never_holds_up_who_appends(journal, disk, folders):
    disk.gate.clear()
    disk.waits.clear()
    first = note(journal, 0)
    assert disk.waits.wait(LONG)
    rest = [note(journal, number) for number in range(1, 100)]
    assert not any(ticket.is_set() for ticket in [first, *rest])
    disk.gate.set()
    assert all(ticket.wait(LONG) for ticket in [first, *rest])
    assert numbers(folders) == list(range(100))


def test_all_that_is_queued_goes_with_one_sync(journal, disk):
    disk.gate.clear()
    disk.waits.clear()
    before = disk.syncs
    note(journal, 0)
    assert disk.waits.wait(LONG)
    last = [note(journal, number) for number in range(1, 100)][-1]
    disk.gate.set()
    assert last.wait(LONG)
    assert disk.syncs == before + 2


def test_a_ticket_says_no_while_its_line_is_not_on_the_disk(journal, disk):
    disk.gate.clear()
    assert not note(journal, 0).wait(0)


def test_closing_writes_all_that_waits_and_the_closing_line(journal, folders):
    for number in range(50):
        note(journal, number)
    assert journal.close(9, "plan")
    entries = read_entries(folders)
    assert numbers(folders) == list(range(50))
    assert (entries[-1].kind, entries[-1].frame, entries[-1].data) == ("closed", 9, {"how": "plan"})
    assert verify(folders).closed
    assert not (folders.own / RESERVE).exists()


def test_closing_twice_closes_once(journal, folders):
    assert journal.close(9, "plan")
    assert journal.close(10, "again")
    assert kinds(folders).count("closed") == 1


def test_a_closed_journal_takes_no_lines(journal):
    journal.close(0, "end")
    with pytest.raises(RecordError, match="the record is closed; nothing can be added"):
        note(journal, 1)


def test_closing_does_not_wait_for_ever_for_a_dead_disk(journal, disk):
    disk.gate.clear()
    assert journal.close(0, "end", timeout=0.01) is False


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_where_a_disk_fails_the_record_goes_on_in_the_spare_folder(journal, disk, folders, error):
    assert note(journal, 1).wait(LONG)
    disk.broken[folders.own] = error
    assert all([note(journal, 2).wait(LONG), note(journal, 3).wait(LONG)])
    assert journal.fault.startswith(f"The record cannot be written: {os.strerror(error)}. ")
    assert journal.fault.endswith(f"It goes on in {folders.spare / 'journal-2.jsonl'}.")
    assert journal.close(9, "end")
    assert numbers(folders) == [1, 2, 3]
    assert verify(folders).whole
    assert verify(folders).closed


def test_the_further_part_names_the_part_it_follows(journal, disk, folders):
    size = (folders.own / "journal.jsonl").stat().st_size
    disk.broken[folders.own] = errno.EIO
    assert note(journal, 1).wait(LONG)
    link = next(entry for entry in read_entries(folders) if entry.kind == "continued")
    assert link.data["follows"] == "journal.jsonl"
    assert link.data["bytes"] == size
    assert link.data["why"].endswith("Input/output error.")


def test_with_no_disk_at_all_lines_wait_in_memory_until_there_is_one(
    journal, disk, folders, monkeypatch
):
    monkeypatch.setattr(module, "_RETRY_S", 0.001)
    disk.broken = {folders.own: errno.ENOSPC, folders.spare: errno.ENOSPC}
    tickets = [note(journal, number) for number in range(5)]
    until(lambda: journal.fault)
    assert "kept in memory and tried again; make room, or check the disk" in journal.fault
    assert not list(folders.spare.glob("*"))
    disk.broken = {}
    assert all(ticket.wait(LONG) for ticket in tickets)
    assert numbers(folders) == list(range(5))
    assert verify(folders).whole


def test_nothing_unforeseen_ends_the_thread_that_keeps_the_record(journal, folders, monkeypatch):
    commit, failed = journal._writer.commit, []

    def fail_once(batch):
        if failed:
            return commit(batch)
        failed.append(batch)
        raise LookupError("nobody thought of this")

    monkeypatch.setattr(module, "_RETRY_S", 0.01)
    monkeypatch.setattr(journal._writer, "commit", fail_once)
    assert note(journal, 1).wait(LONG)
    assert "nobody thought of this" in journal.fault
    journal.close(0, "end")
    assert numbers(folders) == [1]
    assert verify(folders).whole


def test_without_a_spare_folder_the_record_goes_on_in_its_own(tmp_path, clock, disk):
    folders = Folders(tmp_path / "one")
    journal = Journal.create(folders, began(), clock, disk.open)
    disk.broken[folders.own] = errno.EIO
    waits = note(journal, 1)
    until(lambda: journal.fault)
    assert not waits.is_set()
    disk.broken = {}
    assert note(journal, 2).wait(LONG)
    assert waits.is_set()
    assert journal.close(3, "end")
    assert numbers(folders) == [1, 2]
    assert verify(folders).whole


def test_the_closing_lines_fit_into_the_reserve_of_a_full_disk(journal, disk, folders):
    full = {folders.own: errno.ENOSPC, folders.spare: errno.ENOSPC}
    disk.broken = full
    disk.check = lambda path: full_while_reserved(folders, path)
    note(journal, 1)
    assert (folders.own / RESERVE).stat().st_size == RESERVE_BYTES
    assert journal.close(9, "end")
    assert numbers(folders) == [1]
    assert verify(folders).closed


def full_while_reserved(folders, path):
    if (folders.own / RESERVE).exists():
        raise OSError(errno.ENOSPC, "No space left on device")


def test_too_full_for_all_the_record_is_closed_and_says_how_much_is_missing(folders, clock):
    class Narrow(JournalFile):
        def write(self, data):
            if len(data) > 1500:
                raise OSError(errno.ENOSPC, "No space left on device")
            super().write(data)

    journal = Journal.create(folders, began(), clock, Narrow)
    big = journal.append(noted("x" * 2000), 1)
    assert journal.close(9, "end")
    assert not big.is_set()
    lost = next(entry for entry in read_entries(folders) if entry.kind == "lost")
    assert lost.data == {"lines": 1}
    assert verify(folders).whole
    assert verify(folders).closed


def test_a_record_that_cannot_be_closed_says_so(journal, disk, folders):
    disk.broken = {folders.own: errno.EIO, folders.spare: errno.EIO}
    assert journal.close(9, "end") is False


def test_no_session_begins_without_a_record(folders, clock, disk):
    disk.broken[folders.own] = errno.EROFS
    with pytest.raises(RecordError, match=r"no record can be written here: Read-only.*no session"):
        Journal.create(folders, began(), clock, disk.open)


def test_no_session_begins_in_a_folder_that_cannot_be_made(tmp_path, clock):
    (tmp_path / "records").write_text("a file")
    with pytest.raises(RecordError, match="the folder cannot be used"):
        Journal.create(Folders(tmp_path / "records" / "one"), began(), clock)


def test_a_record_is_never_begun_over_another(small, folders, clock):
    before = small.read_bytes()
    with pytest.raises(RecordError, match="there is a record already"):
        Journal.create(folders, began(), clock)
    assert small.read_bytes() == before


def test_a_released_record_goes_on_when_it_is_resumed(journal, folders, clock):
    note(journal, 1)
    journal.release()
    assert not verify(folders).closed
    again, torn = Journal.resume(folders, clock)
    assert torn is None
    note(again, 2)
    assert again.close(9, "end")
    assert kinds(folders) == ["session", "note", "note", "closed"]
    assert verify(folders).whole


def test_a_resumed_record_whose_disk_fails_goes_on_in_the_spare_folder(
    journal, folders, clock, disk
):
    journal.release()
    disk.broken[folders.own] = errno.EIO
    again, _ = Journal.resume(folders, clock, disk.open)
    assert again.close(9, "end")
    assert "It goes on in" in again.fault
    assert kinds(folders) == ["session", "continued", "closed"]


def test_a_record_that_cannot_be_repaired_is_refused(journal, folders, clock, monkeypatch):
    journal.release()
    monkeypatch.setattr(module, "repair", refuse)
    with pytest.raises(RecordError, match="no record can be written here: Read-only"):
        Journal.resume(folders, clock)


def refuse(folders):
    raise OSError(errno.EROFS, "Read-only file system")
