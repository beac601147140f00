"""A disk that gives no answer holds up nobody, and nothing it does later counts."""

import errno
import os
from threading import Condition, Event, current_thread

import pytest
from record_rigs import began
from record_rigs import note as noted

from kapsound.record import journal as module
from kapsound.record.disk import RESERVE, JournalFile
from kapsound.record.disk_work import Patience
from kapsound.record.journal import Journal
from kapsound.record.parts import Folders
from kapsound.record.read import read_entries
from kapsound.record.verification import verify

LONG = 20.0


class Disks:
    """Disks of which those in `stalled` give no answer to `at` ("open", "write" or "sync")."""

    def __init__(self):
        self.stalled = set()
        self.broken = set()
        self.at = "sync"
        self.changed = Condition()
        self.waiting = set()
        self.seconds = 0.0

    def open(self, path):
        self.ask("open", path)
        return File(path, self)

    def ask(self, what, path):
        with self.changed:
            if what == self.at and path.parent in self.stalled:
                self.waiting.add(current_thread())
                self.changed.notify_all()
                assert self.changed.wait_for(lambda: path.parent not in self.stalled, LONG)
                self.waiting.discard(current_thread())
        if path.parent in self.broken:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    def stall(self, *folders):
        with self.changed:
            self.stalled |= set(folders)

    def answer(self, *folders):
        with self.changed:
            self.stalled -= set(folders)
            self.changed.notify_all()

    def answers(self, work):
        """Wait until the work is done, or a disk stalls at it: no length of time is waited."""
        while work.is_alive():
            work.join(0.001)
            with self.changed:
                if work in self.waiting:
                    return False
        return True

    def clock(self):
        return self.seconds


class File(JournalFile):
    def __init__(self, path, disks):
        super().__init__(path)
        self.disks = disks

    def write(self, data):
        self.disks.ask("write", self.path)
        super().write(data)

    def sync(self):
        self.disks.ask("sync", self.path)
        super().sync()


@pytest.fixture
def disks():
    return Disks()


@pytest.fixture
def journal(folders, clock, disks, monkeypatch):
    monkeypatch.setattr(module, "_RETRY_S", 0.001)
    patience = Patience(disks.answers, disks.clock)
    made = Journal.create(folders, began("x"), clock, disks.open, patience)
    yield made
    disks.answer(*folders.all)
    made.release()


def note(journal, number):
    return journal.append(noted(number), number)


def numbers(folders):
    return [int(entry.data["text"]) for entry in read_entries(folders) if entry.kind == "note"]


def of(folders, kind):
    return [entry.data for entry in read_entries(folders) if entry.kind == kind]


def until(happened):
    waited = Event()
    for _ in range(int(LONG / 0.001)):
        if happened():
            return
        waited.wait(0.001)
    raise AssertionError


@pytest.mark.parametrize("at", ["write", "sync"])
def test_where_a_disk_stalls_the_record_goes_on_in_the_spare_folder(journal, disks, folders, at):
    """Lines are acknowledged while the first disk still gives no answer, each once."""
    assert note(journal, 0).wait(LONG)
    size = (folders.own / "journal.jsonl").stat().st_size
    disks.at = at
    disks.stall(folders.own)
    assert all(note(journal, number).wait(LONG) for number in range(1, 5))
    assert disks.waiting
    assert numbers(folders) == list(range(5))
    (link,) = of(folders, "continued")
    assert (link["follows"], link["bytes"]) == ("journal.jsonl", size)
    assert link["why"] == "The record waits for a slow disk."
    assert journal.fault == f"{link['why']} It goes on in {folders.spare / 'journal-2.jsonl'}."
    assert verify(folders).whole


def test_what_the_slow_disk_takes_later_is_not_read_and_the_stall_is_in_the_record(
    journal, disks, folders
):
    path = folders.own / "journal.jsonl"
    size = path.stat().st_size
    disks.stall(folders.own)
    assert note(journal, 1).wait(LONG)
    disks.seconds = 5.2
    disks.answer(folders.own)
    until(lambda: note(journal, 2).wait(LONG) and of(folders, "stalled"))
    assert of(folders, "stalled") == [{"file": "journal.jsonl", "bytes": size, "seconds": 5.2}]
    assert path.stat().st_size > size
    assert numbers(folders).count(1) == 1
    assert journal.fault == (
        "The record waited 5.2 s for a slow disk. It goes on in "
        f"{folders.spare / 'journal-2.jsonl'}."
    )
    assert journal.close(9, "end")
    assert verify(folders).whole
    assert verify(folders).closed


@pytest.mark.parametrize("at", ["open", "write", "sync"])
def test_where_every_disk_stalls_lines_wait_in_memory_for_the_first_to_answer(
    journal, disks, folders, at
):
    disks.at = at
    disks.stall(*folders.all)
    if at == "open":
        disks.broken.add(folders.own)
    tickets = [note(journal, number) for number in range(5)]
    until(lambda: len(journal._writer._stalls) == (1 if at == "open" else 2))
    assert not any(ticket.is_set() for ticket in tickets)
    disks.broken.clear()
    disks.answer(folders.spare)
    assert all(ticket.wait(LONG) for ticket in tickets)
    assert numbers(folders) == list(range(5))
    disks.answer(folders.own)
    assert journal.close(9, "end")
    assert numbers(folders) == list(range(5))
    assert verify(folders).whole
    assert verify(folders).closed


def test_a_slow_spare_disk_hands_the_record_back_to_its_own(journal, disks, folders):
    disks.stall(folders.own)
    assert note(journal, 1).wait(LONG)
    disks.answer(folders.own)
    until(lambda: note(journal, 2).wait(LONG) and of(folders, "stalled"))
    disks.stall(folders.spare)
    assert note(journal, 3).wait(LONG)
    assert journal.fault.endswith(f"It goes on in {folders.own / 'journal-3.jsonl'}.")
    disks.answer(folders.spare)
    assert journal.close(9, "end")
    assert set(numbers(folders)) == {1, 2, 3}
    assert verify(folders).whole


def test_a_session_closes_its_record_in_the_spare_folder_while_its_disk_stalls(
    journal, disks, folders, monkeypatch
):
    monkeypatch.setattr("kapsound.record.writer._LAST_S", 0.001)
    disks.stall(folders.own)
    assert note(journal, 1).wait(LONG)
    assert journal.close(9, "end")
    assert verify(folders).closed
    assert (folders.own / RESERVE).exists()


def test_a_part_that_fails_after_its_stall_is_let_go_of(journal, disks, folders):
    disks.stall(*folders.all)
    ticket = note(journal, 1)
    until(lambda: len(journal._writer._stalls) == 2)
    disks.broken.add(folders.spare)
    disks.answer(*folders.all)
    assert ticket.wait(LONG)
    assert numbers(folders) == [1]
    assert not list(folders.spare.iterdir())


def test_without_a_spare_folder_a_stalled_record_waits_for_its_own(tmp_path, clock, disks):
    folders = Folders(tmp_path / "one")
    patience = Patience(disks.answers, disks.clock)
    journal = Journal.create(folders, began(), clock, disks.open, patience)
    disks.stall(folders.own)
    ticket = note(journal, 1)
    until(lambda: journal.fault)
    assert "It is kept in memory and tried again; make room, or check the disk" in journal.fault
    disks.answer(folders.own)
    assert journal.close(9, "end")
    assert ticket.is_set()
    assert numbers(folders) == [1]
    assert verify(folders).whole


def test_a_disk_is_waited_for_by_the_clock_as_well(monkeypatch):
    monkeypatch.setattr("kapsound.record.disk_work.STALL_S", 0.001)
    patience, gate = Patience(), Event()
    work = patience.begin(lambda: gate.wait(LONG))
    with pytest.raises(OSError, match="the disk has not answered"):
        patience.wait(work)
    gate.set()
    work.join(LONG)
    assert work.result
    assert work.took > 0


def test_a_record_is_gone_on_with_elsewhere_where_its_disk_stalls(journal, disks, folders, clock):
    assert note(journal, 1).wait(LONG)
    journal.release()
    disks.at = "open"
    disks.stall(folders.own)
    again, _ = Journal.resume(folders, clock, disks.open, Patience(disks.answers, disks.clock))
    assert note(again, 2).wait(LONG)
    assert numbers(folders) == [1, 2]
    disks.answer(folders.own)
    assert again.close(9, "end")
    assert verify(folders).whole
