"""What the tests of the record share: a clock that counts, and a small closed record."""

from datetime import UTC, datetime, timedelta

import pytest
from record_rigs import began, note

from kapsound.core.events import PhaseBegan
from kapsound.record.journal import Journal
from kapsound.record.parts import Folders


class CountingClock:
    """Goes on by a tenth of a second each time the wall is asked for."""

    def __init__(self):
        self.asked = 0

    def wall(self):
        self.asked += 1
        return datetime(2025, 3, 1, 10, tzinfo=UTC) + timedelta(seconds=self.asked / 10)

    def boot(self):
        return self.asked / 10

    def run(self):
        return "one"


@pytest.fixture
def clock():
    return CountingClock()


@pytest.fixture
def folders(tmp_path):
    return Folders(tmp_path / "records" / "one", tmp_path / "spare" / "one")


@pytest.fixture
def small(folders, clock):
    """The path of a small closed record's only file."""
    journal = Journal.create(folders, began(client="c7"), clock)
    journal.append(PhaseBegan("preparation", "session"), 0)
    journal.append(note("calm"), 4096)
    assert journal.close(48_000, "end")
    return folders.own / "journal.jsonl"
