"""What was given by mistake is taken back, and the session goes on as if it had not been given."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from random_commands import Given, sequences

from kapsound.core.history import Instant, Moment, history_of
from kapsound.core.instructions import Bus, StartVoice, StopVoice
from kapsound.core.reports import Interrupt, VoiceLost
from kapsound.core.session.undo import latest
from kapsound.units import GRID, Seconds, to_frames, to_seconds

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
UNDOABLE = ("dose", "booster", "advance", "return", "previous", "next", "choose 2", "end")


def plan(room):
    """Return everything that a command may do to the course of the session and to its music."""
    session, playing = room.session, room.session.music.playing
    return {
        "clock": session.clock,
        "held": session.holds.held,
        "closing": session.closing,
        "track": playing and (playing.track.id, playing.began),
        "slots": session.music.slots,
        "heard": session.music.heard,
        "beds": sorted(bed.bed for bed in session.ambience.beds),
    }


def dosed(room, at=20.0):
    return room.until(at).ok("dose")


@pytest.mark.parametrize("command", UNDOABLE)
@pytest.mark.parametrize("later", [0.0, 3.0, 9.9])
def test_undo_returns_the_plan_that_was_there_before(make, command, later):
    def way(room):
        dosed(room).until(175).ok("shorten 5s").until(180)
        if command == "dose":
            room = make.room().until(30)
        return room

    room, other = way(make.room()), way(make.room())
    room.ok(command, confirmed=True)
    room.wait(later).ok("undo")
    other.wait(later)
    assert plan(room) == plan(other)
    assert room.wait(300).phase == other.wait(300).phase


def test_undo_says_what_it_took_back_and_the_record_too(room):
    dosed(room).wait(20).ok("advance")
    answer = room.wait(2).do("undo")
    assert answer.text == "advance to peak is taken back"
    [undone] = room.events("undone")
    assert (undone.what, undone.phases, undone.doses) == ("advance to peak", 2, 1)


def test_the_track_comes_back_at_the_place_where_it_would_be_by_a_crossfade(room):
    dosed(room).until(40)
    began = room.session.music.playing.began
    room.ok("next").wait(4).ok("undo")
    (frame, start) = room.instructions(StartVoice)[-1]
    assert start.bus is Bus.MUSIC
    assert start.clip.start == frame - began
    assert start.clip.end == to_frames(60)
    assert start.fade > to_frames(6)
    assert room.session.music.playing.began == began
    assert room.instructions(StopVoice)[-1][1].fade == to_frames(8)


def test_undo_goes_back_step_by_step_each_within_its_own_ten_seconds(room):
    room.until(20).ok("dose").wait(4).ok("next").wait(4).ok("choose 3")
    before = room.status["undo"]
    assert before["what"] == "choose Onset/3"
    assert before["left"] == 10.0
    room.ok("undo").ok("undo")
    assert room.track == "onset/1"
    assert room.status["undo"]["what"] == "dose"
    room.wait(1).ok("undo")
    assert room.phase == "preparation"
    assert room.status["doses"] == []
    assert room.status["undo"] is None


def test_after_ten_seconds_there_is_nothing_to_take_back(room):
    dosed(room).wait(10.1)
    assert latest(room.session, room.frame) is None
    assert "dose, booster, advance" in room.refused("undo")


def test_what_undo_refuses_it_refuses_in_every_state_with_nothing_to_take_back(room):
    assert "nothing to take back" in room.refused("undo")
    assert "nothing to take back" in room.until(30).ok("soften").refused("undo")


def test_levels_soften_talk_and_notes_stay_as_they_are(room):
    dosed(room).until(40).ok("next").ok("soften").ok("talk on").ok("level music -6").ok("undo")
    assert room.session.levels.softened == -6.0
    assert room.session.holds.talking is not None
    assert room.session.level(Bus.MUSIC) == -6.0


def test_an_end_is_taken_back_while_it_fades(room):
    dosed(room).until(40).ok("end", confirmed=True).wait(5).ok("undo")
    assert room.session.closing is None
    assert room.track == "onset/1"
    assert room.goal("music") == 0.0
    assert "the closing fade is called off" in room.notices()
    assert not room.wait(60).session.over


def test_an_end_that_stop_called_off_is_not_there_to_take_back(room):
    dosed(room).until(40).ok("end", confirmed=True).ok("stop")
    assert "nothing to take back" in room.refused("undo")


def test_nothing_is_taken_back_while_the_player_is_shut_down(room):
    dosed(room).ok(Interrupt())
    assert "ending" in room.refused("undo")


def test_an_undone_dose_may_be_marked_again(room):
    dosed(room).wait(3).ok("undo").wait(30).ok("dose")
    assert len(room.status["doses"]) == 1
    assert room.phase == "onset"


def test_a_hold_that_ended_with_its_phase_holds_again(room):
    dosed(room).until(40).ok("hold").ok("advance").wait(2).ok("undo")
    assert room.session.holds.held
    assert room.events("state")[-1].on


def test_what_was_done_to_the_same_phase_since_stays(room):
    dosed(room).until(40).ok("next").ok("extend 1m").ok("bed rain").ok("hold").wait(1).ok("undo")
    assert to_seconds(room.session.target) == 200.0 + 0.010666666666666666
    assert room.beds == ["rain"]
    assert room.session.holds.held


def test_what_was_done_to_the_phase_that_is_undone_goes_with_it(room):
    dosed(room).until(40)
    before = plan(room)
    room.ok("advance").ok("extend 1m").ok("bed rain").ok("hold").ok("undo")
    assert plan(room) == before


@pytest.mark.parametrize("hold", ["pause", "stop", "ground"])
def test_a_track_that_waits_comes_back_at_its_place_and_waits_there(make, hold):
    room, other = make.room(), make.room()
    for each in (room, other):
        dosed(each).until(40).ok(hold).until(50)
    room.ok("advance").wait(2)
    assert room.track is None
    room.ok("undo")
    assert room.track == "onset/1"
    assert room.status["music"]["elapsed"] == other.status["music"]["elapsed"]
    for each in (room, other):
        each.until(60).ok("resume").until(80)
    assert room.status["music"] == other.status["music"]
    assert plan(room) == plan(other)


def test_a_pause_given_since_lets_the_track_that_comes_back_wait_too(make):
    room, other = make.room(), make.room()
    for each in (room, other):
        dosed(each).until(40)
    room.ok("next")
    for each in (room, other):
        each.until(42).ok("pause").until(46).ok("resume").until(48)
    room.ok("undo")
    assert plan(room) == plan(other)


def test_under_silence_the_track_comes_back_unheard(room):
    dosed(room).until(40).ok("silence").until(50).ok("next").wait(1).ok("undo")
    assert room.track == "onset/1"
    assert room.goal("music") == -80.0


def test_a_slot_that_was_due_since_begins_by_what_it_would_be_now(make):
    room, other = dosed(make.room()), dosed(make.room())
    due = to_seconds(room.session.music.slots[0].start)
    for each in (room, other):
        each.until(due - 3)
    room.ok("choose 3").until(due + 4).ok("undo")
    other.until(due + 4)
    assert room.track == other.track == "onset/2"
    assert plan(room) == plan(other)


def test_where_the_plan_would_have_gone_on_the_session_is_in_that_phase(make):
    room, other = dosed(make.room()), dosed(make.room())
    for each in (room, other):
        each.until(137)
    room.ok("return").until(145).ok("undo")
    other.until(145)
    assert room.phase == other.phase == "peak"
    assert room.session.clock.ends == other.session.clock.ends
    assert room.track == other.track


def test_a_track_that_is_as_good_as_over_does_not_come_back(make):
    room = make.room(make.phase("one", 300, tracks=(make.track("a", 30), make.track("b", 90))))
    room.until(20).ok("choose 2").until(29.5).ok("undo")
    assert room.track in (None, "b")
    assert room.wait(20).track is not None


def test_a_damaged_track_does_not_come_back(room):
    dosed(room).until(40)
    voice = room.session.music.playing.voice
    key = room.session.music.playing.track.clip.key
    room.ok("next").ok(VoiceLost(voice, "damaged"))
    room.session = replace(room.session, lost=frozenset({key}))
    room.ok("undo")
    assert room.track != "onset/1"
    assert room.track is not None


def test_undo_of_a_booster_in_the_closing_fade_lets_it_close(make):
    room, other = dosed(make.room()), dosed(make.room())
    for each in (room, other):
        each.until(355)
    room.ok("booster", confirmed=True).wait(3)
    assert room.phase == "peak"
    room.ok("undo")
    other.wait(3)
    assert plan(room) == plan(other)
    assert room.wait(60).session.over


def test_undo_of_an_end_given_in_the_closing_fade_lets_that_take_its_time(make):
    room, other = dosed(make.room()), dosed(make.room())
    for each in (room, other):
        each.until(352)
    room.ok("end", confirmed=True).wait(3).ok("undo")
    other.wait(3)
    assert plan(room) == plan(other)
    assert room.wait(60).events("ended")[0].how == "plan"


def test_undo_of_a_change_of_phase_while_grounded_leaves_the_bed_that_came_for_it(make):
    quiet = make.phase("quiet", beds=())
    room = make.room(quiet, make.phase("rest", beds=("rain",))).until(20).ok("ground").wait(10)
    assert room.beds == ["sea"]
    room.ok("advance").wait(2)
    room.ok("undo").wait(1)
    assert room.beds == ["sea"]
    assert room.ok("resume").beds == []


def test_where_the_music_would_wait_a_little_further_on_it_is_planned_again(make):
    fast = make.changed(make.material().ducking, depth=-12.0, down=Seconds(0.2))
    room = dosed(make.room(ducking=fast)).until(200).ok("booster").ok("talk on")
    room.wait(0.05).ok("pause").wait(3)
    voices = room.session.voices
    room.ok("undo")
    assert room.session.voices == voices
    assert room.session.music.slots


def test_where_no_track_would_play_the_music_leaves(make):
    room = make.room(make.phase("quiet", tracks=()), make.phase("rest")).until(20)
    before = plan(room)
    room.ok("advance").wait(3)
    assert room.track == "rest/1"
    room.ok("undo")
    assert plan(room) == before
    assert room.goal("music") == -80.0


def test_where_no_track_plays_nor_would_nothing_moves(make):
    room = make.room(make.phase("quiet", tracks=())).until(20).ok("end", confirmed=True).ok("undo")
    assert room.track is None
    assert room.goal("ambience") > -80.0


def test_an_undo_that_would_find_the_session_over_is_refused(room):
    dosed(room).until(378).ok("booster", confirmed=True).wait(5)
    assert "over" in room.refused("undo")


def test_a_cue_that_came_due_meanwhile_is_given(make):
    onset = make.phase("onset", cues=(make.at("breathe", 30),))
    room = make.room(make.phase("preparation", waits_for_dose=True), onset, make.phase("peak"))
    dosed(room).until(48).ok("advance").until(53).ok("undo").wait(3)
    assert room.session.voice.speaking.cue.id == "breathe"


def test_a_cue_that_was_given_before_is_not_given_again(make):
    onset = make.phase("onset", cues=(make.at("breathe", 5),))
    room = make.room(make.phase("preparation", waits_for_dose=True), onset, make.phase("peak"))
    dosed(room).until(48).ok("advance").until(53).ok("undo").wait(30)
    assert len([item for item in room.events("began") if item.item == "breathe"]) == 1


def test_what_was_corrected_since_about_a_dose_that_stands_is_kept(room):
    dosed(room).ok("next").ok("amend 75 mg").ok("undo")
    assert [dose.what for dose in room.session.clock.doses] == ["75 mg"]


def test_undo_of_the_player_asked_twice_is_answered_once(room):
    dosed(room).ok("undo", request="u")
    before = room.session
    room.ok("undo", request="u")
    assert room.session == before


undoable = st.sampled_from(UNDOABLE)
ASIDE = ("soften", "level music -9", "talk toggle", "pause", "resume", "silence", "sound", "note x")
since = st.builds(Given, st.integers(0, 30), st.sampled_from(ASIDE), st.booleans())
aside = st.lists(since, max_size=4)


PAUSED_DOSE = [Given(0, "pause", confirmed=False), Given(48, "dose", confirmed=False)]
SOFTER = [Given(1, "soften", confirmed=False)]


@given(sequences, undoable, aside)
@example(PAUSED_DOSE, "booster", SOFTER)
def test_from_every_reachable_state_undo_returns_the_plan(make, sequence, command, since):
    room, other = (run_in(make, sequence) for _ in range(2))
    if room.do(command, confirmed=True).kind != "accepted":
        return
    for item in since:
        for each in (room, other):
            each.go_to(each.frame + item.blocks * GRID)
            each.do(item.text, confirmed=True)
    answer = room.do("undo")
    if answer.kind == "refused":
        assert "over" in answer.text or "nothing to take back" in answer.text
        return
    check_alike(room, other)


@given(sequences)
def test_the_record_tells_of_the_phases_and_doses_that_stand(make, sequence):
    room = run_in(make, sequence)
    history = history_of(Moment(Instant(frame, NOON), event) for frame, event in room.said)
    clock = room.session.clock
    assert len(history.phases) == clock.begun
    assert history.phases[-1].name == room.phase
    assert [(dose.at.frame, dose.what) for dose in history.doses] == [
        (dose.at, dose.what) for dose in clock.doses
    ]


def run_in(make, sequence):
    room = make.room()
    for item in sequence:
        room.go_to(room.frame + item.blocks * GRID)
        room.do(item.command(room.session), confirmed=item.confirmed)
    return room


def check_alike(room, other):
    one, two = plan(room), plan(other)
    assert one == two
