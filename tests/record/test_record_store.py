"""Records are named, listed and found again, the damaged ones as well."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from record_rigs import began

from kapsound.core.events import Noted
from kapsound.errors import RecordError
from kapsound.record.journal import Journal
from kapsound.record.parts import Folders
from kapsound.record.store import (
    find_record,
    list_records,
    open_records,
    record_folders,
    record_name,
)

NAMES = ["20250301T100000Z-ab12", "20250301T180000Z-ac34", "20250302T090000Z-ff00"]


@pytest.fixture
def records(tmp_path, clock):
    """Three records: one closed, one not closed, one damaged."""
    for name, how in zip(NAMES, ["plan", None, "end"], strict=True):
        header = began(f"Title of {name[-4:]}", "c7")
        journal = Journal.create(Folders(tmp_path / name), header, clock)
        journal.append(Noted("mark", ""), 96_000)
        journal.close(48_000, how) if how else journal.release()
    damaged = tmp_path / NAMES[2] / "journal.jsonl"
    damaged.write_bytes(damaged.read_bytes().replace(b"mark", b"bark"))
    return tmp_path


def test_a_record_is_named_by_its_beginning_in_utc():
    began = datetime(2025, 3, 1, 12, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    assert record_name(began, "ab12") == "20250301T100005Z-ab12"


def test_records_are_listed_oldest_first(records):
    listed = list_records(records)
    assert [item.id for item in listed] == NAMES
    assert [item.ended for item in listed] == ["plan", "not closed", "end"]
    assert [item.whole for item in listed] == [True, True, False]
    assert [item.length for item in listed] == [2.0, 2.0, 1.0]
    assert (listed[0].title, listed[0].client) == ("Title of ab12", "c7")
    assert listed[0].started == datetime(2025, 3, 1, 10, 0, 0, 100_000, tzinfo=UTC)


def test_a_record_that_cannot_be_read_is_listed_with_the_reason(tmp_path):
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "journal.jsonl").write_bytes(b'{"n":0')
    (tmp_path / "a file").touch()
    (torn,) = list_records(tmp_path)
    assert (torn.whole, torn.started, torn.title, torn.ended) == (False, None, "", "not closed")


def test_a_folder_that_holds_no_record_is_none(records):
    (records / "lost+found").mkdir(mode=0o000)
    (records / "20991231T000000Z-empty").mkdir()
    assert [item.id for item in list_records(records)] == NAMES
    assert find_record(records, "last") == Folders(records / NAMES[2])
    assert open_records(records) == (NAMES[1],)
    with pytest.raises(RecordError, match='there is no record "lost'):
        find_record(records, "lost+found")


def test_a_record_of_which_only_the_spare_part_is_left_is_one(tmp_path):
    for folder in (tmp_path / "records" / "one", tmp_path / "spare" / "one"):
        folder.mkdir(parents=True)
    (tmp_path / "spare" / "one" / "journal-2.jsonl").write_bytes(b"")
    (found,) = list_records(tmp_path / "records", tmp_path / "spare")
    assert (found.id, found.whole) == ("one", False)


def test_before_the_first_session_there_are_no_records(tmp_path):
    assert list_records(tmp_path / "none") == ()


def test_a_records_folder_that_is_none_is_named(tmp_path):
    (tmp_path / "records").touch()
    with pytest.raises(RecordError, match="records: the records cannot be read: Not a directory"):
        list_records(tmp_path / "records")


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        (NAMES[0], NAMES[0]),
        ("20250302", NAMES[2]),
        ("ac", NAMES[1]),
        ("f", NAMES[2]),
        ("last", NAMES[2]),
    ],
)
def test_a_record_is_found_by_what_only_it_begins_with(records, wanted, name):
    assert find_record(records, wanted) == Folders(records / name)


def test_its_spare_folder_bears_the_same_name(records, tmp_path):
    found = find_record(records, "last", tmp_path / "spare")
    assert found == record_folders(records, NAMES[2], tmp_path / "spare")
    assert found.spare == tmp_path / "spare" / NAMES[2]


def test_a_whole_id_is_found_even_if_another_begins_with_it(records):
    (records / f"{NAMES[0]}x").mkdir()
    assert find_record(records, NAMES[0]).own.name == NAMES[0]


@pytest.mark.parametrize("wanted", ["zz", "", "../x"])
def test_what_is_not_there_is_said(records, wanted):
    with pytest.raises(RecordError, match=r"there is no record .*; `kapsound records list`"):
        find_record(records, wanted)


def test_no_last_record_before_the_first(tmp_path):
    with pytest.raises(RecordError, match="there is no record yet"):
        find_record(tmp_path, "last")


def test_what_stands_for_several_is_said(records):
    with pytest.raises(RecordError, match=f'"a" stands for 2 records: {NAMES[0]}, {NAMES[1]}; '):
        find_record(records, "a")


def test_not_all_of_many_are_named(tmp_path):
    for number in range(7):
        (tmp_path / f"2025-{number}").mkdir()
        (tmp_path / f"2025-{number}" / "journal.jsonl").touch()
    with pytest.raises(RecordError, match=r"7 records: .*2025-4, \.\.\.; write more of the id"):
        find_record(tmp_path, "2025")
