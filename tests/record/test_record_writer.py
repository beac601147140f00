"""The writer lets go of a failed file whatever that file does."""

import errno
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kapsound.record.disk import JournalFile
from kapsound.record.entry import START, Draft
from kapsound.record.parts import FIRST, Folders
from kapsound.record.writer import Extent, Writer


def draft(kind="note"):
    return Draft(0, datetime(2025, 3, 1, tzinfo=UTC), 1.0, kind, "{}")


class Stubborn(JournalFile):
    """Once it is told so, fails at everything, closing included."""

    fails = False

    def sync(self):
        if self.fails:
            raise OSError(errno.EIO, "Input/output error")
        super().sync()

    def close(self):
        super().close()
        if self.fails:
            raise OSError(errno.EIO, "Input/output error")


@pytest.fixture
def writer(folders):
    folders.own.mkdir(parents=True)
    made = Writer(folders, Extent(folders.own / FIRST, 0, START), Stubborn)
    made.begin(draft("session"))
    return made


def test_a_file_that_cannot_be_synced_closed_or_removed_is_given_up(writer, folders, monkeypatch):
    monkeypatch.setattr(Stubborn, "fails", True)
    monkeypatch.setattr(Path, "unlink", refuse)
    assert not writer.commit([draft()])
    monkeypatch.setattr(Stubborn, "fails", False)
    assert writer.commit([draft()])
    assert writer.fault.endswith(f"It goes on in {folders.spare / 'journal-4.jsonl'}.")
    writer.shut()


def refuse(path):
    raise OSError(errno.EROFS, "Read-only file system")


def test_a_spare_folder_that_cannot_be_made_is_passed_over(writer, folders, monkeypatch):
    folders.spare.parent.mkdir()
    folders.spare.touch()
    monkeypatch.setattr(Stubborn, "fails", True)
    assert not writer.commit([draft()])
    monkeypatch.setattr(Stubborn, "fails", False)
    assert writer.commit([draft()])
    assert writer.fault.endswith(f"It goes on in {folders.own / 'journal-5.jsonl'}.")
    writer.shut()


def test_a_part_never_takes_the_name_of_another(writer, monkeypatch):
    writer.skip_numbers([Path("journal-7.jsonl"), Path("journal-3.jsonl")])
    monkeypatch.setattr(Stubborn, "fails", True)
    assert not writer.commit([draft()])
    monkeypatch.setattr(Stubborn, "fails", False)
    assert writer.commit([draft()])
    assert "journal-10.jsonl" in writer.fault
    writer.shut()


def test_shutting_a_writer_twice_is_harmless(writer):
    writer.shut()
    writer.shut()


def test_the_own_folder_comes_first(tmp_path):
    assert Folders(tmp_path).all == (tmp_path,)
    assert Folders(tmp_path, tmp_path / "spare").all == (tmp_path, tmp_path / "spare")
