"""The session in one line: what matters most first, right on a narrow terminal."""

import io
import os
import termios
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.cli.line import session_line
from kapsound.cli.progress import StatusLine, cells, columns, fit, progress_text


def status(**changes):
    """A session's status; changes are made to it by key."""
    return {
        "t": 65.0,
        "d": None,
        "phase": {"name": "onset", "number": 2, "of": 4, "waits": "plan", "left": 76.0},
        "plan": [{"name": "onset"}, {"name": "peak"}],
        "music": {"title": "Opening", "left": 96.0},
        "next": {"title": "Deep"},
        "cue": None,
        "states": [],
        "outputs": [{"lost": False}],
        "record": {"fault": None},
        "faults": [],
    } | changes


def test_clocks_phase_track_and_what_comes_next_are_said():
    assert session_line(status()) == (
        "T+    1:05  D+    -:--  onset 2/4, 1:16 left  Opening (1:36 left)  next: Deep"
    )


def test_the_clocks_are_as_wide_in_the_third_hour():
    early, late = session_line(status(d=5.0)), session_line(status(t=9_000.0, d=8_990.0))
    assert early.index("onset") == late.index("onset")
    assert late.startswith("T+ 2:30:00  D+ 2:29:50  ")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"phase": status()["phase"] | {"waits": "dose"}, "states": ["dose"]},
            "waits for the dose",
        ),
        ({"phase": status()["phase"] | {"waits": "release"}, "states": ["hold"]}, "2/4, held  O"),
        ({"states": ["closing"]}, "onset 2/4, the closing fade  Opening"),
        ({"states": ["stop", "soften", "duck"]}, "left  [stop, soften]  Opening"),
        ({"outputs": [{"lost": True}], "states": ["pause"]}, "left  [OUTPUT LOST, pause]  Opening"),
        ({"record": {"fault": "the disk is full"}}, "left  [RECORD AT RISK]  Opening"),
        ({"cue": {"label": "Welcome"}}, "cue: Welcome  next: Deep"),
        ({"music": None, "next": None}, "no music  then: peak"),
        ({"next": None, "plan": [{"name": "return"}]}, "(1:36 left)"),
    ],
)
def test_waits_states_and_alarms_are_said(changes, said):
    assert said in session_line(status(**changes))


class Terminal(io.StringIO):
    """A terminal that remembers each writing."""

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setattr("kapsound.cli.progress.columns", lambda _: 20)
    return Terminal()


def test_a_line_is_written_over_and_what_it_leaves_is_blanked(terminal):
    with StatusLine(terminal) as line:
        line.show("longer")
        line.show("short")
        line.show("short")
    assert terminal.getvalue() == "\rlonger\rshort \n"


def test_a_line_is_cut_to_the_terminal_of_this_moment(terminal):
    with StatusLine(terminal) as line:
        line.show("a" * 40)
    assert terminal.getvalue() == "\r" + "a" * 18 + "…\n"


def test_talk_begins_a_line_of_its_own(terminal):
    with StatusLine(terminal) as line:
        line.show("first")
        line.leave()
        line.show("first")
    assert terminal.getvalue() == "\rfirst\n\rfirst\n"


def test_control_characters_are_shown_not_obeyed(terminal):
    with StatusLine(terminal) as line:
        line.show("a\x1b[2J\rb")
    assert terminal.getvalue() == "\ra\u241b[2J\u240db\n"


def test_where_nobody_looks_nothing_is_written():
    stream = io.StringIO()
    with StatusLine(stream) as line:
        line.show("first")
    assert (stream.getvalue(), line.live) == ("", False)


def test_no_terminal_is_taken_for_a_usual_one():
    assert columns(io.StringIO()) == 80
    with Path(os.devnull).open(encoding="utf-8") as stream:
        assert columns(stream) == 80


def test_the_columns_of_a_terminal_are_asked_of_it():
    first, second = os.openpty()
    termios.tcsetwinsize(second, (24, 37))
    with os.fdopen(second, "w", encoding="utf-8") as stream:
        assert columns(stream) == 37
    os.close(first)


@given(st.text(max_size=30), st.integers(0, 40))
def test_a_text_never_takes_more_columns_than_there_are(text, width):
    assert cells(fit(text, width)) <= width
    assert fit(text, cells(text)) == text


def test_wide_and_combining_characters_are_counted_as_the_terminal_does():
    assert cells("静けさ") == 6
    assert cells("e\u0301") == 1
    assert fit("静けさ", 4) == "静…"


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"done": 1, "total": 4, "left": 63.0, "current": "/m/a.ogg"}, " 25%  1:03 left  a.ogg"),
        ({"done": 4, "total": 4}, "100%"),
        ({"done": 0, "total": 0}, "100%"),
        ({"done": 5, "total": 4, "left": None, "current": ""}, "100%"),
    ],
)
def test_progress_says_how_far_it_is_and_how_long_it_takes(values, shown):
    text = progress_text("preparing", values)
    assert text.startswith("preparing ")
    assert text.endswith(shown)
