"""What is known of a file is trusted for as long as file and tools are the same."""

import pytest

from kapsound.cache.name import Name
from kapsound.cache.source_digests import SourceDigests, Stamp
from kapsound.cache.toolchain import Versions
from kapsound.core.prepared import FileRecipe

STAMP = Stamp(1, 2, 3, 4)
OTHERS = [Stamp(9, 2, 3, 4), Stamp(1, 9, 3, 4), Stamp(1, 2, 9, 4), Stamp(1, 2, 3, 9)]
A, LOOP = FileRecipe("/a"), FileRecipe("/a", loop=True)
VERSIONS = Versions("decoder", "synth", "numpy")


def never():
    raise AssertionError("what is known is not asked for again")


def digests(cache, tools="tools", read=never):
    return SourceDigests(cache, tools, read)


def test_all_that_is_known_is_kept_on_disk(tmp_path):
    with digests(tmp_path, read=lambda: VERSIONS) as written:
        written.remember("/a", STAMP, "abc", Name("Dawn", "Mira"))
        written.refuse(LOOP, STAMP, "/a: is no loop")
        assert written.versions() == VERSIONS
    read = digests(tmp_path)
    assert read.source("/a", STAMP) == read.before("/a") == "abc"
    assert (read.name("/a"), read.name("/b")) == (Name("Dawn", "Mira"), Name())
    assert read.refusal(LOOP, STAMP) == "/a: is no loop"
    assert read.refusal(A, STAMP) is None
    assert read.versions() == VERSIONS


@pytest.mark.parametrize("stamp", OTHERS)
def test_nothing_is_known_of_a_changed_file_but_what_it_was(tmp_path, stamp):
    with digests(tmp_path) as written:
        written.remember("/a", STAMP, "abc")
        written.refuse(A, STAMP, "no")
    read = digests(tmp_path)
    assert read.source("/a", stamp) is None
    assert read.refusal(A, stamp) is None
    assert (read.before("/a"), read.before("/b")) == ("abc", None)


def test_other_tools_may_take_what_was_refused_and_their_versions_are_read(tmp_path):
    with digests(tmp_path, read=lambda: VERSIONS) as written:
        written.remember("/a", STAMP, "abc")
        written.refuse(A, STAMP, "no")
        written.versions()
    newer = Versions("decoder 2", "synth", "numpy")
    read = digests(tmp_path, "newer tools", lambda: newer)
    assert read.source("/a", STAMP) == "abc"
    assert read.refusal(A, STAMP) is None
    assert read.versions() == newer


def test_a_file_that_is_accepted_is_refused_no_more(tmp_path):
    with digests(tmp_path) as written:
        written.refuse(A, STAMP, "no")
    with digests(tmp_path) as written:
        written.accept(A)
        written.accept(LOOP)
    assert digests(tmp_path).refusal(A, STAMP) is None


def test_much_that_is_learned_is_written_now_and_then_and_at_the_end(tmp_path):
    now = 0.0
    with SourceDigests(tmp_path, "tools", never, lambda: now) as written:
        written.remember("/a", STAMP, "abc")
        assert digests(tmp_path).before("/a") is None
        now = 10.0
        written.remember("/b", STAMP, "def")
        assert digests(tmp_path).before("/a") == "abc"
        written.remember("/c", STAMP, "ghi")
        assert digests(tmp_path).before("/c") is None
    assert digests(tmp_path).before("/c") == "ghi"


def test_digests_that_learned_nothing_are_not_written(tmp_path):
    with digests(tmp_path):
        pass
    assert not (tmp_path / "sources.json").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 1}',
        '{"version": 3, "sources": {"/a": [1, 2, 3, 4, "abc"]}}',
        '{"version": 3, "tools": "tools", "sources": {}, "refusals": [[1]]}',
        '{"version": 3, "tools": "tools", "sources": {}, "refusals": [], "versions": {"a": 1}}',
    ],
)
def test_digests_that_cannot_be_read_are_begun_anew(tmp_path, text):
    (tmp_path / "sources.json").write_text(text)
    read = digests(tmp_path, read=lambda: VERSIONS)
    assert read.source("/a", STAMP) is None
    assert read.refusal(A, STAMP) is None
    assert read.versions() == VERSIONS
