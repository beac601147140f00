"""The lines of a record make one account of the session: what ran, when, and why it ended."""

from datetime import UTC, datetime, timedelta

from record_rigs import began

from kapsound.core import events as e
from kapsound.core import record_events as lines
from kapsound.core.commands import Hold, Request
from kapsound.core.history import DoseRun, History, Instant, Moment, advance, history_of
from kapsound.core.history.planned import compared
from kapsound.core.instructions import Bus
from kapsound.units import to_frames

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
WRITTEN = """
format = 1
title = "Two"
safe_bed = "hush"
[beds.hush]
synth = "brown"
length = "30s"
[[phases]]
name = "preparation"
length = "1m"
until = "dose"
[[phases]]
name = "peak"
length = "2m"
[[phases]]
name = "return"
length = "2m"
"""


def at(seconds):
    return Instant(to_frames(seconds), NOON + timedelta(seconds=seconds))


def told(*given):
    """Return the history of events with their seconds."""
    return history_of(Moment(at(seconds), event) for seconds, event in given)


def voice(number, bus, item="a", title=""):
    return e.VoiceBegan(number, bus, item, title, "key", 0, 1.0)


def test_before_its_first_line_there_is_nothing():
    empty = history_of(())
    assert empty == History()
    assert (empty.title, empty.client, empty.end, empty.unheard) == ("", "", None, 0.0)
    assert compared(empty) == ()


def test_phases_have_their_times_how_they_landed_and_why_they_ended():
    history = told(
        (0, e.PhaseBegan("preparation", "session")),
        (30, e.PhaseBegan("onset", "dose")),
        (30, e.Planned("onset", "faded", (None,))),
        (40, e.Planned("onset", "moved", (None,), -2.0)),
        (90, e.PhaseBegan("return", "plan")),
        (100, e.Ended("end")),
    )
    found = [
        (run.name, run.begin.t, run.end.t, run.cause, run.ended_by, run.landed)
        for run in history.phases
    ]
    assert found == [
        ("preparation", 0, 30, "session", "dose", "left"),
        ("onset", 30, 90, "dose", "plan", "moved"),
        ("return", 90, 100, "plan", "end", "left"),
    ]
    assert history.phases[1].moved == -2.0


def test_a_phase_that_runs_is_open():
    (run,) = told((5, e.PhaseBegan("peak", "session"))).phases
    assert (run.end, run.ended_by, run.landed) == (None, "", "open")


def test_a_session_that_ends_twice_ended_the_first_time():
    history = told((0, e.PhaseBegan("peak", "session")), (5, e.Ended("end")), (6, e.Ended("plan")))
    assert (history.phases[0].end, history.phases[0].ended_by) == (at(5), "end")


def test_a_plan_or_an_end_without_a_phase_changes_none():
    assert told((0, e.Planned("peak", "exact", ())), (1, e.Ended("end"))).phases == ()


def test_tracks_have_the_crossfade_by_which_they_came_and_why_they_left():
    history = told(
        (0, e.PhaseBegan("peak", "session")),
        (0, voice(1, Bus.MUSIC, "a", "A")),
        (60, e.VoiceEnded(1, "a", "next", 8.0)),
        (60, voice(2, Bus.MUSIC, "b")),
        (90, e.VoiceEnded(2, "b", "pause", 4.0)),
        (95, e.PhaseBegan("return", "plan")),
        (99, voice(3, Bus.MUSIC, "c")),
    )
    first, second, third = history.tracks
    assert (first.name, first.begin, first.end) == ("A", at(0), at(60))
    assert (first.cause, first.fade, first.crossfade, first.phase) == ("next", 8.0, 0.0, 0)
    assert (second.name, second.crossfade, second.phase) == ("b", 8.0, 0)
    assert (third.crossfade, third.end, third.phase) == (0.0, None, 1)


def test_beds_and_cues_are_kept_apart_from_the_music():
    history = told((0, voice(1, Bus.AMBIENCE, "sea")), (1, voice(2, Bus.VOICE, "hello")))
    assert [run.item for run in history.beds] == ["sea"]
    assert [run.item for run in history.cues] == ["hello"]
    assert history.tracks == ()


def test_states_have_their_begin_and_end_each_time():
    history = told(
        (1, e.StateChanged("silence", on=True)),
        (2, e.StateChanged("talk", on=True)),
        (3, e.StateChanged("silence", on=False, lasted_s=2.0)),
        (4, e.StateChanged("silence", on=True)),
    )
    assert [(run.state, run.begin.t, run.end and run.end.t) for run in history.states] == [
        ("silence", 1, 3),
        ("talk", 2, None),
        ("silence", 4, None),
    ]


def test_what_was_said_and_done_is_kept_with_its_times():
    given = lines.CommandGiven.of(Request("r", Hold()), e.Accepted("r"))
    fault, notice, note = e.Fault("gone", "waits"), e.Notice("late"), e.Noted("note", "calm")
    history = told(
        (0, began("Dusk", "c7")),
        (1, given),
        (2, e.DoseMarked(1)),
        (3, fault),
        (4, note),
        (5, notice),
        (6, lines.Undelivered(48_000)),
        (7, lines.Undelivered(24_000)),
        (8, e.Noted("acknowledge", "")),
        (9, fault),
        (10, lines.Checkpoint("00", 0, 480_000)),
    )
    assert (history.title, history.client) == ("Dusk", "c7")
    assert history.of(lines.CommandGiven) == (Moment(at(1), given),)
    assert history.of(e.DoseMarked) == (Moment(at(2), e.DoseMarked(1)),)
    assert history.of(e.Fault) == (Moment(at(3), fault), Moment(at(9), fault))
    assert history.acknowledged == 1
    assert history.of(e.Noted) == (Moment(at(4), note),)
    assert history.of(e.Notice) == (Moment(at(5), notice),)
    assert history.unheard == 1.5
    assert (history.first, history.last, history.end) == (at(0), at(10), at(10))


def test_the_end_of_the_session_and_that_of_its_record_are_told_apart():
    history = told((0, began()), (5, e.Ended("end")), (6, lines.Closed("end")))
    assert (history.end, history.last, history.closed) == (at(5), at(6), "end")


def test_where_the_record_broke_off_is_kept():
    breaks = (
        lines.Continued("journal.jsonl", 9, "full"),
        lines.Interrupted("it was killed", 96_000, 48_000),
        lines.DiskStalled("journal.jsonl", 9, 5.2),
        lines.LinesLost(2),
    )
    history = told(*((number, event) for number, event in enumerate(breaks)))
    assert [moment.event for moment in history.told] == list(breaks)


def test_a_line_that_is_not_understood_changes_nothing_but_the_last_time():
    before = told((0, began()))
    after = advance(before, Moment(at(3), lines.Unknown("later", {}, "")))
    assert (after.last, after.first, after.header) == (at(3), at(0), before.header)


def test_what_ran_is_compared_with_what_was_written():
    history = told(
        (0, began("Two", text=WRITTEN)),
        (0, e.PhaseBegan("preparation", "session")),
        (30, e.PhaseBegan("peak", "dose")),
        (60, e.PhaseBegan("preparation", "return")),
    )
    found = [
        (item.name, item.run and item.run.begin.t, item.planned, item.waited)
        for item in compared(history)
    ]
    assert found == [
        ("preparation", 0, 60.0, True),
        ("peak", 30, 120.0, False),
        ("preparation", 60, None, False),
        ("return", None, 120.0, False),
    ]


def test_a_playlist_that_cannot_be_read_leaves_what_ran():
    history = told((0, began(text="no playlist")), (0, e.PhaseBegan("peak", "session")))
    (only,) = compared(history)
    assert (only.name, only.planned) == ("peak", None)


def test_a_whole_session_has_its_account(room):
    room.until(10).ok("dose").ok("silence").wait(30).ok("sound").until(600)
    history = history_of(Moment(Instant(frame, NOON), event) for frame, event in room.said)
    assert [run.name for run in history.phases] == ["preparation", "onset", "peak", "return"]
    assert [run.ended_by for run in history.phases] == ["dose", "plan", "plan", "plan"]
    assert [run.state for run in history.states] == ["silence"]
    assert all(run.end for run in history.phases)
    assert history.of(e.Ended)[0].event == e.Ended("plan")
    assert [track.phase for track in history.tracks] == sorted(t.phase for t in history.tracks)


def test_what_was_undone_leaves_its_phase_and_its_dose_out_and_the_one_before_goes_on():
    history = told(
        (0, e.PhaseBegan("preparation", "session")),
        (30, e.DoseMarked(1)),
        (30, e.PhaseBegan("onset", "dose")),
        (30, voice(1, Bus.MUSIC)),
        (35, e.Undone("dose", 1, 0)),
        (35, e.Planned("preparation", "open", (None,))),
    )
    [run] = history.phases
    assert (run.name, run.begin, run.end, run.ended_by) == ("preparation", at(0), None, "")
    assert history.doses == ()
    assert history.tracks[0].phase == 0
    assert [moment.event.kind for moment in history.told] == ["dose", "undone"]


def test_an_undo_before_any_phase_is_no_fault():
    assert told((0, e.Undone("next", 0, 0))).phases == ()


def test_a_dose_stands_as_it_was_corrected_last():
    history = told(
        (60, e.DoseMarked(1, 30.0, "50 mg")),
        (90, e.DoseMarked(2)),
        (95, e.DoseAmended(2, 10.0, "25 mg")),
    )
    assert history.doses == (DoseRun(1, at(30), "50 mg"), DoseRun(2, at(85), "25 mg"))


def test_a_phase_that_ended_while_the_music_waited_did_not_land():
    history = told(
        (0, e.PhaseBegan("onset", "session")),
        (0, e.Planned("onset", "exact", (None,))),
        (10, e.StateChanged("pause", on=True)),
        (60, e.PhaseBegan("peak", "plan")),
        (70, e.StateChanged("pause", on=False)),
    )
    assert history.phases[0].landed == "waiting"
    assert history.phases[1].landed == "open"
