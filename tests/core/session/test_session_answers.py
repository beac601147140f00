"""Every command has a plain answer in every state, and only an accepted one changes anything."""

from dataclasses import replace

import pytest

from kapsound.core.commands import LIVE_COMMANDS, BedChange, Dose, Note, Request
from kapsound.core.events import Accepted
from kapsound.core.instructions import VoiceId
from kapsound.core.prepared import PreparedAudio, SynthRecipe
from kapsound.core.reports import (
    REPORTS,
    AudioReady,
    Interrupt,
    OutputBack,
    Restarted,
    Slept,
    VoiceLost,
)
from kapsound.core.session import TICK, begin, step
from kapsound.core.session.step import REMEMBERED_ANSWERS
from kapsound.core.wording import parse_command
from kapsound.units import GRID, Frames, Seconds

OWN = {
    "voice-lost 1": VoiceLost(VoiceId(1), "gone"),
    "voice-lost 2": VoiceLost(VoiceId(2), "gone"),
    "output-back": OutputBack(),
    "restarted": Restarted("it was killed", Seconds(0.3)),
    "restarted safe": Restarted("it was killed", Seconds(0.3), safe=True),
    "slept": Slept(60.0),
    "prepared": AudioReady(SynthRecipe("pad", 0, 9.0), PreparedAudio("k", *[1] * 6, "")),
    "interrupt": Interrupt(),
}
COMMANDS = (
    "dose", "dose at -5s 50 mg", "dose at -9h", "booster", "booster at -9h",
    "amend at -5s 60 mg", "amend", "undo", "previous",
    "next", "choose 2", "choose nothing", "hold", "release", "extend 1m",
    "extend 0s", "shorten 1m", "advance", "return", "bed rain", "bed off", "bed nothing",
    "bed-add rain", "bed-drop sea", "bed-drop rain", "soften", "restore", "silence", "sound",
    "pause", "resume", "talk toggle", "talk on", "talk off", "ground", "cue breathe wait",
    "cue rest replace", "cue nothing wait", "stop-cue", "level music -10", "level master 6",
    "level voice 7", "note all is well", "vitals 120/80", "mark", "acknowledge", "end", "stop",
    "output Headphones", "output null", "output -", "output file:",
    *OWN,
)  # fmt: skip
WAYS = {
    "begin": (),
    "preparation": (20,),
    "preparation held": (20, "hold"),
    "onset": (20, "dose", 30),
    "onset without a dose": (20, "advance", 30),
    "peak held past its end": (20, "dose", 150, "hold", 400),
    "return": (20, "dose", 300),
    "closing": (20, "dose", 360),
    "softened to the floor": (20, "soften", "soften", "soften", 30),
    "silent": (20, "silence", 30),
    "paused": (20, "pause", 30),
    "pausing": (20, "pause"),
    "grounded": (20, "ground", 23),
    "stopped": (20, "stop", 30),
    "everything at once": (20, "soften", "pause", "ground", 22, "silence", "stop", 30),
    "talking": (20, "talk on", 22),
    "a cue comes": (20, "cue breathe", 20.5),
    "a cue speaks": (20, "cue breathe", 22),
    "a cue waits": (20, "cue breathe", "cue rest", 22),
    "no bed": (20, "bed off", 30),
    "two beds": (20, "bed-add rain", 30),
    "ending": (20, "end", 30),
    "interrupted": (20, "interrupt", 21),
    "stopped at the end": (20, "dose", 340, "stop", 500),
    "over": (20, "end", 60),
}
PLAIN = ("Traceback", "None", "kapsound.", "Error", "<", ">")


def command(text):
    """Return a command as it is typed, or one of the player's own."""
    return OWN.get(text) or parse_command(text)


def reach(make, way):
    """Return a session brought into a state."""
    room = make.room()
    for one in way:
        if isinstance(one, str):
            room.ok(command(one), confirmed=True)
        else:
            room.until(one)
    return room


def everything_but_answers(session):
    return replace(session, answers=())


def test_the_table_holds_every_command():
    given = {text.split()[0] for text in COMMANDS}
    assert given == {kind.name for kind in (*LIVE_COMMANDS, *REPORTS)}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("confirmed", [False, True])
def test_every_command_in_every_state_has_one_plain_answer(make, way, confirmed):
    room = reach(make, way)
    before = room.session
    for text in COMMANDS:
        request = Request("once", command(text), confirmed=confirmed)
        done = step(before, request, room.frame)
        answer, *others = done.events
        assert answer.kind in ("accepted", "refused", "asked"), text
        assert answer.request == "once"
        if answer.kind != "accepted":
            assert len(answer.text.split()) > 1, text
            assert not any(odd in answer.text for odd in PLAIN), answer.text
            assert not others
            assert not done.instructions
            assert everything_but_answers(done.session) == everything_but_answers(before), text
        if confirmed:
            assert answer.kind != "asked", text


BEFORE_THE_DOSE = ("advance", "return")
UNDOSED = [
    name for name, way in WAYS.items()
    if not {"dose", "advance", "end", "interrupt"} & {*way}
]  # fmt: skip


def test_only_end_a_voice_into_silence_and_leaving_the_course_ever_ask(make):
    asked = set()
    for name, way in WAYS.items():
        room = reach(make, way)
        for text in COMMANDS:
            answer, *_ = step(room.session, Request("q", command(text)), room.frame).events
            if answer.kind == "asked" and not text.startswith("end"):
                asked.add((text, name))
    assert asked == {
        ("cue breathe wait", "silent"),
        ("cue rest replace", "silent"),
        ("ground", "silent"),
        ("booster", "return"),
        ("booster", "closing"),
        ("booster", "stopped at the end"),
        *((text, name) for text in BEFORE_THE_DOSE for name in UNDOSED),
        *(("booster", name) for name in (*UNDOSED, "onset without a dose")),
    }


def test_a_request_that_is_sent_again_happens_once_and_is_answered_the_same(room):
    first = room.until(10).do("soften", request="a")
    before = room.session
    assert room.do("soften", request="a") == first
    assert room.session == before
    refused = room.do("release", request="b")
    assert room.do("hold", request="b") == refused
    assert not room.session.holds.held


def test_a_question_may_be_answered_with_the_same_request(room):
    room.until(10).asked("end", request="a")
    room.ok("end", request="a", confirmed=True)


def test_only_so_many_answers_are_remembered(room):
    for number in range(REMEMBERED_ANSWERS + 1):
        room.do(Note(str(number)), request=f"n{number}")
    assert len(room.session.answers) == REMEMBERED_ANSWERS
    assert room.session.answers[0][0] == "n1"


def test_a_refused_command_leaves_nothing_of_what_it_began(room):
    room.until(10).refused(BedChange("nothing"))
    assert room.session.ambience.beds[0].bed == "sea"


def test_notes_vitals_and_marks_are_written_and_make_no_sound(room):
    room.until(10)
    told = len(room.told)
    room.ok("note all is well").ok("vitals 120/80").ok("mark here")
    assert [(item.label, item.text) for item in room.events("note")] == [
        ("note", "all is well"),
        ("vitals", "120/80"),
        ("mark", "here"),
    ]
    assert len(room.told) == told


def test_commands_at_one_frame_happen_in_their_order(make):
    began = begin(make.material())
    one = step(began.session, Request("a", Dose()), Frames(0))
    two = step(one.session, Request("b", Dose()), Frames(0))
    assert two.events[0].kind == "refused"


def test_a_request_has_an_answer_and_a_tick_has_none(make):
    began = begin(make.material()).session
    assert step(began, Request("a", Dose()), Frames(0)).answer == Accepted("a")
    assert step(began, TICK, Frames(0)).answer is None


def test_a_report_of_a_voice_is_accepted_even_if_it_is_gone(make):
    done = step(
        begin(make.material()).session, Request("a", VoiceLost(VoiceId(7), "x")), Frames(GRID)
    )
    assert done.events[0].kind == "accepted"
    assert not done.instructions
