"""Every line of a record is told in plain words, and no control character reaches a terminal."""

from dataclasses import replace

import pytest
from record_rigs import began

from kapsound.core import events
from kapsound.core import record_events as lines
from kapsound.core.commands import PLAYER, Actor, Extend, Request, Role
from kapsound.core.history import end_words, landing_words, words
from kapsound.core.instructions import Bus
from kapsound.core.landing import LANDINGS
from kapsound.core.prepared import FileRecipe
from kapsound.core.reports import AudioReady

ANNAS = Request("a1", Extend(300.0), Actor(Role.SCREEN, "anna"))
REPLACED = (
    "was replaced since it was prepared; the copy that was checked plays, the new file in the "
    "next session"
)
TOLD = [
    (events.PhaseBegan("onset", "dose"), "phase onset begins (dose)"),
    (
        events.Planned("peak", "exact", (48_000, 4_800_000, None)),
        "planned again: peak ends as a track ends, the last known end at 1:40",
    ),
    (events.Planned("peak", "open", (None,)), "planned again: peak ends when it is let go"),
    (events.DoseMarked(1), "the first dose"),
    (events.DoseMarked(2), "booster, dose 2"),
    (events.DoseMarked(1, 120.0, "50 mg IM"), "the first dose, 50 mg IM, 2m ago"),
    (
        events.DoseAmended(2, 90.0, "60 mg"),
        "corrected: booster, dose 2, 60 mg, given 1m30s ago",
    ),
    (events.DoseAmended(1, 0.0, ""), "corrected: the first dose, given just now"),
    (events.Undone("advance to peak", 2, 1), "taken back: advance to peak"),
    (
        events.VoiceBegan(3, Bus.MUSIC, "onset/1", "Dawn", "k", 0, 0.5),
        "Dawn begins on the music bus",
    ),
    (
        events.VoiceBegan(3, Bus.MUSIC, "onset/1", "Dawn", "k", 0, 0.5, "Mira"),
        "Dawn - Mira begins on the music bus",
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
    (lines.Replaced("/music/a.wav", "00", "11"), f"notice: the file a.wav {REPLACED}"),
    (lines.Attached(Role.SCREEN, "anna"), "screen connected: anna"),
    (lines.Controls("anna"), "screen in control: anna"),
    (lines.Detached(Role.SCREEN, "anna"), "screen gone: anna"),
    (events.Slept(720.0), "the machine slept for 12m"),
    (events.AudioPrepared("dawn.ogg", "k"), "dawn.ogg is ready"),
    (events.Ended("plan"), "the session is over, as planned"),
    (began("Dusk"), "the session begins: Dusk"),
    (began("Dusk", "c7"), "the session begins: Dusk, for client c7"),
    (lines.Checkpoint("00", 0, 48_000), ""),
    (lines.Undelivered(72_000), "1.5s were not heard: the output was lost"),
    (lines.OutputOpened("Headphones", 0.0), "the sound goes to Headphones"),
    (lines.OutputOpened("", -6.5), "the sound goes to the system's default at -6.5 dB"),
    (lines.OutputOpened("file:", 0.0), "the sound goes to file:"),
    (lines.Underrun(576, 48_000), "the sound was interrupted for 12 ms"),
    (lines.Underrun(57_600, 48_000, 3), "the sound was interrupted 3 times, in all for 1.2s"),
    (lines.Delivered(96_000, 96_000, 0, 0), "rendered 2s; no interruption"),
    (
        lines.Delivered(96_000, 48_000, 480, 1),
        "rendered 2s; 1s were not heard; interrupted once, 10 ms in all",
    ),
    (
        lines.Delivered(96_000, 96_000, 960, 2),
        "rendered 2s; interrupted 2 times, 20 ms in all",
    ),
    (
        lines.Continued("journal.jsonl", 9, "Full."),
        "the record goes on in another file. Full.",
    ),
    (
        lines.DiskStalled("j", 9, 5.2),
        "the disk was slow: no answer for 5.2s; what j holds after byte 9 is suspect and not read",
    ),
    (
        lines.Interrupted("it was ended by force", 48_000 * 61, 24_000),
        "the player had stopped (it was ended by force) and goes on at 1:01, 0.5s unheard",
    ),
    (
        lines.Interrupted("the power was cut", 0, 0, "journal.torn"),
        (
            "the player had stopped (the power was cut) and goes on at 0:00, 0s unheard; a torn "
            "end of the record lies in journal.torn"
        ),
    ),
    (lines.LinesLost(3), "lines missing, as the disk was full: 3"),
    (lines.Closed("end"), "the record is closed, ended by a command"),
    (
        lines.Unknown("later", {"x": 1, "y": "z"}, "no such line is known"),
        "later: x 1, y z (not understood: no such line is known)",
    ),
    (
        lines.Unknown("dose", {}, "number is missing"),
        "dose: nothing (not understood: number is missing)",
    ),
]


@pytest.mark.parametrize(("event", "told"), TOLD)
def test_every_line_is_told(event, told):
    assert words(event) == told


def test_no_kind_of_line_is_left_out():
    told = {type(event) for event, _ in TOLD} | {lines.CommandGiven}
    assert told == {*events.SESSION_EVENTS, *lines.RECORD_EVENTS, lines.Unknown}


@pytest.mark.parametrize(
    ("outcome", "text", "told"),
    [
        ("accepted", "", "anna: extend 5m"),
        ("refused", "too late", "anna: extend 5m; refused: too late"),
        ("asked", "Sure?", "anna: extend 5m; asked first: Sure?"),
        ("lost", "", "anna: extend 5m; lost"),
    ],
)
def test_commands_are_told_with_who_and_what_became_of_them(outcome, text, told):
    given = lines.CommandGiven.of(ANNAS, events.Asked("a1", text))
    assert words(replace(given, outcome=outcome)) == told


def test_a_sound_that_came_in_is_told_without_its_description():
    ready = AudioReady(FileRecipe("/a.ogg"), None)
    given = lines.CommandGiven.of(Request("p", ready, PLAYER), events.Accepted("p"))
    assert words(given) == "player: prepared"


def test_control_characters_are_shown_not_sent():
    assert words(events.Noted("note", "\x1b[2J\n\u202e")) == "note: ␛[2J␊\ufffd"


@pytest.mark.parametrize("beyond", [float("inf"), float("nan")])
def test_a_time_beyond_all_measure_is_told_as_it_is(beyond):
    assert words(events.VoiceEnded(1, "a", "end", beyond)).startswith("left: {'voice': 1")


@pytest.mark.parametrize("landing", [*LANDINGS, "faded", "open", "left"])
def test_every_landing_has_words_of_its_own(landing):
    assert landing_words(landing) != landing


@pytest.mark.parametrize(
    ("landing", "moved", "told"),
    [
        ("moved", -12.0, "as a track ends, 12s earlier than asked"),
        ("moved", 1.25, "as a track ends, 1.2s later than asked"),
        ("moved", 0.0, "as a track ends, a little moved"),
        ("exact", 3.0, "as a track ends"),
        ("up\x07", 0.0, "up␇"),
    ],
)
def test_a_landing_is_told_by_how_far_it_was_moved(landing, moved, told):
    assert landing_words(landing, moved) == told


@pytest.mark.parametrize(
    ("how", "told"), [("plan", "as planned"), ("failed", "the player failed"), ("odd\x1b", "odd␛")]
)
def test_every_end_is_told(how, told):
    assert end_words(how) == told
