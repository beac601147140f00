"""Commands as JSON: what is written reads back the same, and what is not understood is named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core.command_json import command_from_json, command_to_json
from kapsound.core.commands import (
    LIVE_COMMANDS,
    BedChange,
    CueStart,
    CueTurn,
    Extend,
    Level,
    Note,
    Talk,
)
from kapsound.core.instructions import Bus, VoiceId
from kapsound.core.prepared import FileRecipe, PreparedAudio
from kapsound.core.reports import AudioReady, Interrupt, VoiceLost
from kapsound.errors import UsageError
from kapsound.units import Decibels, Frames, Seconds

AUDIO = PreparedAudio("key", Frames(9), -20.0, -1.0, 3.0, Frames(0), Frames(0), "digest")
EXAMPLES = (
    Extend(Seconds(90.0)),
    Level(Bus.MUSIC, Decibels(-3.0)),
    BedChange("off"),
    CueStart("breathe", CueTurn.REPLACE),
    Talk(),
    Note("two  spaces and\nanother line"),
    VoiceLost(VoiceId(7), "damaged"),
    AudioReady(FileRecipe("/music/a b.ogg", loop=True), AUDIO),
    Interrupt(),
)


@pytest.mark.parametrize("command", EXAMPLES, ids=lambda command: command.name)
def test_a_command_reads_back_as_it_was(command):
    assert command_from_json(json.loads(json.dumps(command_to_json(command)))) == command


@given(st.text())
def test_every_text_of_a_note_reads_back(text):
    assert command_from_json(command_to_json(Note(text))) == Note(text)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "no command"),
        ({"name": 3}, "no command"),
        ({"name": "extned"}, 'did you mean "extend"'),
        ({"name": "extend"}, "extend: "),
        ({"name": "extend", "by": "5m"}, "no number"),
        ({"name": "extend", "by": True}, "no number"),
        ({"name": "extend", "by": float("inf")}, "no number"),
        ({"name": "extend", "by": 10**400}, "no number"),
        ({"name": "extend", "by": 1e308}, "no number"),
        ({"name": "level", "bus": "music", "level": "inf"}, "no number"),
        ("hold", "no command"),
        ({"name": "note", "text": 3}, "is no str"),
        ({"name": "talk", "switch": "perhaps"}, "perhaps"),
        ({"name": "hold", "for": 3}, "no argument"),
    ],
)
def test_what_is_no_command_is_named(data, words):
    with pytest.raises(UsageError, match=words):
        command_from_json(data)


def test_where_only_live_commands_are_read_the_player_s_own_are_none():
    with pytest.raises(UsageError, match='no command "interrupt"'):
        command_from_json({"name": "interrupt"}, LIVE_COMMANDS)
    assert command_from_json({"name": "talk"}, LIVE_COMMANDS) == Talk()
