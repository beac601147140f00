"""What a preflight finds: what is left out needs a look, and only a session's foundation is red."""

from dataclasses import asdict, replace

import pytest
from around_rigs import DEMO_FILE, SOUNDS

from kapsound.core.assembly import recipes
from kapsound.core.playlist.edit import Changes, PhaseChange
from kapsound.core.prepared import PreparedAudio, recipe_to_json
from kapsound.errors import KapsoundError, PlaylistError, UsageError
from kapsound.processes import JobFault
from kapsound.sessions.load import load
from kapsound.tui import tasks
from kapsound.tui.preflight.preparation import Preparation

AUDIO = PreparedAudio("key", 9_600_000, -23.0, -10.0, 2.0, 0, 0, "digest")


@pytest.fixture
def loaded():
    return load(DEMO_FILE)


def found(loaded, *, without="", changes=None):
    wanted = recipes(loaded.playlist, loaded.root)
    gone = [item for item in wanted if without and without in str(asdict(item))]
    index = tuple((item, AUDIO) for item in wanted if item not in gone)
    left_out = tuple((item, "is not there") for item in gone)
    return tasks.findings(loaded, index, left_out, changes or Changes())


def test_a_sound_that_cannot_be_used_is_left_out_and_needs_a_look(loaded):
    _, problems = found(loaded, without="eyes.opus")
    gone = [item for item in problems if item.message.startswith("left out")]
    assert [(item.key, item.severity) for item in gone] == [("cues.eyes", "warning")]


def test_without_the_safe_bed_nothing_starts(loaded):
    _, problems = found(loaded, without="'ocean'")
    assert "safe_bed" in [item.key for item in problems if item.severity == "error"]


def test_a_maximum_level_chosen_here_is_no_mistake_of_the_playlists(loaded):
    edited, problems = found(loaded, changes=Changes(-6.0))
    assert edited.playlist.maximum_level == -6.0
    assert not [item for item in problems if "maximum_level" in item.message]


def test_changes_are_judged_by_the_playlists_own_limits(loaded):
    assert tasks.judge(loaded, Changes(None, {1: PhaseChange(length=100.0)})) == ""
    assert "maximum" in tasks.judge(loaded, Changes(None, {1: PhaseChange(length=1000.0)}))
    with pytest.raises(PlaylistError):
        found(loaded, changes=Changes(None, {1: PhaseChange(length=1000.0)}))


def test_a_job_that_fails_unforeseen_is_one_line(loaded, monkeypatch):
    def crash(*_, **__):
        raise JobFault("Traceback\n  ...\nZeroDivisionError: a bug\n")

    monkeypatch.setattr(tasks, "run_job", crash)
    monkeypatch.setattr("kapsound.sessions.load.prepared", crash)
    for doing in (tasks.machine, tasks.devices, lambda: tasks.prepare(loaded, print)):
        with pytest.raises(KapsoundError, match="at fault here: ZeroDivisionError: a bug"):
            doing()


def test_each_sound_that_is_ready_is_told_as_what_it_is(loaded, monkeypatch):
    recipe = loaded.recipes[0]

    def prepare(_loaded, _cache, on_progress, **_care):
        on_progress({"done": 0.0, "ready": [recipe_to_json(recipe), asdict(AUDIO)]})
        on_progress({"done": 1.0, "ready": None})

    told = []
    monkeypatch.setattr("kapsound.sessions.load.prepared", prepare)
    tasks.prepare(loaded, told.append)
    assert told == [{"done": 0.0, "ready": (recipe, AUDIO)}, {"done": 1.0, "ready": None}]


def test_an_order_says_what_was_not_ready_and_the_feeder_gets_the_very_same(loaded, monkeypatch):
    fed = []
    monkeypatch.setattr("kapsound.sessions.start.start_feeder", lambda spec, _: fed.append(spec))
    early = Preparation(DEMO_FILE, "A-1", loaded=loaded, edited=loaded, wanted=loaded.recipes)
    tasks.feed(order := tasks.order(early.with_ready((loaded.recipes[0], AUDIO))))
    assert order.index == ((loaded.recipes[0], AUDIO),)
    assert order.notice == f"1 of {SOUNDS} sounds are ready; the beds play meanwhile"
    [spec] = fed
    assert (spec.index, spec.client, spec.notice) == (order.index, "A-1", order.notice)
    whole = replace(early, index=order.index)
    assert (tasks.order(whole).index, tasks.order(whole).notice) == (order.index, "")


def test_the_settings_say_how_large_the_cache_may_be_and_how_the_output_is_fed(
    loaded, monkeypatch, tmp_path
):
    monkeypatch.setenv("KAPSOUND_HOME", str(tmp_path))
    (tmp_path / "settings.toml").write_text('cache_limit = "5GB"\nbuffering = "safe"')
    asked, started = [], []
    monkeypatch.setattr("kapsound.sessions.load.prepared", lambda *_, care: asked.append(care))
    monkeypatch.setattr(
        "kapsound.sessions.start.start_player", lambda spec, _: started.append(spec)
    )
    tasks.prepare(loaded, print)
    tasks.start(tasks.Order(loaded, ()))
    assert asked == [{"limit": 5 * 10**9}]
    assert started[0].buffering == "safe"


def test_a_feeder_that_cannot_start_is_noted_in_the_record(loaded, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    noted = []
    monkeypatch.setattr("kapsound.sessions.start.start_feeder", full)
    monkeypatch.setattr(tasks, "note", noted.append)
    tasks.feed(tasks.Order(loaded, ()))
    assert noted == ["the other sounds cannot be prepared: No space left on device"]


def test_a_script_is_read_before_anything_begins(loaded):
    order = tasks.Order(loaded, (), script=("0:61 dose",))
    with pytest.raises(UsageError, match='--do "0:61 dose"'):
        tasks.start(order)


def test_without_a_session_a_note_goes_nowhere(tmp_path, monkeypatch):
    monkeypatch.setenv("KAPSOUND_HOME", str(tmp_path))
    assert "closed already" in tasks.note("calm")
