"""scripts/test: which checks it runs, and that one failure fails the whole."""

import os
import subprocess
import sys
from argparse import Namespace

import pytest


@pytest.fixture
def script(load_script):
    return load_script("test")


def chosen(**options):
    return Namespace(**{"quick": False, "lowest": False, "soak": False, "pytest": [], **options})


def test_the_core_is_held_to_every_branch_by_its_own_tests(script):
    command = script._tests(chosen())["core, every branch"]
    assert {"--cov=kapsound.core", "--cov-branch", "--cov-fail-under=100"} <= set(command)
    assert command[-1] == "tests/core"


def test_no_test_is_left_out_of_the_whole_run(script):
    _core, beside, alone, _faults = script._tests(chosen()).values()
    assert "--ignore=tests/core" in beside
    assert beside[beside.index("-m") + 1] == "not alone"
    assert alone[alone.index("-m") + 1] == "alone"


def test_faults_are_made_in_running_sessions_wherever_all_tests_run(script):
    commands = script._tests(chosen()).values()
    assert [command[-1] for command in commands if command[0] == "python"] == ["--quick"]
    assert not any("python" in command for command in script._tests(chosen(quick=True)).values())


def test_the_lowest_versions_run_the_tests_and_no_linter(script):
    assert script._checks(chosen(lowest=True)) == script._tests(chosen())
    assert script._checks(chosen()) == {**script._lint(), **script._tests(chosen())}


def test_the_package_is_typed_for_every_system(script):
    commands = [command for command in script._lint().values() if "--platform" in command]
    assert [command[2] for command in commands] == ["darwin", "win32"]
    assert all(command[-1] == "kapsound" for command in commands)


def test_words_after_two_dashes_go_to_one_run_of_pytest(script, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["test", "--", "-x", "tests/core"])
    commands = script._tests(script._options())
    assert list(commands.values()) == [["pytest", "-q", "-x", "tests/core"]]


@pytest.mark.parametrize(("status", "ok"), [(0, True), (1, False)])
def test_a_check_is_as_good_as_its_exit_status(script, capsys, status, ok):
    command = [sys.executable, "-c", f"raise SystemExit({status})"]
    assert script._check("lint", command, dict(os.environ), 60) is ok
    assert ("FAILED" in capsys.readouterr().out) is not ok


def test_a_check_that_is_stuck_is_ended_and_fails(script):
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    assert script._check("stuck", command, dict(os.environ), 0.1) is False


def test_its_help_makes_no_environment(scripts, tmp_path):
    for name in ("test", "_venv.py"):
        (tmp_path / name).write_bytes((scripts / name).read_bytes())
    done = subprocess.run(
        [sys.executable, tmp_path / "test", "--help"], capture_output=True, text=True, check=True
    )
    assert "--quick" in done.stdout
    assert not (tmp_path.parent / ".venv").exists()
