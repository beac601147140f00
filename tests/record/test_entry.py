"""Lines of a journal: what is written reads back exactly, and nothing else reads at all."""

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import blake2b
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.instructions import Bus
from kapsound.record.entry import BEGINNING, START, Chain, Draft, encode, read_line, write_line

UTC_TIMES = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5.5))]))
WORDS = st.text(max_size=12)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS
NESTED = LEAVES | st.lists(LEAVES, max_size=3) | st.dictionaries(WORDS, LEAVES, max_size=3)
VALUES = st.dictionaries(WORDS, NESTED, max_size=4)


def draft(**changed):
    values = {"frame": 0, "utc": datetime(2025, 3, 1, tzinfo=UTC), "boot": 1.5, "kind": "note"}
    return Draft(**{**values, "data": "{}", **changed})


def sealed(body):
    return body + b',"hash":"' + blake2b(body, digest_size=16).hexdigest().encode() + b'"}'


def test_the_line_is_the_documented_one():
    line, chain = write_line(draft(data='{"text":"x"}'), START)
    body = (
        '{"n":0,"frame":0,"utc":"2025-03-01T00:00:00+00:00","boot":1.5,"kind":"note",'
        f'"data":{{"text":"x"}},"prev":"{"0" * 32}"'
    )
    assert line == sealed(body.encode()) + b"\n"
    assert chain == Chain(1, json.loads(line)["hash"])


@given(VALUES, UTC_TIMES, st.floats(0, 1e9), st.integers(0), WORDS)
def test_every_line_reads_back_as_it_was_written(values, utc, boot, frame, kind):
    what = Draft(frame, utc, boot, kind, encode(values))
    raw, chain = write_line(what, Chain(3, "f" * 32))
    line = read_line(raw.rstrip(b"\n"))
    entry = line.entry
    assert (entry.n, entry.frame, entry.utc, entry.boot, entry.kind) == (3, frame, utc, boot, kind)
    assert repr(dict(entry.data)) == repr(json.loads(encode(values)))
    assert (line.prev, line.next) == ("f" * 32, chain)


@given(VALUES, WORDS)
def test_a_line_is_printable_ascii_whatever_the_text(values, kind):
    raw, _ = write_line(draft(kind=kind, data=encode(values)), START)
    assert all(32 <= byte < 127 for byte in raw[:-1])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_read_back_to_the_last_bit(value):
    assert json.loads(encode({"x": value}))["x"].hex() == value.hex()


def test_what_json_cannot_hold_is_written_as_text():
    values = {"a": float("inf"), "b": [float("-inf"), 1], "c": {"d": float("nan")}, "p": Path("x")}
    assert json.loads(encode(values)) == {"a": "inf", "b": ["-inf", 1], "c": {"d": "nan"}, "p": "x"}


def test_names_and_tuples_are_written_plainly():
    assert encode({"bus": Bus.MUSIC, "ends": (1, None)}) == '{"bus":"music","ends":[1,null]}'


@pytest.mark.parametrize("raw", [b"", b"{}", b"x" * 43, b"x" * 500, b"\xff" * 100])
def test_what_is_no_line_is_called_damaged(raw):
    with pytest.raises(ValueError, match="does not fit its hash"):
        read_line(raw)


BODY = (
    b'{"n":0,"frame":0,"utc":"2025-03-01T00:00:00+00:00","boot":1.5,"kind":"x","data":{},"prev":""'
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[1",
        b"\xff",
        b'{"n":0',
        BODY.replace(b'"n":0', b'"n":"0"'),
        BODY.replace(b"2025-", b""),
        BODY.replace(b"{}", b"3"),
    ],
)
def test_a_sealed_line_of_another_shape_is_refused_without_a_traceback(body):
    with pytest.raises(ValueError, match="not one of a journal"):
        read_line(sealed(body))


def test_the_beginning_is_no_hash_of_a_line():
    assert read_line(sealed(BODY)).entry.kind == "x"
    assert set(BEGINNING) == {"0"}
