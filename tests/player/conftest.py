"""What the player's tests share: a tiny session, logs that remember, player processes."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from record_rigs import Remembering
from rooms import make, room  # noqa: F401 - fixtures of this folder
from tiny import make_spec, spec, tiny_spec  # noqa: F401 - fixtures of this folder

from kapsound.control import Role, open_client
from kapsound.core.instructions import Clip
from kapsound.core.material import Bed, Ducking, Material, Phase, Track
from kapsound.record.parts import Folders
from kapsound.record.read import read_entries
from kapsound.units import Frames, to_frames


@pytest.fixture
def one_phase():
    """Return a maker of a session of one phase, with tracks and a bed of long clips by name."""

    def clip(name, *, loop=False):
        return Clip(name, Frames(0), to_frames(60), 1.0, loop)

    def session(*tracks, seconds, beds=("sea",)):
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

    return session


@pytest.fixture
def log():
    return Remembering()


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
        return open_client(Role.SCRIPT, "nurse", folder=self.home / "run")

    def entries(self, kind=None):
        return [e for e in read_entries(self.folders) if kind is None or e.kind == kind]

    def ends(self):
        return self.process.wait(30)


@pytest.fixture
def player(tmp_path):
    """Return a starter of players nobody watches over, in one home; none outlives the test."""
    home = tmp_path / "h"

    @contextmanager
    def start(session, **environment):
        command = [sys.executable, "-m", "kapsound.player"]
        ours = {**os.environ, **environment, "KAPSOUND_HOME": str(home)}
        process = subprocess.Popen(command, env=ours, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with process:
            process.stdin.write(json.dumps(session.to_json()).encode() + b"\n")
            process.stdin.flush()
            try:
                yield Player(process, home)
            finally:
                process.kill()

    return start
