"""One holder at a time; the next is told who it is, and a dead one lets go."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kapsound.errors import BusyError
from kapsound.player.lock import only_one


def refused_with(path, words):
    with pytest.raises(BusyError, match=words), only_one(path, "the next one"):
        pass


def test_a_second_holder_is_told_who_the_first_is(tmp_path):
    path = tmp_path / "run" / "player.lock"
    with only_one(path, "the session of demo.toml (process 12)"):
        refused_with(path, r"the session of demo\.toml \(process 12\) is running already")


def test_it_is_free_again_afterwards_and_names_the_newest_holder(tmp_path):
    path = tmp_path / "player.lock"
    with only_one(path, "a long first name"):
        pass
    with only_one(path, "short"):
        assert path.read_text() == "short"


def test_an_unnamed_holder_is_another_session(tmp_path):
    path = tmp_path / "player.lock"
    with only_one(path, ""):
        refused_with(path, "another session is running already")


def test_a_holder_that_was_killed_lets_go(tmp_path):
    path = tmp_path / "player.lock"
    code = (
        "import sys\nfrom pathlib import Path\nfrom kapsound.player.lock import only_one\n"
        "with only_one(Path(sys.argv[1]), 'the killed one'):\n"
        "    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout.readline() == b"held\n"
        refused_with(path, "the killed one")
        process.kill()
    with only_one(path, "me"):
        assert path.read_text() == "me"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_the_file_is_private_under_any_umask(tmp_path):
    before = os.umask(0)
    try:
        with only_one(tmp_path / "run" / "player.lock", "me"):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "run" / "player.lock").stat().st_mode) == 0o600
