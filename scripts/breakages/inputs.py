"""Writes the sound files and the playlists that are given to it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from breakages.hearing import RATE, Sound

HEAD = """
format = 1
title = "Files"
safe_bed = "hush"
closing_fade = "1s"
[beds.hush]
synth = "brown"
length = "10s"
[[phases]]
name = "peak"
length = "{length}s"
beds = ["hush"]
tracks = [
{tracks}
]
"""


def playlist(folder: Path, names: Sequence[str], length: int = 60) -> Path:
    """Write a playlist of one phase, each of its tracks on a line of its own."""
    lines = "\n".join(f'  "{name}",' for name in names)
    path = folder / "files.toml"
    path.write_text(HEAD.format(length=length, tracks=lines))
    return path


def line_of(path: Path, words: str) -> int:
    """Return the number of the line with some words."""
    lines = path.read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def write_float(path: Path, sound: Sound) -> Path:
    """Write a sound as 32-bit float WAV, whatever is in it."""
    data = sound.astype("<f4").tobytes()
    shape = np.array([3, 2], "<u2").tobytes() + np.array([RATE, RATE * 8], "<u4").tobytes()
    shape += np.array([8, 32], "<u2").tobytes()
    size = np.array([36 + len(data)], "<u4").tobytes()
    head = b"RIFF" + size + b"WAVEfmt " + np.array([16], "<u4").tobytes() + shape
    path.write_bytes(head + b"data" + np.array([len(data)], "<u4").tobytes() + data)
    return path


def tone(seconds: float, level: float = 0.1, hertz: float = 220.0) -> Sound:
    """Return a sine, the same on both sides."""
    time = np.arange(int(seconds * RATE)) / RATE
    return np.stack([level * np.sin(2 * np.pi * hertz * time)] * 2, axis=1).astype(np.float32)
