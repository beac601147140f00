"""A wall clock that is set while a session plays disorders nothing: lines are told by frame."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from record_rigs import began, note

from kapsound.core.events import PhaseBegan
from kapsound.record.journal import Journal
from kapsound.record.read import read_entries, read_history
from kapsound.record.verification import verify

NOON = datetime(2025, 3, 30, 12, tzinfo=UTC)
STEPS = {
    "an hour back": [NOON, NOON - timedelta(hours=1), NOON - timedelta(minutes=59)],
    "ten years on": [NOON, NOON + timedelta(days=3650), NOON + timedelta(days=3650)],
    "summer time": [
        NOON.astimezone(timezone(timedelta(hours=1))),
        NOON.astimezone(timezone(timedelta(hours=2))),
        NOON.astimezone(timezone(timedelta(hours=2))),
    ],
}


class SetClock:
    """Tells these wall times one after another, the last for ever; its boot clock goes on."""

    def __init__(self, walls):
        self.walls, self.asked = list(walls), 0

    def wall(self):
        return self.walls.pop(0) if len(self.walls) > 1 else self.walls[0]

    def boot(self):
        self.asked += 1
        return float(self.asked)


@pytest.mark.parametrize("walls", STEPS.values(), ids=STEPS)
def test_lines_keep_their_order_and_both_their_clocks_whatever_the_wall_says(folders, walls):
    journal = Journal.create(folders, began(), SetClock(walls))
    journal.append(PhaseBegan("peak", "session"), 0)
    journal.append(note("later"), 48_000)
    assert journal.close(96_000, "end")
    entries = read_entries(folders)
    assert [entry.frame for entry in entries] == [0, 0, 48_000, 96_000]
    assert [entry.boot for entry in entries] == [1.0, 2.0, 3.0, 4.0]
    assert [entry.utc for entry in entries] == [*walls, walls[-1]]
    assert [entry.utc.utcoffset() for entry in entries[:3]] == [wall.utcoffset() for wall in walls]
    history = read_history(folders)
    assert (history.phases[0].begin.t, history.last.t) == (0.0, 2.0)
    assert verify(folders).whole
