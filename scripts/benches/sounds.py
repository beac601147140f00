"""Writes sounds to measure with as WAV files, so that they are the same everywhere."""

import wave
from pathlib import Path

import numpy as np

RATE = 48_000
WESNOTH = Path("/usr/share/games/wesnoth")


def write_noise(path: Path, seconds: float, seed: int) -> Path:
    """Write soft stereo noise, a little like music in its spectrum, as 16 bits at 48 kHz."""
    draw = np.random.default_rng(seed)
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        for _ in range(int(seconds)):
            white = draw.standard_normal((RATE + 4, 2))
            smooth = white[:-4] + white[1:-3] + white[2:-2] + white[3:-1] + white[4:]
            file.writeframes((1_200 * smooth).clip(-32_767, 32_767).astype("<i2").tobytes())
    return path


def write_sine(path: Path, seconds: float, hertz: float = 1_000.0) -> Path:
    """Write a steady tone, whose every 48 frames have the same level."""
    tone = 8_000 * np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE)
    second = np.stack([tone, tone], axis=1).astype("<i2").tobytes()
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        for _ in range(int(seconds)):
            file.writeframes(second)
    return path


def length_of(path: Path) -> float:
    """Return the seconds of a WAV file."""
    with wave.open(str(path)) as file:
        return float(file.getnframes() / file.getframerate())


def music_files() -> list[Path]:
    """Return the Oggs of the game Wesnoth, where it is installed: real music of many lengths."""
    return sorted(WESNOTH.glob("*/data/core/music/*.ogg"))
