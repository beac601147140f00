"""What the player's tests share: a tiny playlist, prepared once, and logs that remember."""

import json
import os
import subprocess
import sys
import wave
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from kapsound.control.client import Client
from kapsound.control.endpoint import endpoint_in
from kapsound.core.instructions import Clip
from kapsound.core.material import Bed, Ducking, Material, Phase, Track, recipes
from kapsound.core.playlist.parse import parse_playlist
from kapsound.core.prepared import PreparedAudio, recipe_from_json, recipe_to_json
from kapsound.jobs.launch import run_job
from kapsound.player.spec import ScriptedCommand, SessionSpec
from kapsound.record.parts import Folders
from kapsound.record.read import read_entries
from kapsound.units import Frames, to_frames

TINY = """
format = 1
title = "Tiny"
safe_bed = "hush"
closing_fade = "1s"
grounding = "hello"
[crossfade]
length = "0.5s"
minimum = "0.5s"
[ducking]
down = "0.2s"
[beds.hush]
synth = "brown"
length = "2s"
[cues.hello]
path = "hello.wav"
label = "Hello"
[[phases]]
name = "preparation"
length = "1s"
until = "dose"
tracks = [{synth = "drone", length = "4s"}, {synth = "drone", length = "3s", seed = 1}]
[[phases]]
name = "onset"
length = "2s"
tracks = [{synth = "drone", length = "3s", seed = 2}]
beds = ["hush"]
cues = [{cue = "hello", at = "0.5s"}]
[[phases]]
name = "return"
length = "3s"
tracks = [{synth = "drone", length = "4s", seed = 3}]
beds = ["hush"]
"""


@pytest.fixture(scope="session")
def tiny_spec(tmp_path_factory):
    """Return a session of six seconds after its dose, its sounds prepared."""
    root, cache = tmp_path_factory.mktemp("music"), tmp_path_factory.mktemp("cache")
    _write_hello(root / "hello.wav")
    wanted = recipes(parse_playlist(TINY, "tiny.toml"), str(root))
    request = {"recipes": [recipe_to_json(recipe) for recipe in wanted], "cache": str(cache)}
    done = run_job("prepare", request, lambda _: None)
    assert done["refused"] == []
    index = tuple((recipe_from_json(recipe), PreparedAudio(**a)) for recipe, a in done["index"])
    return SessionSpec(TINY, "tiny.toml", str(root), str(cache), index, 0, "Tiny", output="null")


def _write_hello(path):
    time = np.arange(24_000) / 48_000
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", ""))
        file.writeframes((8_000 * np.sin(2 * np.pi * 440 * time)).astype("<i2").tobytes())


@pytest.fixture
def one_phase():
    """Return a maker of a session of one phase, with tracks and a bed of long clips by name."""

    def clip(name, *, loop=False):
        return Clip(name, Frames(0), to_frames(60), 1.0, loop)

    def make(*tracks, seconds, beds=("sea",)):
        phase = Phase(
            name="peak",
            length=to_frames(seconds),
            minimum=Frames(0),
            maximum=None,
            slack=Frames(0),
            waits_for_dose=False,
            level=0.0,
            arrange="listed",
            tracks=tuple(Track(name, name.title(), clip(name)) for name in tracks),
            beds=beds,
            cues=(),
        )
        sea = Bed("sea", "Sea", clip("sea", loop=True))
        return Material(
            title="Test",
            phases=(phase,),
            beds=(sea,),
            cues=(),
            safe_bed=sea,
            grounding=None,
            crossfade=to_frames(1),
            ducking=Ducking(-12.0, 1.2, 2.5),
            maximum_level=0.0,
            closing_fade=to_frames(2),
            seed=0,
        )

    return make


@pytest.fixture
def spec(tiny_spec):
    """Return a maker of the tiny session with commands at seconds, and other changes."""

    def make(*commands, **changes):
        script = tuple(ScriptedCommand(to_frames(at), text) for at, text in commands)
        return replace(tiny_spec, script=script, **changes)

    return make


class Kept:
    """A log that keeps its lines, and receipts that are always good."""

    def __init__(self):
        self.lines = []

    def append(self, kind, frame, values):
        self.lines.append((kind, frame, dict(values)))
        return self

    def wait(self, _timeout=None):
        return True

    def of(self, kind):
        """Return the values of every line of a kind."""
        return [values for found, _, values in self.lines if found == kind]


@pytest.fixture
def log():
    return Kept()


class Player:
    """A player process and what is known of it."""

    def __init__(self, process, home):
        self.process, self.home = process, home
        self.answer = json.loads(process.stdout.readline() or "{}")

    @property
    def folders(self):
        name = self.answer["result"]["record"]
        return Folders(self.home / "records" / name, self.home / "spare-records" / name)

    @property
    def journal(self):
        return self.folders.own / "journal.jsonl"

    def client(self):
        return Client(endpoint_in(self.home / "run"))

    def entries(self, kind=None):
        return [e for e in read_entries(self.folders) if kind is None or e.kind == kind]

    def ends(self):
        return self.process.wait(30)


@pytest.fixture
def player(tmp_path):
    """Return a starter of player processes in one home; none outlives the test."""
    home = tmp_path / "h"

    @contextmanager
    def start(spec, **environment):
        path = tmp_path / "session.json"
        path.write_text(json.dumps(spec.to_json()))
        command = [sys.executable, "-m", "kapsound.player", str(path)]
        ours = {**os.environ, "KAPSOUND_HOME": str(home), **environment}
        process = subprocess.Popen(command, env=ours, stdout=subprocess.PIPE)
        with process:
            try:
                yield Player(process, home)
            finally:
                process.kill()

    return start
