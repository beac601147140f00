"""Whatever a disk does and whenever the power goes: no acknowledged line is lost or doubled.

The record is written through a disk that fails as it is told and keeps a log of every write,
sync and removal. Then the power is cut after each step of that log; what was not synced
survives wholly, in part, as zeros, or not at all; and the record is read and gone on with.
"""

import errno
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.record.entry import START, Draft, encode
from kapsound.record.parts import FIRST, Folders, load_parts, part_files
from kapsound.record.read import read_entries
from kapsound.record.repair import repair
from kapsound.record.verification import verify
from kapsound.record.writer import Extent, Writer

FULL = OSError(errno.ENOSPC, "No space left on device")


@dataclass
class Disk:
    """Keeps a log of steps; `failures` says which write or sync fails, in order."""

    failures: list[bool] = field(default_factory=list)
    log: list = field(default_factory=list)

    def fails(self):
        return bool(self.failures) and self.failures.pop(0)

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
    writer = Writer(folders, Extent(folders.own / FIRST, 0, START), disk.open)
    failures, disk.failures = disk.failures, []
    writer.begin(draft(0, "session"))
    disk.failures = failures
    disk.log.append(("ack", [0]))
    number, pending = 0, []
    for size in sizes:
        pending += [draft(number + count) for count in range(1, size + 1)]
        number += size
        if writer.commit(pending):
            disk.log.append(("ack", [what.frame for what in pending]))
            pending = []


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


def cut_power(sizes, failures, fate, cuts, resumed):
    """Cut the power at some steps of a written record (None: each) and judge what is left."""
    with tempfile.TemporaryDirectory() as name:
        live = Path(name) / "live"
        disk = Disk(failures)
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
    st.lists(st.booleans(), max_size=14),
    st.sampled_from(sorted(FATES)),
    st.lists(st.integers(0, 60), min_size=1, max_size=3),
    st.booleans(),
)
def test_acknowledged_lines_survive_any_disk_and_any_cut(sizes, failures, fate, cuts, resumed):
    cut_power(sizes, failures, fate, cuts, resumed)


@pytest.mark.parametrize("fate", sorted(FATES))
def test_they_survive_a_cut_at_every_step_of_a_disk_that_fails_in_turns(fate):
    failures = [False, True, False, False, True, True, False, True, False, False, False, True]
    cut_power([2, 1, 3, 1, 2], failures, fate, None, resumed=True)


def test_a_cut_before_the_header_is_on_the_disk_leaves_nothing_to_resume(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / FIRST).write_bytes(b'{"n":0,"frame":0')
    assert [part.path.name for part in load_parts(Folders(own))] == [FIRST]
    assert read_entries(Folders(own)) == ()
