"""The status says all that a screen shows, in values ready for JSON."""

import json

import pytest
from typed import mismatches

from kapsound.control.status import Contents, PlannedPhase, SessionStatus, Status
from kapsound.core.commands import BedChange, CueStart, Dose, Extend, Hold, Mark, Next


def test_the_status_is_ready_for_json_at_any_time(room):
    for moment, command in ((10, "dose"), (20, "pause"), (30, "stop"), (40, "resume")):
        room.until(moment).ok(command)
        assert json.loads(json.dumps(room.status)) == room.status
        assert mismatches(room.status, SessionStatus) == []


def test_before_the_dose_there_is_no_d_clock_and_no_end(room):
    now = room.until(10).status
    assert (now["d"], now["d_last"], now["doses"]) == (None, None, [])
    assert now["t"] == pytest.approx(10, abs=0.05)
    phase = now["phase"]
    assert (phase["name"], phase["number"], phase["of"]) == ("preparation", 1, 4)
    assert (phase["end"], phase["left"], phase["waits"]) == (None, None, "dose")


def test_d_counts_from_the_first_dose_and_from_the_last(room):
    now = room.until(10).ok("dose").until(40).ok("booster").until(50).status
    assert now["d"] == pytest.approx(40, abs=0.1)
    assert now["d_last"] == pytest.approx(10, abs=0.1)
    assert len(now["doses"]) == 2


def test_the_time_left_in_a_phase_and_what_ends_it(room):
    room.until(10).ok("dose").until(30)
    phase = room.status["phase"]
    assert phase["left"] == pytest.approx(100, abs=0.1)
    assert phase["waits"] == "plan"
    phase = room.ok("hold").status["phase"]
    assert (phase["left"], phase["waits"]) == (None, "release")
    assert phase["end"] == pytest.approx(130, abs=0.1)


def test_the_plan_lists_each_phase_with_its_tracks(room):
    plan = room.until(10).ok("dose").status["plan"]
    assert [item["name"] for item in plan] == ["onset", "peak", "return"]
    assert plan[0]["tracks"][0]["id"] == "onset/2"
    assert plan[1]["tracks"][0]["begin"] == pytest.approx(plan[1]["begin"], abs=0.05)
    assert plan[1]["tracks"][1]["crossfade"] == 8.0
    assert [item["landing"] for item in plan] == ["faded"] * 3
    assert [item["moved"] for item in plan] == [0.0] * 3


def test_the_plan_lists_the_cues_still_to_come(make):
    room = make.room(make.phase("one", cues=(make.at("breathe", 30),)), make.phase("two"))
    plan = room.status["plan"]
    assert plan[0]["cues"] == [{"id": "breathe", "label": "Breathe", "t": 30.0}]
    assert plan[1]["cues"] == []
    assert room.until(31).status["plan"][0]["cues"] == []


def test_the_music_and_what_comes_next(room):
    now = room.until(10).status
    assert now["music"]["title"] == "Preparation/1"
    assert now["music"]["elapsed"] + now["music"]["left"] == 60.0
    assert now["next"]["id"] == "preparation/2"
    assert now["next"]["begin"] == pytest.approx(52, abs=0.05)


def test_while_the_music_waits_its_place_stands_still_and_the_next_has_no_time(room):
    one = room.until(10).ok("pause").until(20).status
    two = room.until(30).status
    assert one["music"] == two["music"]
    assert two["next"]["begin"] is None


def test_a_phase_without_music_says_so(make):
    now = make.room(make.phase("quiet", tracks=())).status
    assert (now["music"], now["next"]) == (None, None)


def test_beds_cues_and_buses(room):
    now = room.until(10).ok("bed-add rain").ok("level master -3").status
    assert now["beds"] == ["sea", "rain"]
    assert now["cue"] is None
    assert now["played"] == {}
    music = now["buses"]["music"]
    assert music == {"level": 0.0, "now": 0.0, "to": -3.0, "left": 0.15, "capped": False}
    master = now["buses"]["master"]
    assert master == {"level": -3.0, "now": -3.0, "to": -3.0, "left": 0.0, "capped": False}


def test_a_cue_is_shown_while_it_comes_speaks_and_was_played(room):
    room.until(10).ok("cue breathe").ok("cue rest")
    coming = room.status["cue"]
    assert (coming["id"], coming["speaking"], coming["waiting"]) == ("breathe", False, "rest")
    room.wait(2)
    assert room.status["cue"]["speaking"]
    assert 0 < room.status["cue"]["left"] < 5
    assert room.status["played"]["breathe"] == pytest.approx(11.2, abs=0.1)


def test_a_cue_that_waits_for_the_end_of_talk_is_shown(make):
    room = make.room(make.phase("music", cues=(make.at("breathe", 20),)))
    cue = room.until(10).ok("talk").until(30).status["cue"]
    assert (cue["id"], cue["speaking"], cue["left"]) == ("breathe", False, 5.0)


def test_states_are_named_topmost_first(room):
    room.until(10).ok("dose")
    for command in ("hold", "soften", "pause", "ground", "silence", "talk", "stop"):
        room.ok(command)
    assert room.states == ["stop", "silence", "ground", "pause", "soften", "talk", "duck", "hold"]


def test_closing_and_over_are_told(room):
    room.until(10).ok("end", confirmed=True)
    assert room.states[0] == "closing"
    assert not room.status["over"]
    assert room.until(60).status["over"]


def test_the_time_left_of_the_closing_fade_is_told(room):
    assert room.until(10).status["closing_left"] is None
    begun = room.ok("end", confirmed=True).status["closing_left"]
    assert begun > 5
    assert room.wait(2).status["closing_left"] == pytest.approx(begun - 2, abs=0.1)
    assert room.until(60).status["closing_left"] == 0


def test_an_end_that_waits_for_a_cue_has_no_time_left_to_tell(make):
    room = make.room(make.phase("one", cues=(make.at("breathe", -1),)))
    while "closing" not in room.states or room.status["cue"] is None:
        room.wait(0.5)
    assert room.status["closing_left"] is None


def test_what_a_running_player_says_is_what_the_types_say(player, spec):
    with player(spec(client="c7")) as running:
        with running.client() as client:
            for command in (Dose(), BedChange("off"), CueStart("hello"), Next(), Mark("here")):
                client.do(command)
            replies = [client.do(command) for command in (Next(), Extend(-1.0), Hold())]
            looks = [look for look, _ in zip(client.watch(30), range(20), strict=False)]
            preview = client.preview(Extend(60.0))
        statuses = [reply.status for reply in replies] + [look.status for look in looks]
        assert any(status["cue"] for status in statuses)
        assert any(status["meters"] for status in statuses)
        for status in statuses:
            assert mismatches(status, Status) == []
        assert mismatches(looks[0].contents, Contents) == []
        assert looks[0].contents["client"] == "c7"
        assert looks[0].contents["record"] == running.folders.own.name
        assert {look.status["contents"] for look in looks} == {looks[0].contents["revision"]}
        assert preview.plan
        assert mismatches(preview.plan, list[PlannedPhase]) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"over": 1}, "/over: 1 is no <class 'bool'>"),
        ({"t": 3}, "/t: 3 is no <class 'float'>"),
        ({"cue": {}}, "/cue/id: missing"),
        ({"beds": [1]}, "/beds/0: 1 is no <class 'str'>"),
        ({"states": ["lost"]}, "/states/0: 'lost' is none of"),
        ({"title": "Tiny"}, "/title: unknown"),
    ],
)
def test_a_status_that_has_drifted_from_its_type_is_found(room, change, found):
    assert any(item.startswith(found) for item in mismatches(room.status | change, SessionStatus))


def test_a_bus_that_the_maximum_keeps_down_is_capped_and_says_where_it_goes(room):
    now = room.until(10).ok("level music 6").status["buses"]
    assert (now["music"]["level"], now["music"]["to"], now["music"]["capped"]) == (6.0, 0.0, True)
    assert now["master"]["capped"]
    assert not now["ambience"]["capped"]


def test_the_doses_and_what_undo_would_take_back_are_told(room):
    now = room.until(60).ok("dose at -30s 50 mg").wait(4).status
    assert [(round(dose["t"]), dose["what"]) for dose in now["doses"]] == [(30, "50 mg")]
    assert now["undo"]["what"] == "dose"
    assert round(now["undo"]["left"]) == 6
    assert room.wait(7).status["undo"] is None
