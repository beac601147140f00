"""The status is told the past: what ran, the last lines in words, and the faults nobody noted."""

from datetime import UTC, datetime

import pytest
from record_rigs import Remembering

from kapsound.core.events import Ended, Fault, Noted, PhaseBegan, VoiceBegan, VoiceEnded
from kapsound.core.history import Instant, Moment, history_of
from kapsound.core.instructions import Bus
from kapsound.core.record_events import Checkpoint
from kapsound.player.live_history import FAULTS, TAIL, LiveHistory

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FAULT = Fault("the output has gone", "it waits")


@pytest.fixture
def log():
    return Remembering()


@pytest.fixture
def live(log):
    return LiveHistory(log, lambda: NOW)


def fault(live, times=1):
    for _ in range(times):
        live.append(FAULT, 48_000)


def numbers(live):
    return [each["n"] for each in live.shown()["faults"]]


def test_faults_are_shown_until_they_are_acknowledged_and_never_share_a_number(live):
    fault(live, 2)
    assert numbers(live) == [1, 2]
    live.append(Noted("acknowledge", ""), 96_000)
    assert numbers(live) == []
    fault(live)
    assert numbers(live) == [3]
    assert live.shown()["faults"][0]["text"] == "the output has gone; it waits"


def test_an_output_that_comes_and_goes_for_hours_does_not_fill_the_status(live):
    fault(live, 3 * FAULTS)
    assert numbers(live) == list(range(2 * FAULTS + 1, 3 * FAULTS + 1))
    assert [line["n"] for line in live.shown()["tail"]] == [*range(91, 151)]
    assert len(live.shown()["tail"]) == TAIL


def test_what_ran_is_shown_with_its_times(live):
    live.append(PhaseBegan("onset", "session"), 0)
    live.append(VoiceBegan(1, Bus.MUSIC, "a", "A", "k", 0, 1.0), 0)
    live.append(VoiceBegan(2, Bus.VOICE, "hello", "Hello", "h", 0, 1.0), 48_000)
    assert live.shown()["ran"] == {
        "phases": [{"name": "onset", "begin": 0.0, "end": None}],
        "tracks": [{"id": "a", "title": "A", "artist": "", "begin": 0.0, "end": None}],
        "cues": [{"id": "hello", "t": 1.0}],
    }
    live.append(VoiceEnded(1, "a", "end", 2.0), 96_000)
    live.append(Ended("end"), 144_000)
    ran = live.shown()["ran"]
    assert (ran["phases"][0]["end"], ran["tracks"][0]["end"]) == (3.0, 2.0)


def test_every_line_is_passed_on_and_told_in_words_with_the_wall_clock(live, log):
    fault(live)
    live.append(Checkpoint("00", 0, 48_000), 48_000)
    assert [kind for kind, *_ in log.lines] == ["fault", "checkpoint"]
    assert live.shown()["tail"] == [
        {
            "n": 1,
            "t": 1.0,
            "kind": "fault",
            "text": "fault: the output has gone; it waits",
            "wall": "00:00:00",
        },
    ]


def test_the_history_is_the_one_that_the_record_tells_afterwards(live):
    given = [(PhaseBegan("onset", "session"), 0), (FAULT, 48_000), (Ended("end"), 96_000)]
    for event, frame in given:
        live.append(event, frame)
    assert live.history == history_of(Moment(Instant(frame, NOW), event) for event, frame in given)
