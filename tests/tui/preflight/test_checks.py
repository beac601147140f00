"""Every finding before a session is said in plain words, and only red and unseen yellow hold it."""

from dataclasses import replace
from pathlib import Path

import pytest

from kapsound.core import output
from kapsound.core.output import KINDS, OutputKind, parse_output
from kapsound.core.playlist.parse import parse_playlist
from kapsound.errors import Problem
from kapsound.tui.preflight import checks
from kapsound.tui.preflight.checks import Check, State

DEMO = Path(__file__).parents[3] / "playlists" / "demo.toml"
PLAYLIST = parse_playlist(DEMO.read_text("utf-8"), "demo.toml")
DEVICES = {"names": ["Headphones", "Room"], "default": "Room"}


def line(state, name="a"):
    return Check(name, "A", state, "")


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ([State.GOOD, State.NOTE], ""),
        ([State.BAD, State.BUSY, State.LOOK], "One red line: nothing starts."),
        ([State.BAD, State.BAD], "2 red lines: nothing starts."),
        ([State.BUSY, State.LOOK], "Not everything is looked over yet."),
        ([State.LOOK], "One yellow line needs a look: v when you have seen it."),
        ([State.LOOK, State.LOOK], "2 yellow lines need a look: v when you have seen one."),
    ],
)
def test_what_keeps_a_session_from_starting_is_said(states, words):
    assert (
        checks.waiting([line(state, f"{n}") for n, state in enumerate(states)], frozenset())
        == words
    )


@pytest.mark.parametrize(
    ("state", "bed", "words"),
    [
        (State.GOOD, True, ""),
        (State.GOOD, False, "The safe bed is not ready: nothing starts without it."),
        (State.BUSY, False, "The safe bed is not ready: nothing starts without it."),
        (State.BUSY, True, "Not everything is looked over yet."),
        (State.LOOK, True, "One yellow line needs a look: v when you have seen it."),
        (State.BAD, False, "One red line: nothing starts."),
    ],
)
@pytest.mark.parametrize("sounds", [State.BUSY, State.BAD])
def test_only_sounds_that_are_not_ready_may_be_passed_over(state, bed, words, sounds):
    found = [line(state), line(sounds, checks.SOUNDS)]
    assert checks.waiting_early(found, frozenset(), bed=bed) == words


def test_a_yellow_line_that_was_seen_holds_nothing():
    assert checks.waiting([line(State.LOOK)], frozenset({"a"})) == ""
    assert checks.seen_by(line(State.LOOK), frozenset({"a"}))
    assert not checks.seen_by(line(State.GOOD), frozenset({"a"}))


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("phases[2].tracks[0].start", "peak, Wide water"),
        ("phases[0].cues[1].at", "preparation, Eyes closed"),
        ("phases[1].length", "onset"),
        ("beds.ocean", "the bed Slow waves"),
        ("cues.water.path", "the cue Water"),
        ("cues.nobody", "the cue nobody"),
        ("phases[9].tracks", "Phases[9].tracks"),
        ("safe_bed", "Safe bed"),
        ("", "Playlist"),
    ],
)
def test_a_place_is_named_as_the_playlist_names_it(key, place):
    assert checks.place(key, PLAYLIST) == place


def test_hostile_text_of_a_finding_is_only_shown():
    found = checks.of_findings([Problem("x", "\x1b[31m[/]", 3, "a\x9bb")], None)
    assert found[0].text == "␛[31m[/] (line 3)"
    assert found[0].label == "A�b"


def test_errors_stand_before_warnings():
    problems = [Problem("x", "one", severity="warning"), Problem("x", "two")]
    found = checks.of_findings(problems, PLAYLIST)
    assert [item.state for item in found] == [State.BAD, State.LOOK]


def test_the_playlist_is_read_well_badly_or_not_yet():
    states = [checks.of_playlist(found).state for found in (None, (), [Problem("x", "y")])]
    assert states == [State.BUSY, State.GOOD, State.BAD]
    assert checks.of_playlist([Problem("x", "y")] * 2).text.startswith("2 mistakes")


def test_preparing_says_how_far_it_is():
    progress = {"done": 30.0, "total": 120.0, "left": 65.0}
    assert checks.preparing(None) == "being prepared"
    assert checks.preparing(progress) == "25% prepared, 1:05 left"
    assert checks.preparing({"done": 0, "total": 0, "left": None}) == "100% prepared"


def test_sounds_are_ready_missing_or_impossible():
    def judge(*, done=True, left_out=0, fault=""):
        return checks.of_preparing(None, done=done, left_out=left_out, fault=fault)

    assert judge(done=False).state is State.BUSY
    assert judge().state is State.GOOD
    assert judge(left_out=2).text == "prepared, but for 2 sounds named below"
    assert judge(left_out=1).state is State.NOTE
    assert judge(fault="the disk is full").state is State.BAD


@pytest.mark.parametrize(
    ("devices", "output", "state", "words"),
    [
        (DEVICES, "Headphones", State.GOOD, "Headphones"),
        (DEVICES, "", State.GOOD, "Room, the system's default"),
        (DEVICES, "Headphone", State.BAD, '"Headphone" is not there; did you mean "Headphones"?'),
        (DEVICES, "-", State.BAD, "does not go to standard output"),
        (DEVICES, "null", State.LOOK, "silent, nothing is heard"),
        (DEVICES, "file:/x.wav", State.LOOK, "a file, nothing is heard: /x.wav"),
        (
            {"names": [], "default": None},
            "",
            State.BAD,
            "no sound output was found; connect one, or o offers a silent run",
        ),
        ({"names": ["A", "B"], "default": None}, "", State.BAD, "names no default; choose one"),
        ({"names": ["A"], "default": None}, "", State.GOOD, "A, the system's default"),
        ({"names": [], "default": None, "fault": "dead"}, "", State.BAD, "dead"),
    ],
)
def test_the_output_is_there_or_not(devices, output, state, words):
    found = checks.of_output(devices, parse_output(output))
    assert found.state is state
    assert words in found.text


@pytest.mark.parametrize(("heard", "state"), [(True, State.GOOD), (False, State.LOOK)])
def test_a_new_kind_of_output_is_not_called_a_device_that_is_not_there(monkeypatch, heard, state):
    radio = OutputKind(
        sink="radio", prefix="radio:", value="HOST", label="radio at {}", heard=heard
    )
    monkeypatch.setattr(output, "KINDS", (radio, *KINDS))
    found = checks.of_output(DEVICES, parse_output("radio:studio"))
    assert (found.state, found.text) == (state, "radio at studio")


@pytest.mark.parametrize(
    ("records", "cache", "state", "words"),
    [
        (50e9, 80e9, State.GOOD, "50 GB free"),
        (5e6, 80e9, State.BAD, "5.0 MB left"),
        (150e6, 80e9, State.LOOK, "150 MB left for the record"),
        (50e9, 1.5e9, State.LOOK, "1.5 GB left for prepared sound"),
        (900.0, 80e9, State.BAD, "1 kB left"),
    ],
)
def test_the_disk_has_room_or_not(records, cache, state, words):
    disk = {"records": {"free": records, "fault": ""}, "cache": {"free": cache, "fault": ""}}
    found = checks.of_disk(disk)
    assert found.state is state
    assert words in found.text


def test_a_folder_that_cannot_be_written_is_a_red_line():
    disk = {
        "records": {"free": None, "fault": "/r: cannot be written"},
        "cache": {"free": 1, "fault": ""},
    }
    assert checks.of_disk(disk).state is State.BAD


@pytest.mark.parametrize(
    ("mains", "percent", "state", "words"),
    [
        (None, None, State.NOTE, "the system does not say"),
        (True, 80, State.GOOD, "mains, battery at 80 %"),
        (True, None, State.GOOD, "mains"),
        (False, 30, State.LOOK, "battery, at 30 %: plug it in"),
        (False, 90, State.LOOK, "battery, at 90 %; better on the mains"),
        (False, None, State.LOOK, "battery; better on the mains"),
    ],
)
def test_power_is_told_as_the_system_says_it(mains, percent, state, words):
    found = checks.of_power({"mains": mains, "percent": percent})
    assert (found.state, found.text) == (state, words)


def test_sleep_needs_a_thought_where_the_machine_can_sleep():
    assert checks.of_sleep(sleeps=False).state is State.GOOD
    for sleeps in (True, None):
        assert checks.of_sleep(sleeps=sleeps).state is State.NOTE


def test_a_machine_not_looked_at_yet_is_waited_for():
    assert {item.state for item in checks.of_machine(None, ())} == {State.BUSY}


def test_checks_are_data():
    assert replace(line(State.GOOD), text="x").text == "x"
