"""Every line of a record has a kind of its own, is written as JSON and reads back as it was."""

import json
from dataclasses import fields
from typing import get_type_hints

import pytest
from record_rigs import began

from kapsound.core import events
from kapsound.core import record_events as lines
from kapsound.core.commands import PLAYER, Actor, Extend, Request, Role
from kapsound.core.events import Event, Outcome, PhaseBegan, VoiceBegan
from kapsound.core.instructions import Bus, VoiceId
from kapsound.core.prepared import FileRecipe, PreparedAudio
from kapsound.core.record_events import CommandGiven, Unknown, read_event
from kapsound.core.reports import AudioReady
from kapsound.record.entry import encode
from kapsound.units import Frames

SILENT = PreparedAudio("k", Frames(9), None, float("-inf"), 0.0, Frames(9), Frames(9), "d")
READY = Request("p", AudioReady(FileRecipe("/a"), SILENT), PLAYER)
EXAMPLES = (
    PhaseBegan("peak", "plan"),
    events.Planned("peak", "moved", (Frames(48_000), None), -3.5),
    events.DoseMarked(1, 120.0, "50 mg IM"),
    events.DoseAmended(1, 90.0, "60 mg IM"),
    events.Undone("advance to peak", 2, 1),
    VoiceBegan(VoiceId(1), Bus.MUSIC, "a", "A", "key", Frames(5), 0.5),
    events.VoiceEnded(VoiceId(1), "a", "next", 8.0),
    events.BusMoved(Bus.MASTER, -80.0, float("-inf"), 0.0, 3.0, "silence"),
    events.StateChanged("silence", on=True),
    events.StateChanged("silence", on=False, lasted_s=1.5),
    events.Noted("note", "zwei\nZeilen\ud83c"),
    events.Notice("n"),
    events.Fault("c", "a"),
    events.Slept(720.5),
    events.AudioPrepared("a.ogg", "k"),
    events.Ended("plan"),
    began("Dusk", "c7", "text"),
    CommandGiven.of(Request("r", Extend(60.0), confirmed=True), events.Accepted("r")),
    CommandGiven.of(READY, events.Asked("p", "?")),
    lines.Checkpoint("00", Frames(0), Frames(2048)),
    lines.Undelivered(Frames(9)),
    lines.OutputOpened("Headphones", -6.0),
    lines.Underrun(Frames(480), Frames(2048)),
    lines.Underrun(Frames(960), Frames(2048), 2),
    lines.Delivered(Frames(9), Frames(8), Frames(1), 1),
    lines.Replaced("/music/a.wav", "00", "11"),
    lines.Attached(Role.SCREEN, "anna"),
    lines.Controls("anna"),
    lines.Detached(Role.REMOTE, "pedal"),
    lines.Continued("journal.jsonl", 9, "full"),
    lines.Interrupted("killed", Frames(4096), Frames(2048)),
    lines.Interrupted("killed", Frames(0), Frames(0), "journal.torn", "run"),
    lines.DiskStalled("journal.jsonl", 9, 5.2),
    lines.LinesLost(2),
    lines.Closed("end"),
)


def written(event):
    """Return the values of an event as a journal has them."""
    return json.loads(encode(event.record()))


def test_every_kind_is_named_once_and_has_an_example():
    kinds = {
        kind
        for module in (events, lines)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Event) and "kind" in vars(kind)
    }
    names = [kind.kind for kind in kinds]
    assert len(set(names)) == len(names)
    outcomes = set(Outcome.__subclasses__())
    assert {type(event) for event in EXAMPLES} == kinds - outcomes - {Unknown}


def test_every_event_says_what_it_is_and_keeps_its_values():
    for kind in (*events.SESSION_EVENTS, *lines.RECORD_EVENTS):
        assert kind.__doc__
        assert {item.name for item in fields(kind)} <= set(get_type_hints(kind))


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: event.kind)
def test_every_line_reads_back_as_it_was(event):
    assert read_event(event.kind, written(event)) == event


def test_an_event_is_recorded_by_the_names_of_its_values():
    given = VoiceBegan(VoiceId(1), Bus.MUSIC, "a", "A", "key", Frames(5), 0.5)
    assert written(given) == {
        "voice": 1,
        "bus": "music",
        "item": "a",
        "title": "A",
        "key": "key",
        "position": 5,
        "gain": 0.5,
        "artist": "",
    }
    assert written(PhaseBegan("peak", "plan")) == {"phase": "peak", "cause": "plan"}


def test_a_sound_of_an_old_record_has_no_artist_of_its_own():
    old = {"voice": 1, "bus": "music", "item": "a", "title": "Dawn - Mira", "key": "k"}
    read = read_event("began", {**old, "position": 0, "gain": 0.5})
    assert (read.title, read.artist) == ("Dawn - Mira", "")


def test_a_command_is_recorded_as_an_object_with_who_gave_it_and_what_became_of_it():
    request = Request("r1", Extend(60.0), Actor(Role.SCREEN, "room one"))
    given = CommandGiven.of(request, events.Refused("r1", "not now"))
    assert written(given) == {
        "id": "r1",
        "command": {"name": "extend", "by": 60.0},
        "role": "screen",
        "actor": "room one",
        "confirmed": False,
        "outcome": "refused",
        "text": "not now",
    }
    assert given.request == request


def test_every_event_of_a_whole_session_reads_back(room):
    room.until(10).ok("dose").ok("note well").ok("cue breathe").until(600)
    assert room.session.over
    told = [event for _, event in room.said if not isinstance(event, Outcome)]
    assert [read_event(event.kind, written(event)) for event in told] == told


@pytest.mark.parametrize(
    ("kind", "values", "why"),
    [
        ("later", {"x": 1}, "no such line is known"),
        ("dose", {}, "number is missing"),
        ("dose", {"number": "two"}, 'number: "two" is no int'),
        ("session", {}, "versions"),
        ("session", {"versions": {}, "fingerprint": ""}, "this is no session of this kapsound"),
        ("session", {"versions": 5, "fingerprint": ""}, "not iterable"),
        ("session", began().record() | {"outputs": [{"output": 5, "level": 0}]}, "is no str"),
        ("command", {"id": 5}, "is no str"),
        ("accepted", {"request": "r"}, "no such line is known"),
    ],
)
def test_a_line_that_is_not_understood_keeps_its_values_and_says_why(kind, values, why):
    found = read_event(kind, values)
    assert (found.name, found.values) == (kind, values)
    assert why in found.why


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"command": {"name": "levitate"}}, 'no command "levitate"'),
        ({"command": "hold"}, "no command"),
        ({"role": "ghost"}, "ghost"),
        ({"confirmed": 1}, '"1" is no bool'),
    ],
)
def test_a_command_that_is_not_understood_is_told(changed, why):
    given = CommandGiven.of(Request("r", Extend(60.0)), events.Accepted("r"))
    assert why in read_event("command", written(given) | changed).why


def test_the_answers_to_a_request_have_a_text():
    answers = events.Accepted("r"), events.Refused("r", "no"), events.Asked("r", "sure?")
    assert [answer.text for answer in answers] == ["", "no", "sure?"]
