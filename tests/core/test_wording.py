"""Every command is typed, written, read back and explained in one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.core import commands, reports
from kapsound.core.commands import (
    LIVE_COMMANDS,
    Acknowledge,
    Amend,
    BedChange,
    Booster,
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
    Vitals,
)
from kapsound.core.instructions import Bus, VoiceId
from kapsound.core.prepared import FileRecipe, PreparedAudio
from kapsound.core.reports import REPORTS, AudioReady, VoiceLost
from kapsound.core.wording import (
    LONGEST_WHAT,
    describe,
    parse_command,
    show_command,
    usage,
)
from kapsound.errors import UsageError
from kapsound.units import Decibels, Frames, Seconds

AUDIO = PreparedAudio("key", Frames(9), None, -1.0, 3.0, Frames(0), Frames(0), "digest")

ALL = (*LIVE_COMMANDS, *REPORTS)
IDS = st.from_regex(r"[b-z][a-z0-9-]{0,8}", fullmatch=True)
VALUES = {
    # What is shown is rounded: lengths to tenths, levels to six digits.
    Seconds: st.integers(0, 10**6).map(lambda tenths: Seconds(tenths / 10)),
    Seconds | None: st.none() | st.integers(1, 10**6).map(lambda tenths: Seconds(tenths / 10)),
    Decibels: st.integers(-600, 60).map(lambda tenths: Decibels(tenths / 10)),
    Bus: st.sampled_from(Bus),
    Switch: st.sampled_from(Switch),
    CueTurn: st.sampled_from(CueTurn),
}
TEXTS = {Note, Vitals, Mark, Acknowledge, Choose}


def built(kind):
    """Return a strategy for a command with any values that can be typed."""
    hints = {name: hint for name, hint in kind.__annotations__.items() if name != "name"}
    return st.builds(kind, **{name: VALUES.get(hint, IDS) for name, hint in hints.items()})


@given(st.sampled_from(LIVE_COMMANDS).flatmap(built))
def test_what_is_shown_can_be_typed(command):
    assert parse_command(show_command(command)) == command


def outcome(text):
    """Return the command a text stands for, or the message that says why there is none."""
    try:
        return parse_command(text)
    except UsageError as error:
        return str(error)


@given(st.text())
def test_whatever_is_typed_gives_a_command_or_says_what_is_wrong(text):
    found = outcome(text)
    assert found if isinstance(found, str) else show_command(found).startswith(found.name)


@given(st.sampled_from([kind.name for kind in LIVE_COMMANDS]), st.text())
def test_whatever_follows_a_name_is_understood_or_explained(name, rest):
    found = outcome(f"{name} {rest}")
    if isinstance(found, str):
        assert "Write: " in found or "; did you mean" in found
    else:
        assert found.name == name


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("dose", Dose()),
        ("  dose  ", Dose()),
        ("dose 50  mg IM", Dose(what="50  mg IM")),
        ("dose at -2m", Dose(Seconds(120.0))),
        ("dose at  -1:30 50 mg", Dose(Seconds(90.0), "50 mg")),
        ("booster at -90 25 mg IM", Booster(Seconds(90.0), "25 mg IM")),
        ("amend at -1m 30s by mouth", Amend(Seconds(90.0), "by mouth")),
        ("amend 60 mg", Amend(None, "60 mg")),
        ("extend 1:30", Extend(Seconds(90.0))),
        ("extend 1m 30s", Extend(Seconds(90.0))),
        ("extend 90", Extend(Seconds(90.0))),
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
    ("command", "shown"),
    [
        (Dose(), "dose"),
        (Dose(what="50 mg"), "dose 50 mg"),
        (Dose(what="at night"), "dose at -0s at night"),
        (Booster(Seconds(90.0), "25 mg"), "booster at -1m30s 25 mg"),
        (Amend(Seconds(0.0)), "amend at -0s"),
        (Extend(Seconds(60.0)), "extend 1m"),
        (Level(Bus.MUSIC, Decibels(-3.0)), "level music -3"),
        (CueStart("breathe", CueTurn.WAIT), "cue breathe"),
        (CueStart("breathe", CueTurn.REPLACE), "cue breathe replace"),
        (Note(" two  spaces"), "note  two  spaces"),
        (Mark(), "mark"),
        (VoiceLost(VoiceId(7), "its audio is damaged"), "voice-lost"),
        (AudioReady(FileRecipe("/a b.ogg"), AUDIO), "prepared"),
    ],
)
def test_commands_are_shown_as_people_write_them(command, shown):
    assert show_command(command) == shown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hol", 'no command "hol"; did you mean "hold"?'),
        ("", 'no command ""; there are: dose, booster,'),
        ("xyzzy 5m", 'no command "xyzzy"; there are: dose, booster,'),
        ("voice-lost 3 x", 'no command "voice-lost"; '),
        ("dose at", 'dose: at "" is no time ago. Write: dose [at -2m] [WHAT]'),
        ("dose at 2m", 'dose: at "2m" is no time ago. Write: dose [at -2m] [WHAT]'),
        ("amend at -x", 'amend: at "-x" is no time ago. Write: amend [at -2m] [WHAT]'),
        ("note", '"note" is not understood. Write: note TEXT'),
        ("extend 5x", 'extend: "5x" is not a duration; write it like "90s"'),
        ("level music", '"level music" is not understood. Write: level music|ambience|voice|'),
        ("level musik 3", 'level: "musik" is not understood. Write: level '),
        ("level music loud", 'level: "loud" is not understood. Write: level '),
        ("level music nan", 'level: "nan" is not understood. Write: level '),
        ("level music 1e999", 'level: "1e999" is not understood. Write: level '),
        (
            f"amend at -2m {'m' * (LONGEST_WHAT + 1)}",
            "amend: what it was takes 201 characters; write 200 at most, the rest as a note",
        ),
        ("talk on off", 'talk: "on off" is not understood. Write: talk [on|off|toggle]'),
    ],
)
def test_what_is_not_understood_is_explained(text, message):
    with pytest.raises(UsageError) as caught:
        parse_command(text)
    assert str(caught.value).startswith(message)


def test_what_a_dose_was_may_be_as_long_as_is_said():
    assert parse_command(f"dose {'m' * LONGEST_WHAT}") == Dose(what="m" * LONGEST_WHAT)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Dose, "dose [at -2m] [WHAT]"),
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
