"""Every line of a record is told in plain words, and no control character reaches a terminal."""

import json
from datetime import UTC, datetime

import pytest

from kapsound.core import events
from kapsound.core.instructions import Bus
from kapsound.record.as_run import _WORDS, as_run
from kapsound.record.entry import Entry, encode

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)

TOLD = [
    (events.Accepted("a1"), "request a1 was taken"),
    (events.Refused("a1", "there was a dose"), "request a1 was refused: there was a dose"),
    (events.Asked("a1", "End now?"), "request a1 was asked first: End now?"),
    (events.PhaseBegan("onset", "dose"), "phase onset begins (dose)"),
    (
        events.Planned("peak", "exact", (48_000, 4_800_000, None)),
        "planned again in peak (exact), the last known end at 1:40",
    ),
    (events.Planned("peak", "waiting", (None,)), "planned again in peak (waiting)"),
    (events.DoseMarked(1), "the first dose"),
    (events.DoseMarked(2), "booster, dose 2"),
    (
        events.VoiceBegan(3, Bus.MUSIC, "onset/1", "Dawn", "k", 0, 0.5),
        "Dawn begins on the music bus",
    ),
    (
        events.VoiceBegan(3, Bus.AMBIENCE, "ocean", "", "k", 96_000, 0.5),
        "ocean begins on the ambience bus, 2s into it",
    ),
    (events.VoiceEnded(3, "onset/1", "next", 8.0), "onset/1 leaves over 8s: next"),
    (
        events.BusMoved(Bus.MUSIC, -1.5, -7.5, 0.42, 3.0, "soften"),
        "music moves from -1.5 dB to -7.5 dB over 3s: soften",
    ),
    (events.StateChanged("soften", on=True), "soften begins"),
    (events.StateChanged("silence", on=False, lasted_s=90.0), "silence ends after 1m30s"),
    (events.Noted("note", "calm"), "note: calm"),
    (events.Noted("mark", ""), "mark"),
    (events.Notice("the bed is missing"), "notice: the bed is missing"),
    (
        events.Fault("Dawn: damaged", "the next track plays"),
        "fault: Dawn: damaged; the next track plays",
    ),
    (events.AudioPrepared("dawn.ogg", "k"), "dawn.ogg is ready"),
    (events.Ended("plan"), "the session is over (plan)"),
]


def entry(kind, data, frame=0):
    return Entry(1, frame, NOON, 1.0, kind, json.loads(encode(data)))


def told(kind, data):
    return [row.what for row in as_run([entry(kind, data)])]


@pytest.mark.parametrize(("event", "words"), TOLD)
def test_every_event_is_told(event, words):
    assert told(event.kind, event.record()) == [words]


def test_no_kind_of_event_is_left_out():
    kinds = {kind.kind for kind in vars(events).values() if hasattr(kind, "kind")}
    assert kinds == {event.kind for event, _ in TOLD}
    assert kinds <= set(_WORDS)


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("session", {"title": "Dusk"}, "the session begins: Dusk"),
        ("session", {"title": "Dusk", "client": "c7"}, "the session begins: Dusk, for client c7"),
        ("closed", {"how": "end"}, "the record is closed (end)"),
        ("resumed", {"torn": None}, "the player had stopped and goes on"),
        (
            "resumed",
            {"torn": "journal.torn"},
            "the player had stopped and goes on; a torn end of the record lies in journal.torn",
        ),
        ("continued", {"why": "Full."}, "the record goes on in another file. Full."),
        ("lost", {"lines": 3}, "lines missing, as the disk was full: 3"),
        ("later", {"x": 1, "y": "z"}, "later: x 1, y z"),
        ("later", {}, "later"),
        ("dose", {}, "dose"),
        ("bus", {"bus": "music", "from_db": "-inf"}, "bus: bus music, from_db -inf"),
    ],
)
def test_other_lines_are_told_as_well(kind, data, words):
    assert told(kind, data) == [words]


@pytest.mark.parametrize(
    ("outcome", "text", "words"),
    [
        ("accepted", "", "anna: extend 5m"),
        ("refused", "too late", "anna: extend 5m; refused: too late"),
        ("asked", "Sure?", "anna: extend 5m; asked first: Sure?"),
    ],
)
def test_commands_are_told_with_who_and_what_became_of_them(outcome, text, words):
    data = {"id": "a1", "do": "extend 5m", "role": "script", "actor": "anna", "confirmed": False}
    assert told("command", {**data, "outcome": outcome, "text": text}) == [words]


def test_the_outcome_of_a_command_is_told_once():
    who = {"role": "script", "actor": "anna"}
    command = who | {"id": "a1", "do": "hold", "outcome": "accepted", "text": ""}
    rows = as_run([entry("command", command), entry("accepted", {"request": "a1"})])
    assert [row.what for row in rows] == ["anna: hold"]


def test_checkpoints_tell_nothing():
    assert told("checkpoint", {"digest": "00"}) == []


def test_rows_bear_the_session_time():
    (row,) = as_run([entry("ended", {"how": "plan"}, frame=48_000 * 3_725)])
    assert (row.clock, row.utc, row.frame) == ("1:02:05", NOON, 48_000 * 3_725)


def test_control_characters_are_shown_not_sent():
    assert told("note", {"label": "note", "text": "\x1b[2J\n\u202e"}) == ["note: ␛[2J␊\ufffd"]


def test_a_sound_that_came_in_is_told_without_its_description():
    who = {"role": "player", "actor": "player"}
    data = who | {"do": "prepared {} {}", "outcome": "accepted", "text": ""}
    assert told("command", data) == ["player: prepared"]
