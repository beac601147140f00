"""The plan says which tracks would play when, and how each phase would end."""

import json
import math
import struct
import wave

import pytest

FITTED = """\
format = 1
title = "A fitted breath"
safe_bed = "hush"
closing_fade = "2s"
crossfade = { length = "2s", minimum = "1s", maximum = "3s" }

[beds.hush]
synth = "brown"
length = "10s"

[cues.here]
path = "here.wav"
label = "Here"

[[phases]]
name = "preparation"
length = "10s"
until = "dose"
beds = ["hush"]

[[phases]]
name = "peak"
length = "20s"
slack = "2s"
arrange = "fit"
tracks = [{ synth = "pad", length = "24s" }, { synth = "brown", length = "12s", title = "Low" }]

[[phases]]
name = "return"
length = "10s"
slack = "5s"
arrange = "fit"
tracks = [{ synth = "pink", length = "12s", title = "High" }]
cues = [{ cue = "here", at = "-6s" }]
"""


def write_tone(path):
    """Write a second of a tone."""
    values = (int(9_000 * math.sin(place * 0.06)) for place in range(48_000))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<h", value) for value in values))


@pytest.fixture
def fitted(tmp_path):
    """Return a playlist whose phases are fitted."""
    write_tone(tmp_path / "here.wav")
    path = tmp_path / "fitted.toml"
    path.write_text(FITTED)
    return path


def test_the_plan_is_told_phase_by_phase(kapsound, fitted):
    ran = kapsound("plan", fitted)
    assert ran.code == 0
    assert "No dose was given: it is assumed at 0:10." in ran.err
    assert ran.out.splitlines() == [
        "preparation, 0:00 to 0:10: ends by a command",
        "peak, 0:10 to 0:31: ends as a track ends, 1.2s later than asked",
        "      0:10  pad",
        "return, 0:31 to 0:43: ends as a track ends, 3.2s later than asked",
        "      0:31  High, crossfade 2s",
        '      0:37  cue "Here"',
    ]


def test_the_plan_after_commands_as_json(kapsound, fitted):
    ran = kapsound("plan", fitted, "--json", "--do", "0:02 dose", "--do", "0:04 extend 10s")
    found = json.loads(ran.out)
    assert found["assumed_dose"] is None
    assert found["t"] == pytest.approx(4, abs=0.1)


def test_what_would_be_refused_is_said(kapsound, fitted):
    ran = kapsound("plan", fitted, "--do", "0:05 release")
    assert 'At 0:05 the session would refuse "release": ' in ran.err
    assert json.loads(kapsound("plan", fitted, "--json", "--do", "0:05 release").out)["refused"]


def test_a_plan_that_stays_in_preparation_is_open(kapsound, fitted):
    ran = kapsound("plan", fitted, "--do", "0:05 advance", "--do", "0:06 hold")
    assert "ends when it is let go" in ran.out
