"""What a preflight finds: what is left out needs a look, and only a session's foundation is red."""

from dataclasses import asdict, replace

import pytest
from app_rigs import DEMO_FILE, SOUNDS

from kapsound.config.settings import Settings
from kapsound.core.assembly import recipes
from kapsound.core.commands import BedAdd
from kapsound.core.playlist.edit import Changes, PhaseChange
from kapsound.core.prepared import PreparedAudio
from kapsound.core.spec import ScriptedCommand
from kapsound.errors import KapsoundError, PlaylistError, UsageError
from kapsound.processes import JobFault
from kapsound.sessions.load import load
from kapsound.sessions.setup import SessionSetup
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
    _, problems, _ = found(loaded, without="eyes.opus")
    gone = [item for item in problems if item.message.startswith("left out")]
    assert [(item.key, item.severity) for item in gone] == [("cues.eyes", "warning")]


def test_without_the_safe_bed_nothing_starts(loaded):
    _, problems, course = found(loaded, without="'ocean'")
    assert course is None
    assert "safe_bed" in [item.key for item in problems if item.severity == "error"]


def test_a_maximum_level_chosen_here_is_no_mistake_of_the_playlists(loaded):
    edited, problems, course = found(loaded, changes=Changes(-6.0))
    assert edited.playlist.maximum_level == -6.0
    assert course.phases[0].name == edited.playlist.phases[0].name
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
    monkeypatch.setattr("kapsound.sessions.prepare.run_job", crash)
    doing = (tasks.machine, tasks.devices, lambda: tasks.prepare(loaded, print, Settings()))
    for do in doing:
        with pytest.raises(KapsoundError, match="at fault here: ZeroDivisionError: a bug"):
            do()


def test_an_order_says_what_was_not_ready_and_the_feeder_gets_the_very_same(loaded, monkeypatch):
    fed = []
    monkeypatch.setattr("kapsound.sessions.start.start_feeder", lambda *given: fed.append(given))
    early = Preparation(DEMO_FILE, "A-1", loaded=loaded, edited=loaded, wanted=loaded.recipes)
    setup = early.with_progress({"ready": (loaded.recipes[0], AUDIO)}).setup
    tasks.feed(setup, Settings(cache_limit=7))
    assert setup.sounds == ((loaded.recipes[0], AUDIO),)
    assert setup.notice == f"1 of {SOUNDS} sounds are ready; the beds play meanwhile"
    [(spec, _, limit)] = fed
    assert (spec.index, spec.client, spec.notice) == (setup.sounds, "A-1", setup.notice)
    assert limit == 7
    whole = replace(early, index=setup.sounds)
    assert (whole.setup.sounds, whole.setup.notice) == (setup.sounds, "")


def test_the_settings_that_count_are_those_the_screen_has(loaded, monkeypatch, tmp_path):
    """Those of the machine's file may be others: a test's, or changed since."""
    monkeypatch.setenv("KAPSOUND_HOME", str(tmp_path))
    (tmp_path / "settings.toml").write_text('cache_limit = "50GB"\nbuffering = "usual"')
    asked, started = [], []

    def run(_name, request, _on_progress):
        asked.append(request["limit"])
        return {"index": [], "refused": []}

    monkeypatch.setattr("kapsound.sessions.prepare.run_job", run)
    monkeypatch.setattr(
        "kapsound.sessions.start.start_player", lambda spec, _: started.append(spec)
    )
    settings = Settings(cache_limit=5 * 10**9, buffering="safe")
    tasks.prepare(loaded, print, settings)
    tasks.start(SessionSetup(loaded, ()), settings)
    assert asked == [5 * 10**9]
    assert started[0].buffering == "safe"


def test_a_feeder_that_cannot_start_is_noted_in_the_record(loaded, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    noted = []
    monkeypatch.setattr("kapsound.sessions.start.start_feeder", full)
    monkeypatch.setattr(tasks, "note", noted.append)
    tasks.feed(SessionSetup(loaded, ()), Settings())
    assert noted == ["the other sounds cannot be prepared: No space left on device"]


def test_a_script_that_does_not_fit_the_playlist_keeps_the_session_from_beginning(loaded):
    setup = SessionSetup(loaded, (), script=(ScriptedCommand(0, BedAdd("nowhere")),))
    with pytest.raises(UsageError, match='the playlist has no bed "nowhere"'):
        tasks.start(setup, Settings())


def test_without_a_session_a_note_goes_nowhere(tmp_path, monkeypatch):
    monkeypatch.setenv("KAPSOUND_HOME", str(tmp_path))
    assert "closed already" in tasks.note("calm")
