"""Measures preparing a whole folder of music on all cores, and again when nothing has changed."""

import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from shared import machine
from shared.missing import NotHere

from benches import timing
from benches.decode import FILTER
from benches.rows import Row, Setting, attempt
from benches.sounds import music_files
from kapsound.core.prepared import FileRecipe, recipe_to_json
from kapsound.processes import run_job
from kapsound.units import SAMPLE_RATE

QUICK_FILES = 8
BYTES_A_SECOND = 8 * SAMPLE_RATE
FIGURE, AGAIN_FIGURE_S = 1.3, 1.0
AGAIN_RUNS = 5


def measure(setting: Setting) -> Iterator[Row]:
    """Prepare the music of the game Wesnoth, whose 41 Oggs last two and a half hours."""
    files = music_files()
    if not files:
        raise NotHere("the music of the game Wesnoth is not installed (wesnoth-1.16-music)")
    files = files[:: max(1, len(files) // QUICK_FILES)] if setting.quick else files
    _require_room(setting.folder, files)
    first = timing.of_children(lambda: _prepare(files, setting.folder))
    seconds = _seconds(setting.folder)
    again = [_clocked(files, setting.folder) for _ in range(setting.runs(AGAIN_RUNS))]
    yield from attempt(
        "preparing, beside ffmpeg", lambda: [_first_row(files, seconds, first, setting)]
    )
    yield _again_row(files, sorted(again)[len(again) // 2], first.wall)
    shutil.rmtree(setting.folder / "cache")


def _require_room(folder: Path, files: list[Path]) -> None:
    wanted = 40 * sum(path.stat().st_size for path in files)
    if shutil.disk_usage(folder).free < wanted:
        raise NotHere(f"{wanted / 1e9:.0f} GB would be needed in {folder}; set TMPDIR")


def _prepare(files: list[Path], folder: Path) -> None:
    recipes = [recipe_to_json(FileRecipe(str(path))) for path in files]
    request = {"recipes": recipes, "cache": str(folder / "cache")}
    done = run_job("prepare", request, lambda _: None)
    if done["refused"]:
        raise NotHere(f"some music is refused: {done['refused'][0][1]}")


def _clocked(files: list[Path], folder: Path) -> float:
    began = time.perf_counter()
    _prepare(files, folder)
    return time.perf_counter() - began


def _seconds(folder: Path) -> float:
    sizes = (path.stat().st_size for path in (folder / "cache").rglob("*.pcm"))
    return sum(sizes) / BYTES_A_SECOND


def _first_row(files: list[Path], seconds: float, ours: timing.Spent, setting: Setting) -> Row:
    speed = seconds / ours.wall
    beside, values = "ffmpeg is not installed", {"times": speed}
    if shutil.which("ffmpeg"):
        theirs = timing.of_children(lambda: _by_ffmpeg(files, setting))
        values["of_ffmpeg"] = theirs.wall / ours.wall
        beside = (
            f"{values['of_ffmpeg']:.2f} of the speed of as many ffmpeg as there are cores, "
            "which decode, resample, measure and write the same"
        )
    return Row(
        f"preparing {len(files)} Oggs ({seconds / 3600:.1f} h), on {setting.cores} cores",
        f"{speed:.0f} times real time",
        beside,
        f"at least {FIGURE} times ffmpeg's",
        values["of_ffmpeg"] >= FIGURE if "of_ffmpeg" in values else None,
        values,
    )


def _by_ffmpeg(files: list[Path], setting: Setting) -> None:
    def one(path: Path) -> None:
        out = setting.folder / f"{path.stem}.pcm"
        quiet = ["ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-i", str(path)]
        shape = ["-map", "0:a", "-filter:a", f"aresample={SAMPLE_RATE},{FILTER}", "-ac", "2"]
        timing.finish([*quiet, *shape, "-ar", str(SAMPLE_RATE), "-f", "f32le", str(out)])
        out.unlink()

    machine.require("ffmpeg")
    with ThreadPoolExecutor(setting.cores) as pool:
        list(pool.map(one, files))


def _again_row(files: list[Path], again: float, first: float) -> Row:
    return Row(
        f"the same {len(files)} Oggs again, nothing changed",
        f"{again:.2f} s",
        f"{again / first:.3f} of the first time",
        f"under {AGAIN_FIGURE_S:.0f} s",
        again < AGAIN_FIGURE_S,
        {"seconds": again, "of_first": again / first},
    )
