"""The status in the words of the room."""

import pytest
from screen_rigs import NOON, contents, phase, session
from typed import mismatches

from kapsound.control import Contents, Status
from kapsound.tui import show
from kapsound.tui.keys import shown_keys
from kapsound.tui.view import View, clean

KEYS = shown_keys({})


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
    assert show.outputs(session(outputs=[{"name": "null"}])) == "silent, nothing is heard"
    assert show.outputs(session(outputs=[{"name": ""}])) == "the system's default"


def test_how_a_phase_lands_is_said_where_the_player_knows():
    assert show.landing(session()) == "peak ends as a track ends"
    assert show.landing(session(phase=phase(waits="release"))) == ""
    assert show.landing(session(plan=[])) == ""


def test_the_end_of_the_session_is_told_by_the_wall_clock():
    assert show.session_end(view()) == "ends 20:19"
    assert show.session_end(view(plan=[{"end": None}])) == "open end"


def test_what_holds_a_bus_is_named_topmost_first():
    status = session(states=["stop", "pause", "soften", "duck", "hold"])
    assert show.held_by(status, "music") == "stopped, paused, soft, ducked"
    assert show.held_by(status, "ambience") == "stopped, soft, ducked"
    assert show.held_by(status, "voice") == "stopped"
    assert show.held_by(session(), "music") == ""


@pytest.mark.parametrize(
    ("level", "text"), [(None, "     "), (-60.0, "  off"), (-3.0, " -3.0"), (-12.5, "-12.5")]
)
def test_levels_are_always_of_one_width(level, text):
    assert show.decibels(level) == text


def test_a_booster_has_its_own_clock():
    assert show.booster(session()) == ""
    assert (
        show.booster(session(doses=[{"t": 1.0, "what": ""}, {"t": 2.0, "what": ""}], d_last=65.0))
        == "booster 0:01:05"
    )


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
