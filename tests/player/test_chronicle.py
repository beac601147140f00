"""What a screen is shown of the past: the faults nobody has taken note of, each by its number."""

from datetime import UTC, datetime

import pytest

from kapsound.player.chronicle import FAULTS, Chronicle


class Nowhere:
    """A log that forgets."""

    def append(self, _kind, _frame, _values):
        return self

    def wait(self, _timeout=None):
        return True


@pytest.fixture
def chronicle():
    return Chronicle(Nowhere(), lambda: datetime(2026, 1, 1, tzinfo=UTC))


def fault(chronicle, times=1):
    for _ in range(times):
        chronicle.append("fault", 48_000, {"cause": "the output has gone", "action": "it waits"})


def numbers(chronicle):
    return [each["n"] for each in chronicle.shown()["faults"]]


def test_faults_are_shown_until_they_are_acknowledged_and_never_share_a_number(chronicle):
    fault(chronicle, 2)
    assert numbers(chronicle) == [1, 2]
    chronicle.append("note", 96_000, {"label": "acknowledge", "text": ""})
    assert numbers(chronicle) == []
    fault(chronicle)
    assert numbers(chronicle) == [3]


def test_an_output_that_comes_and_goes_for_hours_does_not_fill_the_status(chronicle):
    fault(chronicle, 3 * FAULTS)
    assert numbers(chronicle) == list(range(2 * FAULTS + 1, 3 * FAULTS + 1))
