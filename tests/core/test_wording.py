"""Every command is typed, written, read back and explained in one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core import commands, reports
from kapsound.core.commands import (
    LIVE_COMMANDS,
    BedChange,
    Choose,
    Command,
    CueStart,
    CueTurn,
    Dose,
    Extend,
    Level,
    Mark,
    Note,
    Switch,
    Talk,
)
from kapsound.core.instructions import Bus, VoiceId
from kapsound.core.prepared import FileRecipe, PreparedAudio, Recipe, SynthRecipe
from kapsound.core.reports import REPORTS, VoiceLost
from kapsound.core.wording import (
    describe,
    parse_command,
    read_command,
    show_command,
    usage,
    write_command,
)
from kapsound.errors import UsageError
from kapsound.units import Decibels, Seconds

ALL = (*LIVE_COMMANDS, *REPORTS)
IDS = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
VALUES = {
    Seconds: st.floats(0, 1e8),
    Decibels: st.floats(allow_nan=False, allow_infinity=False),
    VoiceId: st.integers(0, 10**9),
    Bus: st.sampled_from(Bus),
    Switch: st.sampled_from(Switch),
    CueTurn: st.sampled_from(CueTurn),
    Recipe: st.builds(FileRecipe, st.text(), st.booleans())
    | st.builds(SynthRecipe, st.text(), st.integers(), st.floats(0, 1e5)),
    PreparedAudio: st.builds(
        PreparedAudio,
        *[st.text(), st.integers(0), st.none() | st.floats(-70, 0), st.floats(-90, 6)],
        *[st.floats(0, 30), st.integers(0), st.integers(0), st.text()],
    ),
}
TEXTS = {Note, Mark, VoiceLost, Choose}


def any_command():
    """Return a strategy for any command with any values, texts of any kind included."""
    return st.sampled_from(ALL).flatmap(built)


def built(kind):
    text = st.text(max_size=20) if kind in TEXTS else IDS
    hints = {name: hint for name, hint in kind.__annotations__.items() if name != "name"}
    return st.builds(kind, **{name: VALUES.get(hint, text) for name, hint in hints.items()})


@given(any_command())
def test_every_command_reads_back_to_the_last_space(command):
    assert read_command(write_command(command)) == command


@given(st.sampled_from(LIVE_COMMANDS).filter(lambda kind: kind not in TEXTS).flatmap(built))
def test_what_is_written_can_be_typed(command):
    assert parse_command(write_command(command)) == command


def outcome(text):
    """Return the command a text stands for, or the message that says why there is none."""
    try:
        return parse_command(text)
    except UsageError as error:
        return str(error)


@given(st.text())
def test_whatever_is_typed_gives_a_command_or_says_what_is_wrong(text):
    found = outcome(text)
    assert found if isinstance(found, str) else parse_command(write_command(found)) == found


@given(st.sampled_from([kind.name for kind in LIVE_COMMANDS]), st.text())
def test_whatever_follows_a_name_is_understood_or_explained(name, rest):
    found = outcome(f"{name} {rest}")
    if isinstance(found, str):
        assert "Write: " in found or "; did you mean" in found
    else:
        assert read_command(write_command(found)) == found


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("dose", Dose()),
        ("  dose  ", Dose()),
        ("extend 5m", Extend(Seconds(300.0))),
        ("extend\t90s", Extend(Seconds(90.0))),
        ("level music -3", Level(Bus.MUSIC, Decibels(-3.0))),
        ("level  master   +1.5dB", Level(Bus.MASTER, Decibels(1.5))),
        ("bed off", BedChange("off")),
        ("cue breathe", CueStart("breathe", CueTurn.WAIT)),
        ("cue breathe replace", CueStart("breathe", CueTurn.REPLACE)),
        ("talk", Talk(Switch.TOGGLE)),
        ("talk off", Talk(Switch.OFF)),
        ("mark", Mark("")),
        ("note  two  spaces stay ", Note("two  spaces stay")),
    ],
)
def test_commands_are_read_as_people_type_them(text, command):
    assert parse_command(text) == command


@pytest.mark.parametrize(
    ("command", "text"),
    [
        (Dose(), "dose"),
        (Extend(Seconds(1e-5)), "extend 0.00001s"),
        (Level(Bus.VOICE, Decibels(-3.0)), "level voice -3.0"),
        (Talk(), "talk toggle"),
        (Mark(), "mark"),
        (VoiceLost(VoiceId(7), "its audio is damaged"), "voice-lost 7 its audio is damaged"),
    ],
)
def test_commands_are_written_as_they_are_typed(command, text):
    assert write_command(command) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("extend 60.0s", "extend 1m"),
        ("level music -3.0", "level music -3"),
        ("cue breathe wait", "cue breathe wait"),
        ("note  two  spaces", "note  two  spaces"),
        ("mark", "mark"),
        ("voice-lost 7 its audio is damaged", "voice-lost 7 its audio is damaged"),
        ("prepared {} {}", "prepared"),
        ("sing a song", "sing a song"),
    ],
)
def test_commands_of_a_journal_are_shown_as_people_write_them(text, shown):
    assert show_command(text) == shown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hol", 'no command "hol"; did you mean "hold"?'),
        ("", 'no command ""; there are: dose, booster,'),
        ("xyzzy 5m", 'no command "xyzzy"; there are: dose, booster,'),
        ("voice-lost 3 x", 'no command "voice-lost"; '),
        ("dose now", '"dose now" is not understood. Write: dose'),
        ("note", '"note" is not understood. Write: note TEXT'),
        ("extend 5", 'extend: "5" is not a duration; write it like "90s"'),
        ("level music", '"level music" is not understood. Write: level music|ambience|voice|'),
        ("level musik 3", 'level: "musik" is not understood. Write: level '),
        ("level music loud", 'level: "loud" is not understood. Write: level '),
        ("level music nan", 'level: "nan" is not understood. Write: level '),
        ("level music 1e999", 'level: "1e999" is not understood. Write: level '),
        ("talk on off", 'talk: "on off" is not understood. Write: talk [on|off|toggle]'),
    ],
)
def test_what_is_not_understood_is_explained(text, message):
    with pytest.raises(UsageError) as caught:
        parse_command(text)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("text", ["prepared 5 {}", "prepared {} 5", 'prepared {"path":"a"} {}'])
def test_a_sound_that_is_none_is_not_read(text):
    with pytest.raises(UsageError, match="is not understood"):
        read_command(text)


def test_a_record_of_another_program_is_not_guessed_at():
    with pytest.raises(UsageError, match='no command "warp"'):
        read_command("warp 9")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Dose, "dose"),
        (Extend, "extend BY"),
        (Level, "level music|ambience|voice|master LEVEL"),
        (Talk, "talk [on|off|toggle]"),
        (CueStart, "cue CUE [wait|replace]"),
        (Mark, "mark [TEXT]"),
    ],
)
def test_usage_shows_how_a_command_is_typed(kind, text):
    assert usage(kind) == text


def test_every_command_has_a_name_of_its_own_and_a_line_of_help():
    assert len({kind.name for kind in ALL}) == len(ALL)
    for kind in ALL:
        line = describe(kind)
        assert line.endswith(".")
        assert "\n" not in line


def test_every_command_is_either_the_therapists_or_the_players():
    named = [*vars(commands).values(), *vars(reports).values()]
    assert set(ALL) == {kind for kind in named if Command in getattr(kind, "__bases__", ())}


def test_a_command_without_help_is_described_by_nothing():
    assert describe(type("Bare", (Command,), {"__doc__": None})) == ""
