"""Where a session is by now is known by the clock of the machine's run, or else by the wall's."""

from datetime import timedelta

import pytest
from record_rigs import began, note

from kapsound.core.record_events import Interrupted
from kapsound.record.journal import Journal
from kapsound.record.last_sign import last_sign
from kapsound.record.read import read_entries
from kapsound.units import GRID, grid_ceil


@pytest.fixture
def sign(folders, clock):
    """The last sign of a record whose last line is of T+ 10.24 s."""
    first = began()
    journal = Journal.create(folders, type(first)(first.spec, {}, "f", "one"), clock)
    journal.append(note("a"), 491_520)
    journal.release()
    return last_sign(read_entries(folders))


class Later:
    """A clock some time after a sign, in a run of the machine."""

    def __init__(self, sign, boot, wall, run="one"):
        self._boot, self._wall, self._run = (
            sign.boot + boot,
            sign.utc + timedelta(seconds=wall),
            run,
        )

    def boot(self):
        return self._boot

    def wall(self):
        return self._wall

    def run(self):
        return self._run


def test_the_boot_time_clock_counts_whatever_the_wall_says(sign):
    later = Later(sign, 2.0, -3_600)
    assert sign.frame_now(later) == grid_ceil(491_520 + 96_000)


@pytest.mark.parametrize(("boot", "run"), [(-1.0, "one"), (5.0, "another")])
def test_after_a_reboot_the_wall_counts(sign, boot, run):
    assert sign.elapsed(Later(sign, boot, 60.0, run)) == 60.0
    assert not sign.same_run(Later(sign, boot, 60.0, run))


def test_it_never_goes_back(sign):
    assert sign.frame_now(Later(sign, -1.0, -60.0)) == sign.frame + GRID


def test_lines_written_later_than_they_happened_are_no_sign(folders, clock, sign):
    journal, torn = Journal.resume(folders, clock)
    journal.append(Interrupted("killed", 96_000 * 10, 0, torn, "two"), 491_520)
    journal.append(note("late"), 500_000)
    journal.release()
    entries = read_entries(folders)
    again = last_sign(entries)
    assert (again.frame, again.boot, again.run) == (960_000, entries[-2].boot, "two")


def test_a_line_after_the_return_is_the_last_sign_again(folders, clock, sign):
    journal, torn = Journal.resume(folders, clock)
    journal.append(Interrupted("killed", 960_000, 0, torn, "two"), 491_520)
    journal.append(note("live"), 980_000)
    journal.release()
    assert last_sign(read_entries(folders)).frame == 980_000
