"""The cache stays within its limit, and what is needed stays in the cache."""

import os

import pytest

from kapsound.cache import evict as module
from kapsound.cache.evict import Evicted, evict, usual_limit
from kapsound.cache.lease import lease_folder
from kapsound.cache.store import folder, json_path, pcm_path
from kapsound.platform import try_lock

NOW = 1_000_000.0


def store(cache, key, used, size=1_000):
    """Store something under a key that takes so many bytes and was used so many seconds ago."""
    pcm_path(cache, key).write_bytes(bytes(size - 100))
    json_path(cache, key).write_bytes(bytes(100))
    for path in (pcm_path(cache, key), json_path(cache, key)):
        os.utime(path, (NOW - used, NOW - used))


@pytest.fixture
def full(cache):
    folder(cache)
    for number, key in enumerate("edcba", 1):
        store(cache, key, used=number * 1_000)
    return cache


def keys(cache):
    return sorted({path.stem for path in folder(cache).iterdir()})


def run(cache, limit, keep=()):
    return evict(cache, limit, set(keep), lambda: NOW)


def test_below_the_limit_nothing_goes(full):
    assert run(full, 5_000) == Evicted(0, 0, 5_000, 5_000)


@pytest.mark.parametrize(("limit", "left"), [(4_999, "bcde"), (3_000, "cde"), (1_500, "e")])
def test_what_was_not_used_for_longest_goes_first(full, limit, left):
    done = run(full, limit)
    assert keys(full) == list(left)
    assert done == Evicted(5 - len(left), 5_000 - 1_000 * len(left), 1_000 * len(left), limit)


def test_use_counts_and_not_age(full):
    os.utime(json_path(full, "a"), (NOW - 700, NOW - 700))
    run(full, 1_000)
    assert keys(full) == ["a"]


def test_what_was_just_used_or_is_asked_for_stays_though_it_is_too_much(full):
    store(full, "b", used=30)
    assert run(full, 0, keep="d") == Evicted(3, 3_000, 2_000, 0)
    assert keys(full) == ["b", "d"]


def test_what_is_used_while_others_are_deleted_stays(full, monkeypatch):
    """The order was made a moment ago; what a session took up since is left alone."""
    sounds = list(module._all_stored(full))
    store(full, "a", used=1)
    monkeypatch.setattr(module, "_all_stored", lambda cache: iter(sounds))
    run(full, 4_000)
    assert keys(full) == ["a", "c", "d", "e"]


def lease(cache, text):
    lease_folder(cache).mkdir(exist_ok=True)
    path = lease_folder(cache) / "session-1.json"
    path.write_text(text)
    os.utime(path, (NOW - 7_200, NOW - 7_200))
    file = path.open("r+b")
    assert try_lock(file.fileno())
    return file


def test_what_a_running_session_needs_stays_however_long_it_runs(full):
    with lease(full, '{"version": 1, "keys": ["a", "b"]}'):
        run(full, 0)
        assert keys(full) == ["a", "b"]
    run(full, 0)
    assert keys(full) == []


def test_where_it_is_not_known_what_a_session_needs_nothing_goes(full):
    with lease(full, "?"):
        assert run(full, 0) == Evicted(0, 0, 5_000, 0)


def test_halves_left_by_an_accident_are_counted_and_go(full):
    json_path(full, "a").unlink()
    pcm_path(full, "b").unlink()
    assert run(full, 3_000).freed == 1_000
    assert keys(full) == ["c", "d", "e"]


def test_what_cannot_be_deleted_is_still_there(full, monkeypatch):
    def refuse(path, missing_ok):
        raise PermissionError

    monkeypatch.setattr(module.Path, "unlink", refuse)
    assert run(full, 0) == Evicted(0, 0, 5_000, 0)


def test_the_usual_limit_is_20_gb_or_half_of_the_room(full, monkeypatch):
    for free, limit in [(100 * 10**9, 20 * 10**9), (15_000, 10_000)]:
        monkeypatch.setattr(module.shutil, "disk_usage", lambda place, free=free: Usage(free))
        assert usual_limit(full) == limit


class Usage:
    def __init__(self, free):
        self.free = free
