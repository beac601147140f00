"""Leased audio is kept for as long as it is needed; an end out of order is noticed once."""

import os
import signal
import subprocess
import sys
import time

import pytest

from kapsound.cache.lease import doubted, lease, lease_folder, leased
from kapsound.cache.store import json_path
from kapsound.errors import MediaError
from kapsound.platform import try_lock


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


def left(cache, name="session-1", text='{"version": 1, "keys": ["a", "b"]}', age=3_600.0):
    """Write a lease that nobody holds."""
    lease_folder(cache).mkdir(exist_ok=True)
    path = lease_folder(cache) / f"{name}.json"
    path.write_text(text)
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def locked(path):
    file = path.open("r+b")
    assert try_lock(file.fileno())
    return file


def test_nothing_is_leased_and_nothing_doubted_where_nothing_ran(cache):
    assert leased(cache) == frozenset()
    assert doubted(cache) == 0


def test_what_running_sessions_leased_is_needed_until_they_end(cache):
    other = '{"version": 1, "keys": ["c"]}'
    with locked(left(cache)), locked(left(cache, "session-2", other)):
        assert leased(cache) == {"a", "b", "c"}
        assert doubted(cache) == 0
    assert leased(cache) == frozenset()


def test_a_lease_that_was_left_behind_raises_doubt_once(cache):
    path = left(cache)
    before = time.time_ns()
    when = doubted(cache)
    assert abs(when - before) < 10e9
    assert not path.exists()
    assert doubted(cache) == when


def test_a_lease_being_written_is_neither_left_behind_nor_ignored(cache):
    left(cache, age=1.0)
    assert leased(cache) == {"a", "b"}
    assert doubted(cache) == 0


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"version": 2, "keys": []}'])
def test_a_running_sessions_lease_that_cannot_be_read_is_told(cache, text):
    with locked(left(cache, text=text)), pytest.raises(MediaError, match="cannot be read"):
        leased(cache)


def test_a_mark_of_work_stays_behind_only_if_the_work_does_not_end_in_order(cache):
    with lease(cache, (), "prepare"):
        [mark] = lease_folder(cache).iterdir()
        os.utime(mark, (1, 1))
        assert doubted(cache) == 0
        assert leased(cache) == frozenset()
    assert list(lease_folder(cache).iterdir()) == []
