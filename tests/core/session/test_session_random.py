"""Whatever is commanded whenever, the session keeps its promises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_commands import Given, sequences, short, texts

from kapsound.core.commands import Request
from kapsound.core.instructions import (
    BeginAnew,
    Bus,
    FreezeBus,
    RampBus,
    StartVoice,
    StopVoice,
    ThawBus,
)
from kapsound.core.reports import OutputBack
from kapsound.core.session import step
from kapsound.core.session.levels import written_level
from kapsound.units import GRID, SILENT_DB, to_frames, to_seconds


def phases(make):
    """Return a session that has a bit of everything, and is short."""
    cues = (make.at("breathe", 5), make.at("rest", -15))
    return (
        make.phase("preparation", 40, waits_for_dose=True, cues=cues),
        make.phase(
            "onset", 50, minimum=to_frames(20), maximum=to_frames(90), level=-4.0, cues=cues
        ),
        make.phase("peak", 60, beds=("sea", "rain"), level=2.0, arrange="shuffle"),
        make.phase("quiet", 20, tracks=(), beds=()),
        make.phase("return", 60, arrange="fit", cues=cues),
    )


def fresh(make, *, heed_wake=True):
    return make.room(*phases(make), maximum_level=3.0, heed_wake=heed_wake)


def run(room, sequence):
    """Give every command of a sequence at its time."""
    for item in sequence:
        room.go_to(room.frame + item.blocks * GRID)
        room.do(item.command(room.session), confirmed=item.confirmed)
    return room


def watched(make, sequence, watch):
    """Run a sequence, and look at the session after every step."""
    room = fresh(make)
    room.watch = watch
    return run(room, sequence)


@given(sequences)
def test_voices_are_unique_and_only_those_that_began_are_stopped(make, sequence):
    room = run(fresh(make), sequence)
    started, stopped = [], []
    for _, item in room.told:
        if isinstance(item, StartVoice):
            started.append(item.voice)
        elif isinstance(item, StopVoice):
            assert item.voice in started
            stopped.append(item.voice)
    assert len(set(started)) == len(started)
    assert len(set(stopped)) == len(stopped)


@given(sequences)
def test_one_track_at_most_is_not_on_its_way_out(make, sequence):
    room = run(fresh(make), sequence)
    sounding = {}
    for frame, item in room.told:
        if isinstance(item, StartVoice) and item.bus is Bus.MUSIC:
            assert all(end <= frame for end in sounding.values())
            sounding[item.voice] = frame + item.clip.frames
        elif isinstance(item, StopVoice):
            sounding.pop(item.voice, None)
        elif isinstance(item, FreezeBus):
            frozen = frame
        elif isinstance(item, ThawBus):
            sounding = {voice: end + frame - frozen for voice, end in sounding.items()}


@given(sequences)
def test_the_music_is_frozen_only_while_it_waits_and_no_track_begins_by_then(make, sequence):
    def look(room):
        assert room.session.music.frozen is None or room.session.waiting

    frozen = False
    for _, item in watched(make, sequence, look).told:
        if isinstance(item, FreezeBus | ThawBus):
            assert frozen is isinstance(item, ThawBus)
            frozen = not frozen
        assert not (frozen and isinstance(item, StartVoice) and item.bus is Bus.MUSIC)


@given(sequences)
def test_every_ramp_goes_on_from_the_last_and_none_rises_fast_or_too_high(make, sequence):
    room = run(fresh(make), sequence)
    ramps = {}
    returned = {frame for frame, item in room.said if _says(item, "the output is back")}
    returned |= {frame for frame, _ in room.instructions(BeginAnew)}
    begun = room.instructions(StartVoice)
    bare = {frame for frame, item in begun if item.bus is Bus.MUSIC and not item.fade}
    for frame, item in room.told:
        if not isinstance(item, RampBus):
            continue
        before = ramps.get(item.bus)
        present = SILENT_DB if before is None else before.level_at(frame)
        assert item.start == frame
        assert item.end > item.start or frame == 0
        assert item.end_db <= 3.0
        if frame not in returned:
            alone = item.bus is Bus.MUSIC and item.start_db == -40.0 and frame in bare
            assert alone or present <= item.start_db <= max(present, -40.0)
            _rises_gently(room, frame, item)
        ramps[item.bus] = item


def _says(event, text):
    return event.kind == "notice" and event.text == text


def _rises_gently(room, frame, ramp):
    seconds = to_seconds(ramp.end - ramp.start)
    fast = ramp.end_db - ramp.start_db > 5.0 * seconds + 1e-3
    assert not fast or (ramp.bus is Bus.VOICE and not _speaking(room, frame))


def _speaking(room, frame):
    """Tell whether a voice that began before `frame` may still be heard at it."""
    until = {}
    for begun, item in room.told:
        if begun >= frame:
            break
        if isinstance(item, StartVoice) and item.bus is Bus.VOICE:
            until[item.voice] = begun + item.clip.frames
        elif isinstance(item, StopVoice) and item.voice in until:
            until[item.voice] = min(until[item.voice], begun + item.fade)
    return any(end > frame for end in until.values())


@given(sequences)
def test_a_duck_is_down_when_the_voice_begins(make, sequence):
    watched(make, sequence, _ducked)


def _ducked(room):
    """Check a voice that begins now, unless a level or a phase changed while it came."""
    session, speaking = room.session, room.session.voice.speaking
    if speaking is None or speaking.voice is None or speaking.starts != room.frame:
        return
    if not any(frame + _settles(item) > room.frame for frame, item in room.said):
        for bus in (Bus.MUSIC, Bus.AMBIENCE):
            ramp = session.ramp(bus)
            leaving = ramp.end_db == SILENT_DB
            loudest = session.material.maximum_level if leaving else written_level(session, bus)
            assert ramp.level_at(room.frame) <= loudest - 12.0 + 1e-6


def _settles(event):
    """Return for how many frames an event moves the level that a duck is counted from."""
    why = getattr(event, "why", "")
    if why.startswith("level") or why in ("the output is back", "the player is back"):
        return to_frames(1.3)
    return to_frames(9.5) if event.kind == "phase" else 0


@given(sequences)
def test_the_planned_ends_never_go_backwards(make, sequence):
    def look(room):
        ahead = room.session.clock.ends[room.session.clock.phase :]
        known = [end for end in ahead if end is not None]
        assert known == sorted(known)
        assert room.session.end is not None or not known

    watched(make, sequence, look)


@given(short)
def test_waking_only_when_something_is_due_changes_nothing(make, sequence):
    one, other = fresh(make), fresh(make, heed_wake=False)
    run(one, sequence)
    run(other, sequence)
    assert one.told == other.told
    assert one.said == other.said


@given(sequences)
def test_the_same_commands_give_the_same_session(make, sequence):
    one, other = run(fresh(make), sequence), run(fresh(make), sequence)
    assert (one.told, one.said, one.session) == (other.told, other.said, other.session)


@given(sequences)
def test_a_request_given_twice_happens_once(make, sequence):
    room = fresh(make)
    for number, item in enumerate(sequence):
        room.go_to(room.frame + item.blocks * GRID)
        command = item.command(room.session)
        answer = room.do(command, confirmed=item.confirmed, request=f"q{number}")
        before, told = room.session, len(room.told)
        if answer.kind != "asked":
            again = Request(f"q{number}", command, confirmed=True)
            done = step(before, again, room.frame)
            assert (done.session, done.instructions, done.events) == (before, (), (answer,))
        assert len(room.told) == told


@given(sequences)
def test_the_session_ends_in_finite_time_once_nothing_holds_it(make, sequence):
    room = run(fresh(make), sequence)
    if not room.session.over and not room.session.closing:
        room.do("dose")
        room.do("release")
        while room.session.waiting:
            room.ok("resume")
    room.wait(2 * 3600)
    assert room.session.over
    [ended] = room.frames("ended")
    for bus in (Bus.MUSIC, Bus.AMBIENCE):
        assert room.session.ramp(bus).level_at(ended) == SILENT_DB


@given(sequences)
def test_something_sounds_unless_the_therapist_wants_nothing(make, sequence):
    def look(room):
        session = room.session
        wanted = session.waiting or session.closing or any(_takes_beds(e) for _, e in room.said)
        assert wanted or session.music.playing or session.ambience.beds

    watched(make, sequence, look)


def _takes_beds(event):
    """Tell whether a bed was taken away, or the safe bed could not begin."""
    if event.kind == "left":
        return event.cause in ("bed off", "bed dropped")
    return event.kind == "fault" and "prepare" in event.action


@pytest.mark.slow
@given(st.lists(st.builds(Given, st.integers(0, 200), texts, st.booleans()), max_size=120))
def test_long_sequences_raise_nothing_and_wake_in_time(make, sequence):
    one, other = fresh(make), fresh(make, heed_wake=False)
    run(one, sequence)
    run(other, sequence)
    assert one.said == other.said


def test_output_back_is_exempt_from_the_slope_and_no_other_command(make):
    room = fresh(make).until(10).ok(OutputBack())
    ramp = room.session.ramp(Bus.MUSIC)
    assert to_seconds(ramp.end - ramp.start) == 4.0
