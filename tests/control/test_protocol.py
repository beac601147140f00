"""Every message survives its way as a line, and no line at all can do more than be refused."""

import json
import re
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kapsound.control
from kapsound.control.messages import (
    FROM_CLIENT,
    FROM_SERVER,
    ContentsSent,
    Do,
    Get,
    Hello,
    Key,
    Preview,
    Ready,
    Reply,
    StatusSent,
    Take,
    Watch,
    Wrong,
)
from kapsound.control.protocol import CLIENT_ROLES, LINE_LIMIT, ProtocolError, read_line, write_line

DOC = (Path(kapsound.control.__file__).parent / "PROTOCOL.md").read_text("utf-8")
LINES = re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", DOC, flags=re.DOTALL)

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=200)
texts = st.text(st.characters(codec="utf-8"))
statuses = st.dictionaries(texts, st.none() | st.booleans() | st.integers() | texts)
introductions = st.fixed_dictionaries({"role": st.sampled_from(CLIENT_ROLES), "name": names})
client_messages = st.one_of(
    st.builds(Key, texts),
    st.builds(Hello, introductions),
    st.builds(Do, statuses, names, st.booleans()),
    st.sampled_from([Get("status"), Get("contents"), Take()]),
    st.builds(Preview, statuses),
    st.builds(Watch, st.just(0.0) | st.floats(0.1, 30)),
    st.builds(Ready, names, statuses),
)
server_messages = st.one_of(
    st.builds(
        Reply,
        names,
        st.sampled_from(["accepted", "refused", "asked"]),
        texts,
        st.none() | st.integers(0, 2**53),
        statuses,
    ),
    st.builds(StatusSent, statuses),
    st.builds(ContentsSent, statuses),
    st.builds(Wrong, texts),
)


@given(client_messages)
def test_what_a_client_writes_is_read_the_same(message):
    assert read_line(write_line(message), FROM_CLIENT) == message


@given(server_messages)
def test_what_the_player_writes_is_read_the_same(message):
    assert read_line(write_line(message), FROM_SERVER) == message


@given(server_messages | client_messages)
def test_a_message_is_one_line(message):
    line = write_line(message)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    with suppress(ProtocolError):
        read_line(data, FROM_CLIENT)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from(["version", "hello", "do", "id", "get", "watch", "preview", "take", "x"])


@given(st.dictionaries(keys, json_values))
def test_any_object_is_a_right_message_or_refused(values):
    try:
        message = read_line(json.dumps(values).encode(), FROM_CLIENT)
    except ProtocolError:
        return
    assert read_line(write_line(message), FROM_CLIENT) == message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "not JSON"),
        ("[1]", "one JSON object"),
        ("[" * 100_000, "not JSON"),
        ("9" * 10_000, "not JSON|one JSON object"),
        ('{"watch": NaN}', "NaN is no number"),
        ("{}", "one of these keys is needed: key, hello, do, get, watch"),
        ('{"version": 2, "get": "status"}', 'version "2" is not spoken here; this is version 1'),
        ('{"version": true, "get": "status"}', 'version "True" is not spoken'),
        ('{"do": {"name": "next"}}', '"do" needs the key "id" as well'),
        ('{"do": {}, "id": ""}', '"id" has 1 to 200 characters'),
        (
            '{"do": {}, "id": "1", "confirmd": true}',
            '; did you mean "confirmed"?',
        ),
        ('{"get": "status", "zzz": 1}', 'unknown key "zzz"; allowed are: get'),
        ('{"do": "next", "id": "1"}', '"do" is an object'),
        ('{"do": {"name": "note", "text": "\\ud800"}, "id": "1"}', '"do" holds half a character'),
        ('{"preview": "next"}', '"preview" is an object'),
        ('{"take": "screen-1"}', '"take" is true'),
        ('{"take": 1}', '"take" is true'),
        ('{"hello": "me"}', '"hello" is an object'),
        ('{"hello": {"role": "script"}}', '"hello" is an object with role and name'),
        (
            '{"hello": {"role": "script", "name": "a", "x": 1}}',
            '"hello" is an object with role and',
        ),
        ('{"hello": {"role": "player", "name": "a"}}', '"role" is one of: screen, script, remote'),
        ('{"hello": {"role": "schedule", "name": "a"}}', '"role" is one of'),
        ('{"hello": {"role": [], "name": "a"}}', '"role" is one of'),
        ('{"hello": {"role": "script", "name": ""}}', '"name" has 1 to 200 characters'),
        ('{"hello": {"role": "script", "name": 5}}', '"name" is a text'),
        ('{"hello": {"role": "script", "name": "\\ud800"}}', '"hello" holds half a character'),
        ('{"do": {}, "id": "1", "confirmed": 1}', '"confirmed" is true or false'),
        ('{"get": "volume"}', '"get" is one of: status, contents'),
        ('{"get": []}', '"get" is one of: status, contents'),
        ('{"watch": true}', '"watch" is 0 or a number from 0.1 to 30'),
        ('{"watch": 31}', '"watch" is 0 or a number from 0.1 to 30'),
    ],
)
def test_a_wrong_line_is_told_what_is_allowed(line, message):
    with pytest.raises(ProtocolError, match=message.replace("?", r"\?")):
        read_line(line.encode(), FROM_CLIENT)


@pytest.mark.parametrize("frame", ["1.5", "-1", "true", '"1"'])
def test_a_frame_is_a_whole_number(frame):
    line = f'{{"outcome": "accepted", "id": "1", "text": "", "status": {{}}, "frame": {frame}}}'
    with pytest.raises(ProtocolError, match='"frame" is a whole number'):
        read_line(line.encode(), FROM_SERVER)


def test_a_status_is_an_object():
    with pytest.raises(ProtocolError, match='"status" is an object'):
        read_line(b'{"status": 1}', FROM_SERVER)
    with pytest.raises(ProtocolError, match='"contents" is an object'):
        read_line(b'{"contents": []}', FROM_SERVER)


def test_a_status_without_json_is_refused_before_it_is_sent():
    with pytest.raises(ProtocolError, match="StatusSent cannot be sent"):
        write_line(StatusSent({"level": float("-inf")}))


def test_the_document_names_every_key_of_every_message():
    documented = set(re.findall(r"^\| \*{0,2}`(\w+)`", LINES, flags=re.MULTILINE))
    spoken = {item.name for kind in FROM_CLIENT + FROM_SERVER for item in fields(kind)}
    assert documented == spoken


def test_the_document_marks_every_kind_of_message_and_its_limits():
    marked = re.findall(r"^\| \*\*`(\w+)`\*\*", DOC, flags=re.MULTILINE)
    assert sorted(marked) == sorted(kind.marker for kind in FROM_CLIENT + FROM_SERVER)
    assert str(LINE_LIMIT) in DOC


def test_the_examples_of_the_document_are_right():
    examples = re.findall(r"^    (\{.*\})$", DOC, flags=re.MULTILINE)
    kinds = {type(read_line(line.encode(), FROM_CLIENT + FROM_SERVER)) for line in examples}
    assert kinds == {*FROM_CLIENT, *FROM_SERVER} - {Key}
