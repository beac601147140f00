"""Verification finds every damage, says where and what, and never calls a whole record damaged."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.errors import RecordError
from kapsound.record.entry import START, Chain, Draft, read_line, write_line
from kapsound.record.parts import Part
from kapsound.record.verification import verify, verify_parts


def judge(raw, path):
    return verify_parts([Part(path, raw)])


def lines_of(path):
    return path.read_bytes().splitlines(keepends=True)


def line_of(raw, offset):
    return raw.count(b"\n", 0, offset) + 1


def test_a_whole_record_is_called_whole(small, folders):
    verdict = verify(small)
    assert (verdict.whole, verdict.closed, verdict.lines, verdict.findings) == (True, True, 4, ())
    assert verdict == verify(folders) == verify(folders.own)
    assert str(verdict) == "whole, 4 lines, closed"


@pytest.mark.parametrize("change", [1 << bit for bit in range(8)] + [0xFF, 0x2A])
def test_every_flipped_byte_is_found_in_its_line(small, change):
    raw = small.read_bytes()
    for offset, byte in enumerate(raw):
        verdict = judge(raw[:offset] + bytes([byte ^ change]) + raw[offset + 1 :], small)
        assert not verdict.whole
        first = verdict.findings[0]
        assert first.line == line_of(raw, offset)
        assert first.offset == raw.rfind(b"\n", 0, offset) + 1
        assert f"line {first.line} (from byte {first.offset})" in str(verdict)


def test_every_byte_set_to_a_line_end_or_zero_is_found(small):
    raw = small.read_bytes()
    for offset, byte in enumerate(raw):
        for value in {0x0A, 0x0D, 0x00, 0x20} - {byte}:
            damaged = raw[:offset] + bytes([value]) + raw[offset + 1 :]
            assert judge(damaged, small).findings[0].line == line_of(raw, offset)


def test_one_flipped_byte_within_a_line_is_one_finding(small):
    raw = small.read_bytes()
    for offset in (position for position, byte in enumerate(raw) if byte != 0x0A):
        damaged = raw[:offset] + bytes([raw[offset] ^ 1]) + raw[offset + 1 :]
        assert len(judge(damaged, small).findings) == 1


def test_every_dropped_line_is_missed(small):
    lines = lines_of(small)
    for gone in range(len(lines) - 1):
        verdict = judge(b"".join(lines[:gone] + lines[gone + 1 :]), small)
        assert [finding.line for finding in verdict.findings] == [gone + 1]
        assert verdict.findings[0].what == "before this line 1 line is missing"


def test_several_dropped_lines_are_counted(small):
    lines = lines_of(small)
    verdict = judge(lines[0] + lines[3], small)
    assert verdict.findings[0].what == "before this line 2 lines are missing"


def test_every_doubled_line_is_found(small):
    lines = lines_of(small)
    for twice in range(len(lines) - 1):
        verdict = judge(b"".join(lines[: twice + 1] + lines[twice:]), small)
        found = [(finding.line, finding.what) for finding in verdict.findings]
        assert found == [(twice + 2, f"entry {twice} stands here again")]


def test_every_swapped_pair_is_found(small):
    lines = lines_of(small)
    for at in range(len(lines) - 1):
        swapped = [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]
        verdict = judge(b"".join(swapped), small)
        assert not verdict.whole
        assert verdict.findings[0].line == at + 1
    assert "a line stands after the closing line" in str(verdict)


def test_every_prefix_is_told_apart_from_damage(small):
    raw = small.read_bytes()
    ends = {0, *(at + 1 for at, byte in enumerate(raw) if byte == 0x0A)}
    for cut in range(1, len(raw)):
        verdict = judge(raw[:cut], small)
        assert verdict.whole == (cut in ends)
        if verdict.whole:
            assert not verdict.closed
            assert str(verdict).endswith("not closed; the last line is whole")
        else:
            assert [finding.line for finding in verdict.findings] == [line_of(raw, cut)]
            assert "breaks off" in verdict.findings[0].what


def test_an_empty_file_is_no_record(small):
    assert judge(b"", small).findings[0].what == "the file is empty"


def test_a_line_of_another_record_does_not_follow(small):
    lines = lines_of(small)
    entry = read_line(lines[2].rstrip()).entry
    what = Draft(entry.frame, entry.utc, entry.boot, "note", '{"text":"forged"}')
    lines[2], _ = write_line(what, Chain(2, "f" * 32))
    verdict = judge(b"".join(lines), small)
    assert verdict.findings[0].line == 3
    assert verdict.findings[0].what == "this line does not follow from the line before"


def test_a_record_without_its_header_is_found_out(small):
    entry = read_line(lines_of(small)[0].rstrip()).entry
    raw, _ = write_line(Draft(0, entry.utc, entry.boot, "note", "{}"), START)
    assert judge(raw, small).findings[0].what == "the record does not begin with its header"


def test_lines_that_come_too_late_are_found(small):
    lines = lines_of(small)
    verdict = judge(lines[0] + lines[2] + lines[1], small)
    assert verdict.findings[1].what == "entry 1 stands here too late"


@given(st.binary())
def test_no_bytes_whatever_make_it_stumble(raw):
    assert not verify_parts([Part(Path("x"), raw)]).whole


def test_a_missing_record_is_named(tmp_path):
    with pytest.raises(RecordError, match="there is no journal in this folder"):
        verify(tmp_path)
    with pytest.raises(RecordError, match=r"gone: the journal cannot be read: No such file"):
        verify(tmp_path / "gone")
