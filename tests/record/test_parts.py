"""The files of one record are put in order, and each is cut to what the next says is valid."""

from dataclasses import replace

import pytest

from kapsound.errors import RecordError
from kapsound.record.entry import START, Draft, encode, write_line
from kapsound.record.parts import Part, load_part, load_parts, part_files, raw_lines
from kapsound.record.verification import verify

LINK = "continued"


@pytest.fixture
def write(folders, clock):
    """Write a part of lines given as (kind, values); return the chain after it."""

    def written(name, chain, *lines, folder=None):
        place = folder or folders.own
        place.mkdir(parents=True, exist_ok=True)
        raw = b""
        for kind, values in lines:
            line, chain = write_line(
                Draft(0, clock.wall(), clock.boot(), kind, encode(values)), chain
            )
            raw += line
        (place / name).write_bytes(raw)
        return chain

    return written


def test_files_are_ordered_by_number_whatever_their_folder(folders, tmp_path):
    for folder, name in [(folders.own, "journal-10.jsonl"), (folders.own, "journal.jsonl")]:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    folders.spare.mkdir(parents=True)
    for name in ("journal-2.jsonl", "journal-2.torn", "other.jsonl"):
        (folders.spare / name).touch()
    names = [path.name for path in part_files((*folders.all, tmp_path / "gone"))]
    assert names == ["journal.jsonl", "journal-2.jsonl", "journal-10.jsonl"]


def test_a_part_is_cut_to_what_the_next_says_is_valid(write, folders):
    path = folders.own / "journal.jsonl"
    chain = write(path.name, START, ("session", {}))
    valid = path.read_bytes()
    path.write_bytes(valid + b"never acknowledged\n")
    link = (LINK, {"follows": path.name, "bytes": len(valid), "why": ""})
    write("journal-2.jsonl", chain, link, ("note", {"x": 1}))
    assert load_parts(folders)[0] == Part(path, valid)
    assert verify(folders).whole


def test_a_part_that_was_given_up_is_left_out(write, folders):
    chain = write("journal.jsonl", START, ("session", {}))
    size = (folders.own / "journal.jsonl").stat().st_size
    link = (LINK, {"follows": "journal.jsonl", "bytes": size, "why": ""})
    write("journal-2.jsonl", chain, link, ("note", {"of": 2}), folder=folders.spare)
    write("journal-3.jsonl", chain, link, ("note", {"of": 3}))
    assert [part.path.name for part in load_parts(folders)] == ["journal.jsonl", "journal-3.jsonl"]
    assert verify(folders).whole


def test_a_part_that_follows_a_missing_one_is_kept_and_the_loss_found(write, folders):
    chain = write("journal.jsonl", START, ("session", {}))
    link = (LINK, {"follows": "journal-2.jsonl", "bytes": 9, "why": ""})
    write("journal-3.jsonl", replace(chain, n=5), link)
    verdict = verify(folders)
    assert verdict.findings[0].file == "journal-3.jsonl"
    assert verdict.findings[0].what == "before this line 4 lines are missing"


def test_a_damaged_link_is_found(write, folders):
    chain = write("journal.jsonl", START, ("session", {}))
    link = (LINK, {"follows": "journal.jsonl", "bytes": 999, "why": ""})
    write("journal-2.jsonl", chain, link)
    path = folders.own / "journal-2.jsonl"
    path.write_bytes(b"X" + path.read_bytes()[1:])
    finding = verify(folders).findings[0]
    assert (finding.file, finding.line) == ("journal-2.jsonl", 1)


def test_a_further_part_that_never_got_its_first_line_is_left_out(write, folders):
    write("journal.jsonl", START, ("session", {}))
    (folders.own / "journal-2.jsonl").write_bytes(b'{"n":1,"fr')
    assert len(load_parts(folders)) == 1


def test_an_unreadable_part_is_named(tmp_path):
    (tmp_path / "journal.jsonl").mkdir()
    with pytest.raises(RecordError, match=r"journal\.jsonl: the journal cannot be read"):
        load_part(tmp_path / "journal.jsonl")


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        (b"", []),
        (b"a", [(1, 0, b"a", False)]),
        (b"a\n", [(1, 0, b"a", True)]),
        (b"\n\nb", [(1, 0, b"", True), (2, 1, b"", True), (3, 2, b"b", False)]),
    ],
)
def test_lines_are_found_with_their_offsets(raw, lines, tmp_path):
    found = raw_lines(Part(tmp_path, raw))
    assert [(line.number, line.offset, line.text, line.ended) for line in found] == lines
