"""The whole way by keys: a real terminal, a real sound server, and what came out of it.

The screen and its terminal are killed on the way. What was heard is held, sample by sample,
against the record rendered again.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from rigs import needs_sound_server, room  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.alone,
    pytest.mark.slow,
    needs_sound_server,
    pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed"),
]
LIMIT_S = 60
PLAYLIST = """
format = 1
title = "Tiny"
safe_bed = "hush"
closing_fade = "1s"
[beds.hush]
synth = "brown"
length = "10s"
[[phases]]
name = "preparation"
length = "20s"
until = "dose"
beds = ["hush"]
tracks = [{synth = "drone", length = "60s"}]
[[phases]]
name = "return"
length = "60s"
beds = ["hush"]
tracks = [{synth = "drone", length = "80s", seed = 1}]
"""


class Terminal:
    """A tmux of our own, in which the screen runs."""

    def __init__(self, environment, name):
        self._environment, self._name = environment, name

    def run(self, *words):
        command = "exec " + " ".join([sys.executable, "-m", "kapsound.cli", *map(str, words)])
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "36", command)

    def tmux(self, *words):
        done = subprocess.run(
            ["tmux", "-L", self._name, *words],
            env=self._environment,
            capture_output=True,
            timeout=10,
            check=False,
        )
        return done.stdout.decode("utf-8", "replace").strip()

    def press(self, *keys):
        self.tmux("send-keys", *keys)

    def shows(self, words):
        until(lambda: words in self.tmux("capture-pane", "-p"), words)

    def kill(self, what):
        os.kill(int(self.tmux("display", "-p", what)), signal.SIGKILL)


def until(holds, what):
    """Wait for something to hold; fail after a minute."""
    limit = time.monotonic() + LIMIT_S
    while not holds():
        assert time.monotonic() < limit, f"it never came to that: {what}"
        time.sleep(0.05)  # nobody tells when a terminal has drawn


@pytest.fixture
def environment(room, tmp_path):  # noqa: F811 - the fixture named above
    home = {"KAPSOUND_HOME": str(tmp_path / "home"), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    return {k: v for k, v in room.environment.items() if k != "TMUX"} | home


@pytest.fixture
def terminal(environment):
    terminal = Terminal(environment, f"kapsound-{os.getpid()}")
    yield terminal
    terminal.tmux("kill-server")


def kapsound(environment, *words):
    command = [sys.executable, "-m", "kapsound.cli", *map(str, words)]
    return subprocess.run(
        command, env=environment, capture_output=True, timeout=LIMIT_S, check=False
    )


def status(environment):
    done = kapsound(environment, "status", "--json")
    return json.loads(done.stdout)["status"] if done.returncode == 0 else None


def wait_seconds(environment, seconds):
    """Let the session go on for as long."""
    end = status(environment)["t"] + seconds
    until(lambda: status(environment)["t"] >= end, f"{seconds} s later")


def rendered_again(environment, path):
    done = kapsound(environment, "render", "--record", "last", "-o", path)
    assert done.returncode == 0, done.stderr
    return np.fromfile(path, "<f4").reshape(-1, 2)


def journal(tmp_path):
    (file,) = (tmp_path / "home").rglob("journal.jsonl")
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def places(heard, rendered):
    """Return where each stretch of the rendered sound was heard: (rendered, heard) in frames.

    A sound server that is late inserts silence; every rendered sample has to be there all the
    same, and in order.
    """
    begin = int(np.argmax(np.abs(rendered[:, 0]) > 1e-4))
    first = rendered[begin : begin + 256]
    found = np.flatnonzero(heard[:, 0] == first[0, 0])
    at = next(place for place in found if np.array_equal(heard[place : place + 256], first))
    stretches = []
    while True:
        stretches.append((begin, int(at)))
        count = min(len(rendered) - begin, len(heard) - at)
        wrong = (rendered[begin : begin + count] != heard[at : at + count]).any(1)
        if not wrong.any():
            assert begin + count == len(rendered), "the recording ends too early"
            return stretches
        same = int(np.argmax(wrong))
        begin, at = begin + same, at + same
        silent = int(np.argmax(heard[at:].any(1)))
        assert silent, f"samples are lost or changed {begin / 48_000:.3f} s into the session"
        at += silent


def loudness(heard, stretches, frame, seconds=0.5):
    """Return the level of what was heard from a session's frame on, in dBFS."""
    begin, at = [pair for pair in stretches if pair[0] <= max(frame, stretches[0][0])][-1]
    part = heard[at + frame - begin :][: int(seconds * 48_000)].astype(np.float64)
    return 20 * np.log10(max(1e-6, np.sqrt((part**2).mean())))


def test_every_key_is_heard_and_no_killed_screen_loses_a_sample(
    room,  # noqa: F811 - the fixture named above
    environment,
    terminal,
    tmp_path,
):
    file = tmp_path / "tiny.toml"
    file.write_text(PLAYLIST)
    with room.record("room") as recording:
        terminal.run("play", file, "--output", "room")
        terminal.shows("All is well.")
        terminal.press("s")
        terminal.shows("waits for the dose")
        wait_seconds(environment, 9)
        terminal.press("s")
        terminal.shows("softened")
        wait_seconds(environment, 4)
        terminal.kill("#{pane_pid}")
        wait_seconds(environment, 1)
        terminal.run("attach")
        terminal.shows("softened")
        terminal.press("D")
        terminal.shows("The dose")
        terminal.press("Enter")
        terminal.shows("2 of 2")
        wait_seconds(environment, 2)
        terminal.tmux("kill-session")
        wait_seconds(environment, 1)
        terminal.run("attach")
        terminal.shows("2 of 2")
        terminal.press("x")
        terminal.shows("STOPPED")
        wait_seconds(environment, 2)
        terminal.kill("#{pid}")
        wait_seconds(environment, 1)
        terminal.run("attach")
        terminal.shows("STOPPED")
        terminal.press("Space")
        wait_seconds(environment, 9)
        terminal.press("E")
        terminal.shows("End the session?")
        terminal.press("y")
        terminal.shows("verified")
    heard, rendered = recording.audio, rendered_again(environment, tmp_path / "again.raw")
    stretches = places(heard, rendered)
    given = {
        line["data"]["command"]["name"]: line["frame"]
        for line in journal(tmp_path)
        if line["kind"] == "command"
    }
    assert list(given) == ["soften", "dose", "stop", "resume", "end"]
    level = {do: loudness(heard, stretches, frame - 24_000) for do, frame in given.items()}
    softened = loudness(heard, stretches, given["soften"] + 3 * 48_000)
    assert -9 < softened - level["soften"] < -3
    assert loudness(heard, stretches, given["stop"] + 16_000) == -120
    assert level["resume"] == -120
    assert level["end"] > level["resume"] + 60
