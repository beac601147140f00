"""A small playlist, two of whose sounds are not there, and a prepare job that answers for it."""

from dataclasses import asdict
from pathlib import Path

import pytest

from kapsound.core.prepared import PreparedAudio
from kapsound.processes import Values
from kapsound.sessions import prepare
from kapsound.sessions.load import LoadedPlaylist, load
from kapsound.sessions.prepare import OnProgress
from kapsound.units import Frames

SMALL = """
format = 1
title = "A breath"
safe_bed = "hush"
seed = 4
beds.hush = { synth = "brown", length = "20s" }
beds.gone = { path = "gone.ogg" }
cues.hello = { path = "gone.ogg", label = "Hello" }
phases = [{ name = "preparation", length = "20s", beds = ["hush"] }]
"""
AUDIO = PreparedAudio("key", Frames(960_000), -23.0, -10.0, 2.0, Frames(0), Frames(0), "digest")


@pytest.fixture
def small(tmp_path: Path) -> LoadedPlaylist:
    """The playlist, loaded."""
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return load(path)


class Job:
    """The prepare job as it is if every synthesized sound works and no file does."""

    def __init__(self) -> None:
        self.asked: list[Values] = []

    def run(self, name: str, request: Values, on_progress: OnProgress) -> Values:
        """Answer as the job does."""
        assert name == "prepare"
        self.asked.append(request)
        done = [[item, asdict(AUDIO)] for item in request["recipes"] if "synth" in item]
        for pair in done:
            on_progress({"done": 1.0, "ready": pair})
        on_progress({"done": 1.0, "ready": None})
        files = [item for item in request["recipes"] if "path" in item]
        return {
            "index": done,
            "refused": [[item, f"{item['path']}: is not there"] for item in files],
        }


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Job:
    """The prepare job, which nobody has asked yet."""
    job = Job()
    monkeypatch.setattr(prepare, "run_job", job.run)
    return job
