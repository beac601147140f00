"""Every event has a kind of its own and can be written into the record."""

import json
from dataclasses import fields
from typing import get_type_hints

from kapsound.core import events
from kapsound.core.events import Event, PhaseBegan, VoiceBegan
from kapsound.core.instructions import Bus, VoiceId
from kapsound.units import Frames

KINDS = [
    kind
    for kind in vars(events).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
]


def test_every_kind_is_named_once():
    names = [kind.kind for kind in KINDS]
    assert len(set(names)) == len(names) == 15


def test_every_event_says_what_it_is_and_keeps_its_values():
    for kind in KINDS:
        assert kind.__doc__
        hints = get_type_hints(kind)
        assert {item.name for item in fields(kind)} <= set(hints)


def test_an_event_is_recorded_by_the_names_of_its_values_ready_for_json():
    began = VoiceBegan(VoiceId(1), Bus.MUSIC, "a", "A", "key", Frames(5), 0.5)
    assert json.loads(json.dumps(began.record())) == {
        "voice": 1,
        "bus": "music",
        "item": "a",
        "title": "A",
        "key": "key",
        "position": 5,
        "gain": 0.5,
    }
    assert PhaseBegan("peak", "plan").record() == {"phase": "peak", "cause": "plan"}


def test_every_event_of_a_whole_session_can_be_recorded(room):
    room.until(10).ok("dose").ok("note well").ok("cue breathe").until(600)
    assert room.session.over
    for _, event in room.said:
        assert json.loads(json.dumps(event.record())).keys() == event.record().keys()
