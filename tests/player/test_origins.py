"""Requests come at their frame, each once, and everyone gets their own answer."""

import threading

from kapsound.core.commands import SCHEDULE, Hold, Mark, Next, Request
from kapsound.core.spec import ScriptedCommand
from kapsound.player.loop import run
from kapsound.player.origins import Inbox, Timetable, scripted
from kapsound.units import GRID


def request(name):
    return Request(name, Mark(name))


def names(found):
    return [each.request.id for each in found]


def answer(found, *answers):
    for pending, given in zip(found, answers, strict=True):
        pending.give(given)


def test_a_timetable_gives_each_request_once_when_its_frame_has_come():
    table = Timetable([(2 * GRID, request("c")), (0, request("a")), (0, request("b"))])
    assert names(table.due(0)) == ["a", "b"]
    assert names(table.due(GRID)) == []
    assert len(table.coming) == 1
    assert names(table.due(5 * GRID)) == ["c"]
    assert not table.coming


def test_a_script_is_given_confirmed_at_the_next_grid_start():
    table = scripted([ScriptedCommand(1, Hold()), ScriptedCommand(0, Next())])
    (first,) = table.due(0)
    assert first.request == Request("schedule-2", Next(), SCHEDULE, confirmed=True)
    assert [each.request.command for each in table.due(GRID)] == [Hold()]


def test_an_inbox_hands_each_answer_to_the_one_who_asked():
    inbox = Inbox()
    one, two = inbox.put(request("1")), inbox.put(request("2"))
    found = list(inbox.due(0))
    assert names(found) == ["1", "2"]
    answer(found, "first", "second")
    assert (one.wait(0), two.wait(0)) == ("first", "second")
    assert names(inbox.due(GRID)) == []


def test_one_who_waits_is_woken_by_the_answer():
    inbox, got = Inbox(), []
    waiter = threading.Thread(target=lambda: got.append(inbox.put(request("1")).wait(30)))
    waiter.start()
    while not (taken := list(inbox.due(0))):
        pass
    answer(taken, "here")
    waiter.join(30)
    assert got == ["here"]


def test_one_whose_session_ends_is_told_so_at_once():
    inbox = Inbox()
    queued = inbox.put(request("queued"))
    inbox.shut()
    assert queued.wait(30) is None


def test_one_who_comes_after_the_end_is_told_so_at_once():
    inbox = Inbox()
    inbox.shut()
    assert inbox.put(request("late")).wait(30) is None


def test_without_an_answer_in_time_there_is_none_and_nothing_happens_later():
    inbox = Inbox()
    assert inbox.put(request("1")).wait(0) is None
    assert names(inbox.due(0)) == []


def test_a_request_that_happens_as_its_time_runs_out_is_answered_all_the_same():
    inbox, got = Inbox(), []
    pending = inbox.put(request("1"))
    list(inbox.due(0))
    waiter = threading.Thread(target=lambda: got.append(pending.wait(0.2)))
    waiter.start()
    threading.Timer(0.3, lambda: pending.give("here")).start()
    waiter.join(30)
    assert got == ["here"]


class Echo:
    """An engine that answers each request by its name, for one block."""

    frame, finished = 0, False

    def block(self, requests):
        self.finished = True
        return None, [f"for {each.id}" for each in requests]


def test_the_loop_gives_everyone_their_own_answer():
    inbox, other = Inbox(), Inbox()
    table = Timetable([(0, request("t"))])
    one, two = inbox.put(request("1")), other.put(request("2"))
    run(Echo(), lambda at: [*table.due(at), *inbox.due(at), *other.due(at)], lambda _: None)
    assert (one.answer, two.answer) == ("for 1", "for 2")
