"""A player that does not begin is ended, and its starter told why."""

import json
import sys
import time

import pytest

from kapsound import processes
from kapsound.core.spec import SessionSpec
from kapsound.errors import BusyError, KapsoundError, error_to_json
from kapsound.sessions import start

SPEC = SessionSpec("text" * 100_000, "a.toml", "/", "/", (), 0, "A breath", client="c-77")
READ = "import sys, json; spec = json.loads(sys.stdin.buffer.read()); "


@pytest.fixture
def player(monkeypatch, tmp_path):
    """Return a starter of players that are these lines of code."""

    def run(code, **options):
        monkeypatch.setattr(processes, "module_command", lambda *_: [sys.executable, "-c", code])
        return start.start_player(SPEC, tmp_path / "run", **options)

    return run


def says(line):
    return f"{READ}print({json.dumps(line)!r}, flush=True); sys.stdin.read()"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # it lives on
def test_a_player_is_told_its_session_and_answers_with_the_record(player):
    code = f"{READ}print(json.dumps({{'result': {{'record': spec['client']}}}}))"
    assert player(code) == "c-77"


def test_what_kept_it_from_beginning_is_raised(player):
    with pytest.raises(BusyError, match="another"):
        player(says({"error": error_to_json(BusyError("another plays"))}))


@pytest.mark.parametrize("code", ["", "import sys; sys.stdin.close(); sys.exit(3)", READ])
def test_a_player_that_dies_is_said_to_be_dead(player, code, tmp_path):
    with pytest.raises(KapsoundError, match=r"died before it began; .*player\.log"):
        player(code)
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["player.log"]


@pytest.mark.parametrize("read", ["", READ], ids=["deaf", "dumb"])
def test_a_player_that_hangs_is_ended_in_time(player, read, tmp_path):
    """A deaf one does not even read its session, which is longer than a pipe holds."""
    code = (
        f"import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); {read}time.sleep(60)"
    )
    began = time.monotonic()
    with pytest.raises(KapsoundError, match=r"did not begin within 0\.5 s, and was ended"):
        player(code, limit_s=0.5)
    assert time.monotonic() - began < 10
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["player.log"]


def test_the_feeder_is_told_its_session_and_the_limit_of_the_cache(monkeypatch, tmp_path):
    code = f"{READ}print(spec['limit'], spec['spec']['client'])"
    monkeypatch.setattr(processes, "module_command", lambda *_: [sys.executable, "-c", code])
    started = []
    popen = start.subprocess.Popen
    monkeypatch.setattr(
        start.subprocess, "Popen", lambda *a, **k: started.append(popen(*a, **k)) or started[-1]
    )
    start.start_feeder(SPEC, tmp_path / "run", 5)
    started[0].wait(30)
    assert (tmp_path / "run" / "player.log").read_text() == "5 c-77\n"
