"""A file's digest is remembered for as long as its stamp is the same."""

import pytest

from kapsound.media.memo import Memo
from kapsound.media.probe import Stamp
from kapsound.media.store import folder

STAMP = Stamp(1, 2, 3, 4)


def test_a_digest_is_remembered_on_disk(tmp_path):
    Memo(tmp_path).remember("/a", STAMP, "abc")
    assert Memo(tmp_path).source("/a", STAMP) == "abc"


@pytest.mark.parametrize("stamp", [Stamp(9, 2, 3, 4), Stamp(1, 9, 3, 4), Stamp(1, 2, 9, 4)])
def test_a_changed_stamp_is_not_trusted(tmp_path, stamp):
    Memo(tmp_path).remember("/a", STAMP, "abc")
    assert Memo(tmp_path).source("/a", stamp) is None
    assert Memo(tmp_path).source("/b", STAMP) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 2}', '{"version": 1, "sources": {"/a": [1]}}']
)
def test_a_memo_that_cannot_be_read_is_begun_anew(tmp_path, text):
    (folder(tmp_path) / "sources.json").write_text(text)
    assert Memo(tmp_path).source("/a", STAMP) is None
