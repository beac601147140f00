"""An order is read as it was written: a session's spec, or which record to go on with."""

import json

import pytest

from kapsound.core.order import ResumeOrder, read_order
from kapsound.errors import RecordError


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{", b"null", b"\xff", b'{"text": 1}', b'{"resume": 3}']
)
def test_what_holds_no_order_is_refused(text):
    with pytest.raises(RecordError):
        read_order(text)


def test_a_spec_is_read_as_it_was_written(spec):
    made = spec((0.5, "extend 5m"), client="\udcff")
    assert read_order(json.dumps(made.to_json()).encode()) == made


def test_a_record_to_go_on_with_is_read_as_it_was_written():
    order = ResumeOrder("r1", "it was killed", 81.5, safe=True)
    assert read_order(json.dumps(order.to_json()).encode()) == order
