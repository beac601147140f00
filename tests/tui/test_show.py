"""The status in the words of the room."""

from dataclasses import replace

import pytest
from screen_rigs import NOON, contents, phase, session
from typed import mismatches

from kapsound.control import Contents, Status
from kapsound.tui import show
from kapsound.tui.keys import shown_keys
from kapsound.tui.view import View, clean, run_on

KEYS = shown_keys({})
OUTPUT = session()["outputs"][0]
LOST = {**OUTPUT, "state": "lost", "lost": True, "why": "it was unplugged"}


def view(**changes):
    return View(session(**changes), NOON, keys=KEYS, contents=contents())


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "-:--:--"), (0.0, "0:00:00"), (59.9, "0:00:59"), (3661.0, "1:01:01"), (-3, "0:00:00")],
)
def test_clocks_are_always_of_one_width(seconds, text):
    assert show.clock(seconds) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "23:32 left, to 19:53"),
        ({"phase": phase(waits="dose", end=None, left=None)}, "waits for the dose: D marks it"),
        ({"phase": phase(waits="release", left=None)}, "held; h lets go (end 19:53)"),
        (
            {"phase": phase(waits="release", left=None, end=2267.3)},
            "held; h lets go (1:00 over)",
        ),
        ({"phase": phase(waits="release", left=None, end=None)}, "held; h lets go"),
        ({"states": ["closing"]}, "closing; then the record is closed"),
    ],
)
def test_what_ends_a_phase_is_said(changes, text):
    assert show.ending(view(**changes)) == text


def test_the_time_left_is_that_of_the_phase_or_of_the_closing_fade():
    assert show.left_of_phase(session()) == "23:32"
    assert show.left_of_phase(session(phase=phase(left=None))) == ""
    assert show.left_of_phase(session(states=["closing"], closing_left=18.4)) == "0:18"


def test_what_comes_next_is_told_beyond_the_end_of_the_phase():
    assert show.coming(session()) == ("Bowls, far away", 2580.0)
    assert show.coming(session(next=None)) == ("The tide of breath, in return", 3740.0)
    assert show.coming(session(next=None, phase=phase(waits="release"))) is None
    assert show.coming(session(next=None, states=["closing"])) is None
    assert show.begins(view(), 2580.0) == "in 4:12, at 19:34"
    assert show.begins(view(), None) == "when this one ends"


def test_an_output_that_is_none_is_not_called_by_its_name():
    assert show.outputs(session()) == "Room speakers"
    silent, usual = ({**OUTPUT, "name": name} for name in ("null", ""))
    assert show.outputs(session(outputs=[silent])) == "silent, nothing is heard"
    assert show.outputs(session(outputs=[usual])) == "the system's default"
    assert show.outputs(session(outputs=[{**OUTPUT, "level": -6.0}])) == "Room speakers -6 dB"


def test_how_a_phase_lands_is_said_where_the_player_knows():
    assert show.landing(session()) == "peak ends as a track ends"
    assert show.landing(session(phase=phase(waits="release"))) == ""
    assert show.landing(session(plan=[])) == ""


def test_the_end_of_the_session_is_told_by_the_wall_clock():
    assert show.session_end(view()) == "ends 20:19"
    assert show.session_end(view(plan=[{"end": None}])) == "open end"


def test_what_holds_a_bus_is_named_topmost_first():
    status = session(states=["stop", "pause", "soften", "duck", "hold"])
    assert show.held_by(status, "music") == ["stopped", "paused", "soft", "ducked"]
    assert show.held_by(status, "ambience") == ["stopped", "soft", "ducked"]
    assert show.held_by(status, "voice") == ["stopped"]
    assert show.held_by(session(), "music") == []


def test_the_way_back_says_how_long_it_takes():
    buses = session()["buses"]
    buses["music"] |= {"now": -24.0, "to": 0.0, "left": 29.2}
    assert show.rising(session(buses=buses), "music") == "rising, 30 s"
    buses["music"] |= {"now": 0.0, "to": -6.0}
    assert show.rising(session(buses=buses), "music") == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"states": ["soften", "hold"]}, ""),
        ({"states": ["stop", "pause"]}, "stopped"),
        ({"states": ["silence", "ground"]}, "silent"),
        ({"states": ["ground", "pause"]}, "grounded"),
        ({"states": ["pause", "soften"]}, "paused"),
        ({"states": ["closing", "stop"]}, "closing"),
        ({"states": ["stop"], "outputs": [LOST]}, "output lost"),
    ],
)
def test_a_state_that_changes_what_is_heard_comes_before_the_phase(changes, words):
    assert show.headline(view(**changes))[0] == words
    assert show.headline(replace(view(**changes), lost="x"))[0] == "player gone"


def test_what_does_not_reach_the_room_is_not_heard():
    assert show.heard(view())
    assert not show.heard(view(outputs=[LOST]))
    assert not show.heard(view(outputs=[{**OUTPUT, "state": "changing"}]))
    assert not show.heard(replace(view(), lost="x"))


def test_what_happened_to_the_player_is_said_in_one_sentence():
    gone = run_on(replace(view(t=751.0), lost="x"), NOON, 2.0)
    assert show.clock(gone.status["t"]) == "0:12:33"
    words = "The player stopped answering at T+ 12:31. It is being started again…"
    assert show.gone(gone) == words
    late = run_on(replace(view(t=751.0), lost="x"), NOON, 20.0)
    assert show.gone(late) == (
        "The player stopped at T+ 12:31 and is not back; q, then home, offers to go on"
    )


def test_a_player_that_is_back_says_what_was_missed_where_the_record_does():
    gone = run_on(replace(view(t=751.0), lost="x"), NOON, 2.0)
    assert show.came_back(gone, view(tail=[])) == "the player answers again, after 2 s"
    line = {"n": 1, "t": 752.0, "kind": "interrupted", "text": "1 s was not heard", "wall": ""}
    assert show.came_back(gone, view(tail=[line])) == "1 s was not heard"


def test_what_can_be_taken_back_is_said_with_the_seconds_left():
    assert show.undo(view()) == ""
    undo = {"what": "advance to peak", "left": 6.2}
    assert show.undo(view(undo=undo)) == "u takes back: advance to peak · 7 s"


@pytest.mark.parametrize(
    ("level", "text"), [(None, "     "), (-60.0, "  off"), (-3.0, " -3.0"), (-12.5, "-12.5")]
)
def test_levels_are_always_of_one_width(level, text):
    assert show.decibels(level) == text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("nothing was heard; `resume` goes on", "nothing was heard; `resume` (space) goes on"),
        ("for a further one give `booster`", "for a further one give `booster` (B)"),
        ("correct it by `amend at -2m`", "correct it by `amend at -2m` (d)"),
        ("`extend` or `hold`", "`extend` (→) or `hold` (h)"),
        ("give `bed air`", "give `bed air`"),
    ],
)
def test_a_command_that_is_named_has_its_key_beside_it(said, shown):
    assert show.with_keys(view(), said) == shown


def test_how_long_ago_a_cue_was_heard_is_said_in_minutes():
    played = {"a": 2327.3 - 130, "b": 90.0, "c": 2327.0}
    assert show.played(view(played=played), {"id": "a"}) == "2 min ago"
    assert show.played(view(played=played), {"id": "a"}, terse=True) == "2m"
    assert show.played(view(played=played, t=7300.0), {"id": "b"}, terse=True) == "2h"
    assert show.played(view(played=played), {"id": "c"}) == "just now"
    assert show.played(view(played=played), {"id": "d"}) == ""


def test_hostile_text_anywhere_in_a_status_becomes_visible():
    status = clean({"a": ["\x1b[31m", {"b": "\u202edesrever"}], "n": 1})
    assert status == {"a": ["␛[31m", {"b": "\ufffddesrever"}], "n": 1}


def test_the_session_of_these_tests_is_what_a_player_says():
    assert mismatches(session(), Status) == []
    assert mismatches(contents(), Contents) == []
