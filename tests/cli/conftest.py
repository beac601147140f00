"""A home with a short path, a tiny playlist prepared once, and ways to run the program."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from kapsound import cli
from kapsound.control import Role, open_client
from kapsound.core.commands import End
from kapsound.errors import NoSessionError

ROOT = Path(__file__).parents[2]
TINY = """\
format = 1
title = "A breath"
safe_bed = "hush"
closing_fade = "1s"

[beds.hush]
synth = "brown"
length = "10s"

[[phases]]
name = "preparation"
length = "3s"
until = "dose"
beds = ["hush"]

[[phases]]
name = "return"
length = "6s"
beds = ["hush"]
tracks = [{ synth = "pad", length = "12s", title = "Pad" }]
"""


@dataclass(frozen=True)
class Ran:
    """What became of a run."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session", autouse=True)
def home():
    """Give all of these tests a home whose path is short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="k-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAPSOUND_HOME", str(folder))
        patch.setenv("PYTHONPATH", str(ROOT))
        yield folder
    shutil.rmtree(folder)


@pytest.fixture
def kapsound(monkeypatch, capfd):
    """Run the program in this process, as its console script does."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["kapsound", *map(str, words)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main()
        out, err = capfd.readouterr()
        return Ran(int(left.value.code or 0), out, err)

    return run


def command(*words):
    return [sys.executable, "-m", "kapsound.cli", *map(str, words)]


def _end_session():
    """End a session that a failed test has left behind; a player outlives its terminal."""
    with suppress(NoSessionError), open_client(Role.SCRIPT, "tests") as client:
        client.do(End(), confirmed=True)
        for _ in client.watch(10):
            pass


@pytest.fixture(scope="session")
def spawn(home):
    """Start the program in a process of its own; what still runs at the end is killed."""
    started = []

    def start(*words, **options):
        options = {"stderr": subprocess.PIPE, "text": True, "stdin": subprocess.DEVNULL} | options
        process = subprocess.Popen(command(*words), **options)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
    _end_session()


@pytest.fixture(scope="session")
def tiny(home):
    """A playlist of a few seconds, prepared."""
    path = home / "tiny.toml"
    path.write_text(TINY)
    subprocess.run(command("prepare", path), check=True, env=os.environ, capture_output=True)
    return path
