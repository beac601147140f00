"""The course tells what played and what lies ahead, without a sound."""

from kapsound.core.commands import Request
from kapsound.core.course import assumed_dose, course, session_at, written
from kapsound.core.wording import parse_command
from kapsound.units import grid_ceil, to_frames


def timed(*commands):
    """Return commands with their seconds as confirmed requests."""
    return [
        (to_frames(seconds), Request(str(place), parse_command(text), confirmed=True))
        for place, (seconds, text) in enumerate(commands)
    ]


def names(phase, *, ahead):
    return [track.id for track in phase.tracks if track.ahead is ahead]


def test_a_dose_is_assumed_at_the_written_end_of_preparation_unless_one_is_led_on(make):
    material = make.material()
    assert assumed_dose(material, ("hold",)) == to_frames(120)
    assert assumed_dose(material, ("hold", "advance")) is None
    assert assumed_dose(make.material(make.phase("music")), ()) is None


def test_the_written_course_begins_at_the_dose(make):
    found = written(make.material())
    assert found.frame == grid_ceil(to_frames(120))
    assert [(phase.name, phase.landing) for phase in found.phases] == [
        ("preparation", "left"),
        ("onset", "faded"),
        ("peak", "faded"),
        ("return", "faded"),
    ]
    assert names(found.phases[0], ahead=False) == [
        "preparation/1",
        "preparation/2",
        "preparation/3",
    ]


def test_the_written_course_without_a_dose_begins_at_once(make):
    found = written(make.material(make.phase("music"), make.phase("rest")))
    assert found.frame == 0
    assert [phase.name for phase in found.phases] == ["music", "rest"]


def test_each_track_has_its_begin_and_the_crossfade_it_begins_by(make):
    (phase, *_) = course(make.material(), timed((200, "mark"))).phases
    assert [round(track.crossfade, 1) for track in phase.tracks[:3]] == [0.0, 8.0, 8.0]
    assert [track.begin for track in phase.tracks[:2]] == [0, grid_ceil(to_frames(52))]


def test_what_played_is_followed_by_what_lies_ahead(make):
    found = course(make.material(), timed((20, "dose"), (150, "extend 1m")))
    onset, peak = found.phases[1:3]
    assert (onset.name, onset.landing) == ("onset", "faded")
    assert onset.end == peak.begin
    assert names(peak, ahead=False) == ["peak/1"]
    assert names(peak, ahead=True)[0] == "peak/2"
    assert peak.end - found.session.clock.ends[1] == to_frames(180)


def test_commands_may_come_in_any_order_and_what_is_refused_is_told(make):
    found = course(make.material(), timed((60, "release"), (20, "dose")))
    ((frame, number, reason),) = found.refused
    assert (frame, number) == (grid_ceil(to_frames(60)), "0")
    assert "not held" in reason


def test_a_session_that_is_over_has_its_end(make):
    found = course(make.material(make.phase("music")), timed((300, "mark")))
    assert found.session.over
    assert found.phases[-1].end is not None
    assert found.phases[-1].end <= to_frames(121)
    assert found.refused


def test_scheduled_cues_still_to_come_are_told(make):
    phase = make.phase("music", cues=(make.at("breathe", 10), make.at("rest", 60)))
    found = course(make.material(phase), timed((30, "mark")))
    assert [ahead.cue.id for ahead in found.phases[0].cues] == ["rest"]


def test_a_session_at_a_frame_is_the_one_that_was_commanded_and_went_on_by_itself(make):
    given = timed((20, "dose"), (30, "extend 1m"))
    found = session_at(make.material(), given, to_frames(150))
    whole = course(make.material(), [*given, (to_frames(150), Request("m", parse_command("mark")))])
    assert found.clock == whole.session.clock
    assert found.music == whole.session.music
    assert session_at(make.material(), given, to_frames(3_600)).over
