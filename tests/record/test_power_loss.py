"""Whatever a disk does and whenever the power goes: no acknowledged line is lost or doubled.

The record is written through a disk that fails as it is told and keeps a log of every write,
sync and removal. Then the power is cut after each step of that log; what was not synced
survives wholly, in part, as zeros, or not at all; and the record is read and gone on with.
A disk may stall as well: what it was asked to do it does then, when it answers again, unasked.
"""

import errno
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from threading import Event, Thread, current_thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.record.disk_work import Patience
from kapsound.record.entry import START, Draft, encode
from kapsound.record.parts import FIRST, Folders, load_parts, part_files
from kapsound.record.read import read_entries
from kapsound.record.repair import repair
from kapsound.record.verification import verify
from kapsound.record.writer import Extent, Writer

FULL = OSError(errno.ENOSPC, "No space left on device")
STALL = "stall"


@dataclass
class Disk:
    """Keeps a log of steps; `failures` says which write or sync fails or stalls, in order.

    Stalled, it answers again after the batches that are true in `moods`.
    """

    failures: list[bool | str] = field(default_factory=list)
    moods: list[bool] = field(default_factory=list)
    log: list = field(default_factory=list)
    waiting: dict[Thread, Event] = field(default_factory=dict)

    def fails(self):
        what = bool(self.failures) and self.failures.pop(0)
        if what == STALL:
            gate = Event()
            self.waiting[current_thread()] = gate
            assert gate.wait(20)
        return what is True

    def answers(self, work):
        while work.is_alive() and work not in self.waiting:
            work.join(0.001)
        return not work.is_alive()

    def answer(self):
        """Do all that was asked and not done, oldest first."""
        while self.waiting:
            work = next(iter(self.waiting))
            self.waiting.pop(work).set()
            self.answers(work)

    def open(self, path):
        if self.fails():
            raise FULL
        self.log.append(("open", path))
        return File(path, self)


@dataclass
class File:
    """A file of that disk; a failed write leaves half of it, a failed sync may leave nothing."""

    path: Path
    disk: Disk

    def write(self, data):
        if self.disk.fails():
            self.disk.log.append(("write", self.path, data[: len(data) // 2]))
            raise FULL
        self.disk.log.append(("write", self.path, data))

    def sync(self):
        if self.disk.fails():
            raise FULL
        self.disk.log.append(("sync", self.path))

    def close(self):
        self.disk.log.append(("drop", self.path))


def draft(number, kind="note"):
    data = encode({"number": number, "text": "x" * (number % 7)})
    return Draft(number, datetime(2025, 3, 1, tzinfo=UTC), float(number), kind, data)


def play(folders, disk, sizes):
    """Write batches of these sizes, each retried with the next until it is acknowledged."""
    patience = Patience(disk.answers)
    writer = Writer(folders, Extent(folders.own / FIRST, 0, START), disk.open, patience)
    failures, disk.failures = disk.failures, []
    writer.begin(draft(0, "session"))
    disk.failures = failures
    disk.log.append(("ack", [0]))
    number, pending = 0, []
    for size, answers in zip_longest(sizes, disk.moods[: len(sizes)]):
        pending += [draft(number + count) for count in range(1, size + 1)]
        number += size
        if writer.commit(pending):
            disk.log.append(("ack", [what.frame for what in pending]))
            pending = []
        if answers:
            disk.answer()
    disk.answer()


def survive(log, live, root, fate):
    """Lay out beneath `root` what a power cut after this log leaves; return what was promised."""
    synced, loose, promised = {}, {}, []
    for step, what, *data in log:
        if step == "open":
            synced.setdefault(what, b"")
        elif step == "write":
            loose[what] = loose.get(what, b"") + data[0]
        elif step == "sync":
            synced[what] += loose.pop(what, b"")
        elif step == "ack":
            promised += what
    for path, kept in synced.items():
        place = root / path.relative_to(live)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(kept + fate(loose.get(path, b"")))
    return promised


FATES = {
    "none": lambda data: b"",
    "part": lambda data: data[: len(data) * 2 // 3],
    "zeros": lambda data: b"\0" * len(data),
    "all": lambda data: data,
}


def numbers(folders):
    entries = read_entries(folders)
    return [entry.data["number"] for entry in entries if "number" in entry.data]


def check(folders, promised):
    found = numbers(folders)
    assert found == list(range(len(found)))
    assert set(promised) <= set(found)


def check_resume(folders):
    found = numbers(folders)
    resume(folders, len(found))
    assert numbers(folders) == list(range(len(found) + 1))
    assert verify(folders).whole


def resume(folders, number):
    place, _ = repair(folders)
    writer = Writer(folders, place)
    writer.skip_numbers(part_files(folders.all))
    writer.reopen()
    assert writer.commit([draft(number)])
    writer.shut()


def cut_power(sizes, disk, fate, cuts, *, resumed):
    """Cut the power at some steps of a written record (None: each) and judge what is left."""
    with tempfile.TemporaryDirectory() as name:
        live = Path(name) / "live"
        play(Folders(live / "own", live / "spare"), disk, sizes)
        began = disk.log.index(("ack", [0]))
        steps = range(began, len(disk.log))
        chosen = {cut % len(steps) + began for cut in cuts} if cuts else steps
        for cut in chosen:
            folders = Folders(Path(name) / str(cut) / "own", Path(name) / str(cut) / "spare")
            check(folders, survive(disk.log[: cut + 1], live, folders.own.parent, FATES[fate]))
            if resumed:
                check_resume(folders)


@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=5),
    st.builds(
        Disk,
        failures=st.lists(st.sampled_from([False, True, STALL]), max_size=14),
        moods=st.lists(st.booleans(), max_size=5),
    ),
    st.sampled_from(sorted(FATES)),
    st.lists(st.integers(0, 60), min_size=1, max_size=3),
    st.booleans(),
)
def test_acknowledged_lines_survive_any_disk_and_any_cut(sizes, disk, fate, cuts, resumed):
    cut_power(sizes, disk, fate, cuts, resumed=resumed)


@pytest.mark.parametrize("fate", sorted(FATES))
def test_they_survive_a_cut_at_every_step_of_a_disk_that_fails_in_turns(fate):
    failures = [False, True, False, False, True, True, False, True, False, False, False, True]
    cut_power([2, 1, 3, 1, 2], Disk(failures), fate, None, resumed=True)


@pytest.mark.parametrize("fate", sorted(FATES))
@pytest.mark.parametrize("moods", [[False, False, True], [True, False, True], []])
def test_they_survive_a_cut_at_every_step_of_disks_that_stall_in_turns(fate, moods):
    failures = [False, STALL, False, False, False, STALL, False, STALL, True, False, STALL]
    cut_power([2, 1, 3, 1, 2, 1], Disk(failures, moods), fate, None, resumed=True)


def test_a_cut_before_the_header_is_on_the_disk_leaves_nothing_to_resume(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / FIRST).write_bytes(b'{"n":0,"frame":0')
    assert [part.path.name for part in load_parts(Folders(own))] == [FIRST]
    assert read_entries(Folders(own)) == ()
