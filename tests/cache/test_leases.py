"""A running session keeps what it needs; one that did not end in order is noticed once."""

import os
import time

import pytest

from kapsound.cache.lease_file import lease_folder, lease_path, lease_to_json
from kapsound.cache.leases import at_work, doubted, leased
from kapsound.errors import MediaError
from kapsound.platform import try_lock


def write(cache, name="session-1", text=lease_to_json(["a", "b"]), age=3_600.0):  # noqa: B008 -- a text
    lease_folder(cache).mkdir(exist_ok=True)
    path = lease_path(cache, name)
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


def test_what_a_running_session_leased_is_needed_until_it_ends(cache):
    with locked(write(cache)), locked(write(cache, "session-2", lease_to_json(["c"]))):
        assert leased(cache) == {"a", "b", "c"}
        assert doubted(cache) == 0
    assert leased(cache) == frozenset()


def test_a_lease_that_was_left_behind_raises_doubt_once(cache):
    path = write(cache)
    before = time.time_ns()
    when = doubted(cache)
    assert abs(when - before) < 10e9
    assert not path.exists()
    assert doubted(cache) == when


def test_a_lease_being_written_is_neither_left_behind_nor_ignored(cache):
    write(cache, age=1.0)
    assert leased(cache) == {"a", "b"}
    assert doubted(cache) == 0


def test_a_running_sessions_lease_that_cannot_be_read_is_told(cache):
    with locked(write(cache, text="{")), pytest.raises(MediaError, match="cannot be read"):
        leased(cache)


def test_preparing_leaves_its_mark_only_if_it_does_not_end_in_order(cache):
    with at_work(cache):
        [mark] = lease_folder(cache).iterdir()
        os.utime(mark, (1, 1))
        assert doubted(cache) == 0
        assert leased(cache) == frozenset()
    assert list(lease_folder(cache).iterdir()) == []
    with pytest.raises(KeyboardInterrupt), at_work(cache):
        raise KeyboardInterrupt
    assert list(lease_folder(cache).iterdir()) == []
