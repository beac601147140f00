"""The session in one line: what matters most first, right on a narrow terminal."""

import pytest

from kapsound.cli.status import session_line


def status(**changes):
    """A session's status; changes are made to it by key."""
    return {
        "t": 65.0,
        "d": None,
        "phase": {"name": "onset", "number": 2, "of": 4, "waits": "plan", "left": 76.0},
        "plan": [{"name": "onset"}, {"name": "peak"}],
        "music": {"title": "Opening", "artist": "", "left": 96.0},
        "next": {"title": "Deep", "artist": "Mira"},
        "cue": None,
        "states": [],
        "outputs": [{"lost": False}],
        "record_fault": None,
        "faults": [],
    } | changes


def test_clocks_phase_track_and_what_comes_next_are_said():
    assert session_line(status()) == (
        "T+    1:05  D+    -:--  onset 2/4, 1:16 left  Opening (1:36 left)  next: Deep - Mira"
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
        ({"record_fault": "the disk is full"}, "left  [RECORD AT RISK]  Opening"),
        ({"cue": {"label": "Welcome"}}, "cue: Welcome  next: Deep - Mira"),
        ({"music": None, "next": None}, "no music  then: peak"),
        ({"next": None, "plan": [{"name": "return"}]}, "(1:36 left)"),
    ],
)
def test_waits_states_and_alarms_are_said(changes, said):
    assert said in session_line(status(**changes))
