"""Commands given beforehand are read once, and name only what the playlist has."""

import pytest

from kapsound.core.commands import BedChange, CueStart, Note
from kapsound.core.spec import ScriptedCommand
from kapsound.errors import UsageError
from kapsound.sessions.script import read_script
from kapsound.units import to_frames


def test_a_script_is_read_into_commands_at_frames(small):
    given = ["0:20 bed off", " 1:00 cue hello ", "1:02 note  two  words"]
    assert read_script(given, small.playlist) == (
        ScriptedCommand(to_frames(20), BedChange("off")),
        ScriptedCommand(to_frames(60), CueStart("hello")),
        ScriptedCommand(to_frames(62), Note("two  words")),
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", '--do "": '),
        ("dose", '--do "dose": "dose" is not a session time'),
        ("0:61 dose", '--do "0:61 dose": '),
        ("0:10", 'no command ""'),
        ("0:10 levitate", '--do "0:10 levitate": no command "levitate"'),
        ("0:10 bed hus", 'the playlist has no bed "hus"; did you mean "hush"?'),
        ("0:10 bed-add off", 'the playlist has no bed "off"; there are: hush, gone'),
        ("0:10 bed-drop x\x1b", 'the playlist has no bed "x\u241b"; there are: hush, gone'),
        ("0:10 cue helo", '--do at 0:10: the playlist has no cue "helo"; did you mean "hello"?'),
    ],
)
def test_a_slip_is_named(small, given, words):
    with pytest.raises(UsageError) as raised:
        read_script(["0:01 dose", given], small.playlist)
    assert words in str(raised.value)
