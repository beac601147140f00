"""A session's prepared audio is kept for it, and let go of however it ends."""

import os
import signal
import subprocess
import sys
import time

import pytest

from kapsound.cache.lease import lease
from kapsound.cache.lease_file import lease_folder
from kapsound.cache.leases import leased
from kapsound.core.prepared import json_path


def test_a_lease_holds_for_its_block_and_counts_as_use(tmp_path):
    path = json_path(tmp_path, "a")
    path.parent.mkdir()
    path.write_text("{}")
    os.utime(path, (1, 1))
    with lease(tmp_path, ["a", "gone"]):
        assert leased(tmp_path) == {"a", "gone"}
        assert time.time() - path.stat().st_mtime < 60
    assert leased(tmp_path) == frozenset()
    assert list(lease_folder(tmp_path).iterdir()) == []


def test_a_lease_ends_with_an_error_too(tmp_path):
    with pytest.raises(ZeroDivisionError), lease(tmp_path, ["a"]):
        raise ZeroDivisionError
    assert leased(tmp_path) == frozenset()


def test_a_lease_grows_while_it_holds(tmp_path):
    with lease(tmp_path, ["a"]) as hold:
        hold(["b", "c"])
        assert leased(tmp_path) == {"a", "b", "c"}
        hold(["a"])
        assert leased(tmp_path) == {"a", "b", "c"}


def test_several_leases_of_a_process_stand_side_by_side(tmp_path):
    with lease(tmp_path, ["a"], "session"), lease(tmp_path, ["b"], "render"):
        assert leased(tmp_path) == {"a", "b"}


def test_a_killed_sessions_lease_holds_no_more(tmp_path):
    code = (
        "import sys; from pathlib import Path; from kapsound.cache.lease import lease\n"
        "with lease(Path(sys.argv[1]), ['a']):\n    print('held', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"held\n"
        [path] = lease_folder(tmp_path).iterdir()
        os.utime(path, (1, 1))
        assert leased(tmp_path) == {"a"}
        process.send_signal(signal.SIGKILL)
    assert leased(tmp_path) == frozenset()
