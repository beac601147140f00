"""What a failed test leaves running is ended with its module, and nothing else is."""

import subprocess
import sys

import pytest
from leftovers import MARK, end_marked

pytestmark = pytest.mark.linux


@pytest.fixture
def start():
    """Start a process that waits for its stdin, named like a module."""
    started = []

    def begin(name):
        code = "print(flush=True); input()"
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        started.append(subprocess.Popen([sys.executable, "-c", code, name], **pipes))
        started[-1].stdout.readline()
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def test_our_own_are_ended_wherever_their_home_is(start, monkeypatch):
    helper = start("multiprocessing")
    monkeypatch.setenv(MARK, "another")
    other = start("kapsound.player")
    monkeypatch.setenv(MARK, "this")
    ours = [start("kapsound.player"), start("kapsound.output")]
    assert sorted(end_marked("this")) == sorted(process.pid for process in ours)
    assert [process.wait(30) for process in ours] == [-9, -9]
    assert (helper.poll(), other.poll()) == (None, None)
    assert end_marked("this") == []
