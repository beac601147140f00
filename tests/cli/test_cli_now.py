"""A session that starts at once: its safe bed plays, and the other sounds come in as they can."""

import json

import pytest

from kapsound.control import Role, open_client
from kapsound.core.commands import End

# Sounds that no other test has prepared.
LATE = """\
format = 1
title = "Early"
safe_bed = "hush"
closing_fade = "1s"
beds.hush = { synth = "pink", length = "11s", seed = 77 }
[[phases]]
name = "preparation"
length = "3s"
until = "dose"
tracks = [{ synth = "pad", length = "9s", seed = 77, title = "Late" }, "gone.ogg"]
[[phases]]
name = "return"
length = "3s"
"""


@pytest.fixture(scope="module")
def early(home, spawn):
    """A session that was started now and ended once all was ready; its record and its tail."""
    path = home / "early.toml"
    path.write_text(LATE)
    process = spawn("play", path, "--now", "--headless", "--output", "null")
    said = [process.stderr.readline(), process.stderr.readline()]
    with open_client(Role.SCRIPT, "tests") as client:
        for status, _ in client.watch(10):
            tail = [line["text"] for line in status["tail"]]
            if any("left out" in text for text in tail) and status["music"]:
                break
        client.do(End(), confirmed=True)
    assert process.wait(30) == 0
    return said[1].split()[-1].rstrip("."), said, tail


def test_it_begins_with_its_safe_bed_and_says_what_is_missing(early):
    _, said, tail = early
    notice = "1 of 3 sounds are ready; the beds play meanwhile"
    assert said[0] == f"{notice}.\n"
    assert '"Early" begins' in said[1]
    assert f"notice: {notice}" in tail


def test_what_is_ready_comes_in_and_what_cannot_be_is_noted(early):
    tail = early[2]
    assert "pad is ready" in tail
    assert "Late begins on the music bus" in tail
    assert any(text.startswith("note: left out") and "gone.ogg" in text for text in tail)


def test_its_record_renders_again_to_the_sound_it_had(kapsound, early, home):
    ran = kapsound("render", "--record", early[0], "-o", home / "early.raw")
    assert ran.code == 0
    entries = map(json.loads, kapsound("records", "show", early[0], "--json").out.splitlines())
    *_, last = (entry["data"]["digest"] for entry in entries if entry["kind"] == "checkpoint")
    assert f"digest of the sound {last}" in ran.err


def test_a_session_whose_sounds_are_all_ready_just_starts(spawn, tiny):
    process = spawn("play", tiny, "--now", "--headless", "--output", "null", "--do", "0:00 end")
    assert process.stderr.readline().startswith('"A breath" begins')
    assert process.wait(30) == 0


def test_without_its_safe_bed_nothing_starts(kapsound, home):
    path = home / "unsafe.toml"
    path.write_text(LATE.replace('synth = "pink", length = "11s", seed = 77', 'path = "none.ogg"'))
    ran = kapsound("play", path, "--now", "--headless", "--output", "null")
    assert ran.code != 0
    assert "safe_bed" in ran.err
