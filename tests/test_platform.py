"""The differences between systems stay behind a few plain functions."""

import os
import subprocess
import sys

from kapsound import platform


def test_the_boot_clock_never_runs_backwards():
    times = [platform.boot_clock_ns() for _ in range(100)]
    assert times == sorted(times)
    assert times[0] > 0


def test_a_path_longer_than_a_socket_name_may_be_does_not_fit():
    assert not platform.fits_unix_socket("/tmp/" + "long" * 40)


def test_a_lock_is_taken_by_one_and_free_again_when_its_file_closes(tmp_path):
    path = tmp_path / "lock"
    first, second = (os.open(path, os.O_RDWR | os.O_CREAT, 0o600) for _ in range(2))
    assert platform.try_lock(first)
    assert not platform.try_lock(second)
    os.close(first)
    assert platform.try_lock(second)
    os.close(second)


def test_priorities_are_asked_for_without_an_error_whoever_runs_this():
    code = (
        "from kapsound.platform import lower_priority, raise_priority\n"
        "lower_priority()\nassert raise_priority() in (True, False)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_empty_pipe_is_writable_and_a_full_one_is_not():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    assert platform.wait_writable(writer, 0)
    try:
        while True:
            os.write(writer, b"x" * 65_536)
    except BlockingIOError:
        pass
    assert platform.wait_writable(writer, 0) is (sys.platform == "win32")
    os.close(reader)
    os.close(writer)
