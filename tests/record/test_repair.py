"""A journal that broke off goes on after its last whole line; nothing is cut away silently."""

import pytest

from kapsound.errors import RecordError
from kapsound.record.journal import Journal
from kapsound.record.parts import Folders
from kapsound.record.read import read_entries
from kapsound.record.repair import repair
from kapsound.record.verification import verify


@pytest.fixture
def broken_off(small):
    """The small record's lines without the closing one."""
    lines = small.read_bytes().splitlines(keepends=True)[:-1]
    small.write_bytes(b"".join(lines))
    return lines


def test_every_prefix_goes_on_and_keeps_every_byte(broken_off, small, folders, clock):
    raw, first = b"".join(broken_off), len(broken_off[0])
    second = first + len(broken_off[1])
    for cut in [*range(first, len(raw), 13), second - 1, second, second + 1, len(raw)]:
        for torn in folders.own.glob("*.torn*"):
            torn.unlink()
        small.write_bytes(raw[:cut])
        before = len(read_entries(folders))
        extent, name = repair(folders)
        aside = (folders.own / name).read_bytes() if name else b""
        assert small.read_bytes() + aside == raw[:cut]
        assert extent.size == small.stat().st_size
        journal, torn = Journal.resume(folders, clock)
        assert torn is None
        assert journal.close(6, "end")
        assert len(read_entries(folders)) == before + 1
        assert verify(folders).whole


def test_every_tail_moved_aside_has_a_file_of_its_own(broken_off, small, folders):
    for tail in (b"one", b"two", b"three"):
        small.write_bytes(small.read_bytes() + tail)
        repair(folders)
    kept = {path.name: path.read_bytes() for path in folders.own.glob("*.torn*")}
    assert kept == {
        "journal.torn": b"one",
        "journal.torn-2": b"two",
        "journal.torn-3": b"three",
    }


def test_who_goes_on_is_told_where_the_torn_end_lies(broken_off, small, folders, clock):
    small.write_bytes(small.read_bytes() + b"torn")
    journal, torn = Journal.resume(folders, clock)
    assert journal.close(6, "end")
    assert torn == "journal.torn"


def test_damage_before_the_last_whole_line_stays_for_verification_to_find(
    broken_off, small, folders
):
    broken_off[1] = b"x" + broken_off[1][1:]
    small.write_bytes(b"".join(broken_off))
    assert repair(folders)[1] is None
    assert small.read_bytes() == b"".join(broken_off)
    assert verify(folders).findings[0].line == 2


def test_a_closed_record_is_not_resumed(small, folders):
    with pytest.raises(RecordError, match="the record is closed; it cannot be resumed"):
        repair(folders)


@pytest.mark.parametrize("raw", [b"", b'{"n":0', b"\n", b"x\ny\n"])
def test_without_one_whole_line_there_is_nothing_to_resume(small, folders, raw):
    small.write_bytes(raw)
    with pytest.raises(RecordError, match="holds no whole line"):
        repair(folders)


def test_a_further_part_without_a_whole_line_is_moved_aside(broken_off, small, folders):
    folders.spare.mkdir(parents=True)
    further = folders.spare / "journal-2.jsonl"
    further.write_bytes(b"\0\0\n\0")
    extent, torn = repair(folders)
    assert (extent.part, torn) == (small, "journal-2.torn")
    assert (folders.spare / torn).read_bytes() == b"\0\0\n\0"
    assert verify(folders).whole


def test_a_folder_without_a_journal_is_named(tmp_path):
    with pytest.raises(RecordError, match="there is no journal in this folder"):
        repair(Folders(tmp_path))
