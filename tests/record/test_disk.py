"""What the journal asks of the disk: all bytes, in order, synced, and names that last."""

import os
from pathlib import Path

import pytest

from kapsound.record.clock import Clock
from kapsound.record.disk import (
    RESERVE,
    RESERVE_BYTES,
    JournalFile,
    keep_reserve,
    release_reserve,
)

pytestmark = pytest.mark.linux  # it sees in /proc what is written


@pytest.fixture
def asked(monkeypatch):
    """What was asked of the system, each call as it would be without this fixture."""
    calls = []
    for name in ("write", "fsync"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *given, name=name, real=real: note(name, real, *given))

    def note(name, real, descriptor, *rest):
        calls.append((name, Path(f"/proc/self/fd/{descriptor}").readlink().name))
        return real(descriptor, *rest)

    return calls


def test_opening_a_file_makes_its_name_last(tmp_path, asked):
    JournalFile(tmp_path / "journal.jsonl").close()
    assert asked == [("fsync", tmp_path.name)]


def test_sync_reaches_the_file_itself(tmp_path, asked):
    file = JournalFile(tmp_path / "journal.jsonl")
    file.write(b"line\n")
    file.sync()
    file.close()
    assert asked[1:] == [("write", "journal.jsonl"), ("fsync", "journal.jsonl")]


def test_a_file_is_appended_to_never_overwritten(tmp_path):
    for data in (b"one\n", b"two\n"):
        file = JournalFile(tmp_path / "journal.jsonl")
        file.write(data)
        file.close()
    assert (tmp_path / "journal.jsonl").read_bytes() == b"one\ntwo\n"


def test_what_the_system_takes_in_pieces_is_written_whole(tmp_path, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:3]))
    file = JournalFile(tmp_path / "journal.jsonl")
    file.write(b"0123456789")
    file.close()
    assert (tmp_path / "journal.jsonl").read_bytes() == b"0123456789"


def test_the_reserve_takes_up_room_until_it_is_released(tmp_path):
    keep_reserve(tmp_path)
    assert (tmp_path / RESERVE).stat().st_size == RESERVE_BYTES
    release_reserve(tmp_path)
    release_reserve(tmp_path)
    assert not (tmp_path / RESERVE).exists()


def test_a_reserve_that_cannot_be_released_does_no_harm(tmp_path):
    (tmp_path / RESERVE).mkdir()
    release_reserve(tmp_path)
    assert (tmp_path / RESERVE).is_dir()


def test_the_system_clock_knows_its_offset_and_never_goes_back():
    clock = Clock()
    first = clock.boot()
    assert clock.wall().utcoffset() is not None
    assert clock.boot() >= first > 0
