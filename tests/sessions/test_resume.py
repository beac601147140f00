"""A session that broke off is offered with what is known of it, goes on, or is closed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from record_rigs import note
from tiny import make_spec, spec, tiny_spec  # noqa: F401 - fixtures of this folder

from kapsound.core.commands import Dose, Request
from kapsound.core.events import Accepted, DoseMarked
from kapsound.core.record_events import CommandGiven, SessionBegan
from kapsound.errors import BusyError, RecordError
from kapsound.files import private_folder
from kapsound.paths import supervisor_lock
from kapsound.player.lock import only_one
from kapsound.record.journal import Journal
from kapsound.record.read import read_entries
from kapsound.record.verification import verify
from kapsound.sessions import resume as module
from kapsound.sessions.resume import (
    ResumeFolders,
    close_session,
    open_sessions,
    resume_player,
    told,
)

BEGAN = datetime(2026, 3, 4, 18, tzinfo=UTC)
DOSE = CommandGiven.of(Request("d", Dose()), Accepted("d"))


class Clock:
    """A clock that a test sets, in seconds since the session began."""

    def __init__(self):
        self.now, self.name = 0.0, "one"

    def wall(self):
        return BEGAN + timedelta(seconds=self.now)

    def boot(self):
        return 1_000.0 + self.now

    def run(self):
        return self.name


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def folders(tmp_path):
    return ResumeFolders(tmp_path / "records", tmp_path / "spare", tmp_path / "run")


@pytest.fixture
def broken_off(folders, clock, spec):  # noqa: F811 - the fixture
    """The id of a session dosed at one second that broke off at two."""

    def make(name="20260304T180000Z-aaaaaa", **changes):
        first = SessionBegan(replace(spec(client="c7"), **changes), {}, "f", "one")
        journal = Journal.create(folders.of(name), first, clock)
        clock.now = 1.0
        journal.append(DOSE, 49_152)
        journal.append(DoseMarked(1), 49_152)
        clock.now = 2.0
        journal.append(note("calm"), 96_256)
        journal.release()
        return name

    return make


def test_what_is_known_of_it_is_where_it_stopped_and_where_it_would_be(broken_off, folders, clock):
    name = broken_off()
    clock.now = 4.0
    (session,) = open_sessions(folders, clock)
    assert (session.id, session.title, session.client) == (name, "Tiny", "c7")
    assert (session.ago, session.phase, session.phase_now) == (2.0, "onset", "return")
    assert session.t == pytest.approx(2.0, abs=0.01)
    assert session.t_now == pytest.approx(4.0, abs=0.05)
    assert session.d_now == pytest.approx(3.0, abs=0.05)
    assert not session.over
    stood, now = told(session)
    assert stood == '"Tiny" (client c7) stopped 2 seconds ago at T+ 0:02, in onset.'
    assert now.startswith("By now it would be at T+ 0:04, D+ 0:02, in return; it goes on")


def test_one_whose_plan_is_over_by_now_is_only_to_be_closed(broken_off, folders, clock):
    broken_off()
    clock.now = 60.0
    (session,) = open_sessions(folders, clock)
    assert session.over
    assert "only its record is to be closed" in told(session)[1]


def test_one_that_waits_for_its_dose_is_over_after_a_long_gap(folders, clock, spec, monkeypatch):  # noqa: F811
    monkeypatch.setattr(module, "LONGEST_GAP_S", 30.0)
    Journal.create(folders.of("one"), SessionBegan(spec(), {}, "f", "one"), clock).release()
    clock.now = 20.0
    assert not open_sessions(folders, clock)[0].over
    clock.now = 40.0
    assert open_sessions(folders, clock)[0].over


def test_closed_ones_and_those_that_cannot_be_read_are_not_offered(broken_off, folders, clock):
    name = broken_off()
    Journal.resume(folders.of(name), clock)[0].close(96_256, "end")
    folders.of("strange").own.mkdir()
    (folders.of("strange").own / "journal.jsonl").write_text("{}\n")
    assert open_sessions(folders, clock) == ()


def test_the_newest_is_offered_first(broken_off, folders, clock):
    old, new = broken_off("20260304T180000Z-aaaaaa"), broken_off("20260305T180000Z-aaaaaa")
    assert [session.id for session in open_sessions(folders, clock)] == [new, old]


def test_its_record_is_closed_as_interrupted_where_it_stopped(broken_off, folders, clock):
    name = broken_off()
    clock.now = 60.0
    close_session(name, folders, clock)
    *_, gone, closed = read_entries(folders.of(name))
    assert (gone.kind, gone.data["cause"]) == ("interrupted", "it was not gone on with")
    assert (closed.kind, closed.data, closed.frame) == ("closed", {"how": "interrupted"}, 96_256)
    assert verify(folders.of(name)).whole
    assert open_sessions(folders, clock) == ()


def test_nothing_is_closed_while_a_session_plays(broken_off, folders, clock):
    name = broken_off()
    private_folder(folders.runtime)
    with only_one(supervisor_lock(folders.runtime), "a session"), pytest.raises(BusyError):
        close_session(name, folders, clock)
    assert open_sessions(folders, clock)


@pytest.mark.parametrize("why", [("one", "it died"), ("two", "the machine had stopped")])
def test_the_player_is_told_the_record_and_why_it_stopped(
    broken_off, folders, clock, monkeypatch, why
):
    (run, cause), name, told_ = why, broken_off(), []
    monkeypatch.setattr(module, "order_player", lambda order, _: told_.append(order) or name)
    clock.name = run
    assert resume_player(name, folders, clock, None) == name
    ((key, order),) = told_[0].items()
    assert (key, order["record"], order["stopped"], order["safe"]) == ("resume", name, None, False)
    assert cause in order["cause"]


def test_what_was_still_to_be_prepared_is_prepared_beside_it(
    broken_off,
    folders,
    clock,
    monkeypatch,
    tiny_spec,  # noqa: F811
):
    bed = tuple(pair for pair in tiny_spec.index if getattr(pair[0], "synth", "") == "brown")
    name, fed = broken_off(index=bed), []
    monkeypatch.setattr(module, "order_player", lambda *_: name)
    monkeypatch.setattr(module, "start_feeder", lambda *given: fed.append(given))
    resume_player(name, folders, clock, 5)
    ((spec_, runtime, limit),) = fed
    assert (spec_.client, runtime, limit) == ("c7", folders.runtime, 5)


def test_a_record_that_is_not_there_is_named(folders, clock):
    with pytest.raises(RecordError, match="no journal"):
        resume_player("nothing", folders, clock, None)
