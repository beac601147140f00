"""Measures decoding one file on one core, beside FFmpeg's own program."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from benches import timing
from benches.rows import Row, Setting
from benches.sounds import music_files, write_noise
from kapsound.media.blocks import rechunk
from kapsound.media.decode import Decoder
from kapsound.media.measure import Meter
from kapsound.units import SAMPLE_RATE

FULL_S, QUICK_S = 120.0, 60.0
RUNS = 3
KINDS = ("flac", "mp3", "opus", "m4a")
FIGURE = 1.3
FILTER = "ebur128=peak=true:framelog=verbose"


def measure(setting: Setting) -> Iterator[Row]:
    """Measure real music where there is some, and a long noise in each usual format."""
    if music := music_files():
        longest = max(music, key=lambda path: path.stat().st_size)
        yield _row("a real Ogg Vorbis file", longest, setting)
    if not shutil.which("ffmpeg"):
        wave = write_noise(setting.folder / "noise.wav", _length(setting), 1)
        yield _row("a WAV file", wave, setting)
        return
    for kind in KINDS:
        yield _row(f"the same noise as {kind}", encoded(setting, kind), setting)


def encoded(setting: Setting, kind: str) -> Path:
    """Return noise in another format, made by FFmpeg's program."""
    wave = setting.folder / "noise.wav"
    if not wave.exists():
        write_noise(wave, _length(setting), 1)
    path = wave.with_suffix(f".{kind}")
    timing.finish(["ffmpeg", "-v", "error", "-i", str(wave), "-b:a", "160k", str(path)])
    return path


def decoded(path: Path) -> float:
    """Decode and measure a file as a worker does, and return its seconds."""
    decoder, meter = Decoder(path, lambda _part: None), Meter()
    for second in rechunk(decoder.blocks(), SAMPLE_RATE):
        meter.add(second)
    meter.result()
    return decoder.frames / SAMPLE_RATE


def _length(setting: Setting) -> float:
    return QUICK_S if setting.quick else FULL_S


def _row(name: str, path: Path, setting: Setting) -> Row:
    seconds = decoded(path)
    works: dict[str, Callable[[], timing.Spent]] = {
        "ours": lambda: timing.here(lambda: decoded(path))
    }
    if shutil.which("ffmpeg"):
        works["ffmpeg"] = lambda: timing.of_command(_ffmpeg(path))
    found = timing.rounds(setting.runs(RUNS), works)
    speed = seconds / timing.median_core(found, "ours")
    beside, values = "ffmpeg is not installed", {"times": speed}
    if "ffmpeg" in works:
        values["of_ffmpeg"] = 1 / timing.ratio(found, "ours", "ffmpeg", timing.core)
        beside = f"{values['of_ffmpeg']:.2f} of the speed of ffmpeg with the same meter"
    return Row(
        f"decoding and measuring {name}, on one core",
        f"{speed:.0f} times real time",
        beside,
        f"at least {FIGURE} times ffmpeg's",
        values["of_ffmpeg"] >= FIGURE if "of_ffmpeg" in values else None,
        values,
    )


def _ffmpeg(path: Path) -> list[str]:
    quiet = ["ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-i", str(path)]
    return [*quiet, "-map", "0:a", "-filter:a", FILTER, "-f", "null", "-"]
