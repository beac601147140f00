"""A session of the smoothest sounds there are, so that any step heard in it is the player's own.

Every source is a constant on the left and a low sine on the right, prepared as any other sound;
the playlist has every part, so that every command has something to do.
"""

from pathlib import Path

import numpy as np

from kapsound.cache.writer import Measured, Writer
from kapsound.core.assembly import recipes
from kapsound.core.playlist.parse import parse_playlist
from kapsound.core.prepared import FileRecipe, PreparedAudio, Recipe
from kapsound.core.spec import SessionSpec
from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE, Frames

SINE_HZ = 20
MAXIMUM_DB = 6.0
STEP = 0.0011
LEVELS = {"m": 0.9, "b": -0.6, "v": 0.4}
LENGTHS_S = {"m": 40, "b": 20, "v": 3}
PLAYLIST = f"""
format = 1
title = "Smooth"
safe_bed = "b1"
closing_fade = "1s"
grounding = "v1"
maximum_level = {MAXIMUM_DB}
[crossfade]
length = "3s"
[ducking]
down = "0.2s"
[beds]
b1 = {{path = "b1", level = 0, label = "Sea"}}
b2 = {{path = "b2", level = 0, label = "Rain"}}
b3 = {{path = "b3", level = 0, label = "[/] wind"}}
[cues]
v1 = {{path = "v1", label = "Breathe", key = "1"}}
v2 = {{path = "v2", label = "Hello", key = "u"}}
[[phases]]
name = "preparation"
length = "20s"
minimum = "10s"
until = "dose"
tracks = ["m1", "m2"]
beds = ["b1"]
[[phases]]
name = "onset"
length = "60s"
minimum = "20s"
tracks = ["m2", "m3", "m1"]
beds = ["b2"]
cues = [{{cue = "v1", at = "3s"}}]
[[phases]]
name = "peak"
level = {MAXIMUM_DB}
length = "120s"
minimum = "30s"
arrange = "fit"
tracks = ["m3", "m4", "m1", "m2"]
beds = ["b1", "b3"]
cues = [{{cue = "v2", at = "2s"}}, {{cue = "v1", at = "-5s"}}]
[[phases]]
name = "return"
level = {MAXIMUM_DB}
length = "90s"
minimum = "30s"
arrange = "shuffle"
tracks = ["m4", "m2", "m1"]
beds = ["b2"]
"""


def smooth_spec(folder: Path) -> SessionSpec:
    """Prepare the sounds in a folder and return the session."""
    playlist = parse_playlist(PLAYLIST, "smooth.toml")
    index = tuple((item, _prepared(folder, item)) for item in recipes(playlist, str(folder)))
    return SessionSpec(PLAYLIST, "smooth.toml", str(folder), str(folder), index, 0, "Smooth")


def _prepared(folder: Path, wanted: Recipe) -> PreparedAudio:
    """Prepare one sound; it is taken to be as loud as it should be, so its gain is 1."""
    assert isinstance(wanted, FileRecipe)
    name = wanted.path.rpartition("/")[2]
    level = LEVELS[name[0]] * (1 - 0.1 * int(name[1]))
    with Writer(folder, name, "smooth") as writer:
        for _ in range(LENGTHS_S[name[0]]):
            writer.write(_second(level).tobytes())
        return writer.commit(Measured(-23.0, 0.0, 0.0, Frames(0), Frames(0)))


def _second(level: float) -> Samples:
    time = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    sides = np.full(SAMPLE_RATE, level), level * np.sin(2 * np.pi * SINE_HZ * time)
    return np.stack(sides, axis=1).astype(np.float32)


def worst_step(sound: Samples) -> float:
    """Return the largest step from sample to sample, beyond what a sine of full scale makes."""
    steps = np.abs(np.diff(sound, axis=0, prepend=0.0)).max(axis=0)
    return float(max(steps[0], steps[1] - 2 * np.pi * SINE_HZ / SAMPLE_RATE))
