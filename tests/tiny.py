"""A tiny playlist of all parts, prepared once a test process: fixtures `tiny_spec` and `spec`.

`make_spec` prepares any other. A conftest imports them to give them to its folder.
"""

import wave
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kapsound.core.assembly import recipes
from kapsound.core.output import destinations
from kapsound.core.playlist.parse import parse_playlist
from kapsound.core.prepared import PreparedAudio, recipe_from_json, recipe_to_json
from kapsound.core.spec import ScriptedCommand, SessionSpec
from kapsound.core.wording import parse_command
from kapsound.processes import run_job
from kapsound.units import to_frames

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
def make_spec(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], SessionSpec]:
    """Return a maker of silent sessions from playlists; there is one file, `hello.wav`."""

    def make(text: str) -> SessionSpec:
        root, cache = tmp_path_factory.mktemp("music"), tmp_path_factory.mktemp("cache")
        _write_hello(root / "hello.wav")
        playlist = parse_playlist(text, "tiny.toml")
        wanted = [recipe_to_json(recipe) for recipe in recipes(playlist, str(root))]
        done = run_job("prepare", {"recipes": wanted, "cache": str(cache)}, lambda _: None)
        assert done["refused"] == []
        index = tuple((recipe_from_json(recipe), PreparedAudio(**a)) for recipe, a in done["index"])
        places = ("tiny.toml", str(root), str(cache))
        return SessionSpec(text, *places, index, 0, playlist.title, outputs=destinations("null"))

    return make


@pytest.fixture(scope="session")
def tiny_spec(make_spec: Callable[[str], SessionSpec]) -> SessionSpec:
    """Return a session of six seconds after its dose, its sounds prepared."""
    return make_spec(TINY)


def _write_hello(path: Path) -> None:
    time = np.arange(24_000) / 48_000
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", ""))
        file.writeframes((8_000 * np.sin(2 * np.pi * 440 * time)).astype("<i2").tobytes())


@pytest.fixture
def spec(tiny_spec: SessionSpec) -> Callable[..., SessionSpec]:
    """Return a maker of the tiny session with commands at seconds, and other changes."""

    def make(
        *commands: tuple[float, str], output: str | None = None, **changes: Any
    ) -> SessionSpec:
        script = tuple(ScriptedCommand(to_frames(at), parse_command(text)) for at, text in commands)
        if output is not None:
            changes["outputs"] = destinations(output)
        return replace(tiny_spec, script=script, **changes)

    return make
