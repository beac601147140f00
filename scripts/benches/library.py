"""Measures the library: a scan of music, a scan in which nothing has changed, and a query."""

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

from shared.missing import NotHere
from sqlalchemy import insert

from benches import timing
from benches.decode import FILTER
from benches.rows import Row, Setting, attempt
from benches.sounds import music_files
from kapsound.core.query import parse_query
from kapsound.core.query.facts import Facts, folded, searched
from kapsound.library import tables
from kapsound.library.files import SURVEYED_BY
from kapsound.library.find import count, find
from kapsound.library.store import Library, open_library
from kapsound.processes import run_job

QUICK_FILES = 8
ROUNDS = 3
FILES, TRACKS, SHOWN = 10_000, 100_000, 50
RUNS = 5
AGAIN_FIGURE_S, QUERY_FIGURE_MS, SPEED_FIGURE = 2.0, 50.0, 1.0
QUERY = "tag:calm -vocal intensity:2..3 length:4m..12m loudness:..-20 artist:mira"


def measure(setting: Setting) -> Iterator[Row]:
    """Scan the music of the game Wesnoth, then 10,000 files that are known; ask for tracks."""
    yield from attempt("scanning music into the library", lambda: [_scan(setting)])
    yield from attempt("scanning 10,000 unchanged files", lambda: [_again(setting)])
    yield from attempt("a query over 100,000 tracks", lambda: [_query(setting)])


def _scan(setting: Setting) -> Row:
    files = music_files()
    if not files:
        raise NotHere("the music of the game Wesnoth is not installed (wesnoth-1.16-music)")
    if not shutil.which("ffmpeg"):
        raise NotHere("ffmpeg is not installed")
    files = files[:: max(1, len(files) // QUICK_FILES)] if setting.quick else files
    works = {
        "ours": lambda: timing.of_children(lambda: _scanned(setting.folder, files)),
        "ffmpeg": lambda: timing.of_children(lambda: _by_ffmpeg(files, setting.cores)),
    }
    found = timing.rounds(setting.runs(ROUNDS), works)
    speed = 1 / timing.ratio(found, "ours", "ffmpeg", timing.core)
    return Row(
        f"scanning {len(files)} Oggs into the library, on {setting.cores} cores",
        f"{timing.median_wall(found, 'ours'):.1f} s",
        f"{speed:.2f} of the speed of as many ffmpeg as there are cores, with the same meter",
        "at least ffmpeg's, in seconds of a core",
        speed >= SPEED_FIGURE,
        {"seconds": timing.median_wall(found, "ours"), "of_ffmpeg": speed},
    )


def _scanned(folder: Path, files: list[Path]) -> None:
    for old in folder.glob("scan.sqlite*"):
        old.unlink()
    done = _job(folder / "scan.sqlite", [str(path) for path in files])
    if done["surveyed"] != len(files):
        raise NotHere(f"not all could be scanned: {done}")


def _by_ffmpeg(files: list[Path], cores: int) -> None:
    def one(path: Path) -> None:
        quiet = ["ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-i", str(path)]
        timing.finish([*quiet, "-map", "0:a", "-filter:a", FILTER, "-f", "null", "-"])

    with ThreadPoolExecutor(cores) as pool:
        list(pool.map(one, files))


def _again(setting: Setting) -> Row:
    folder, store = setting.folder / "many", setting.folder / "many.sqlite"
    folder.mkdir()
    paths = [folder / f"{number % 100:02}" / f"{number}.ogg" for number in range(FILES)]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text(str(path))
    with open_library(store) as library:
        _fill(library, paths)
    took = []
    for _ in range(setting.runs(RUNS)):
        began = time.perf_counter()
        done = _job(store, [str(folder)])
        took.append(time.perf_counter() - began)
        if done["unchanged"] != FILES:
            raise NotHere(f"some are taken for changed: {done}")
    seconds = median(took)
    return Row(
        f"scanning {FILES:,} files again, nothing changed",
        f"{seconds:.2f} s",
        f"{1e6 * seconds / FILES:.0f} µs a file",
        f"under {AGAIN_FIGURE_S:.0f} s",
        seconds < AGAIN_FIGURE_S,
        {"seconds": seconds},
    )


def _query(setting: Setting) -> Row:
    with open_library(setting.folder / "large.sqlite") as library:
        _fill(library, [Path(f"/music/{number}.ogg") for number in range(TRACKS)])
        query = parse_query(QUERY)
        with library.begin() as connection:
            total = count(connection, query)
            first = _clocked(lambda: find(connection, query, limit=SHOWN), setting)
            counted = _clocked(lambda: count(connection, query), setting)
    return Row(
        f"a query over {TRACKS:,} tracks",
        f"{first:.0f} ms for the first {SHOWN} by title of six conditions",
        f"{counted:.0f} ms to count all {total:,} of them",
        f"at most {QUERY_FIGURE_MS:.0f} ms",
        first <= QUERY_FIGURE_MS,
        {"first_ms": first, "count_ms": counted},
    )


def _clocked(work: Callable[[], object], setting: Setting) -> float:
    """Return the milliseconds that a piece of work takes, a median."""
    return 1000 * median(timing.here(work).wall for _ in range(setting.runs(RUNS)))


def _job(store: Path, places: list[str]) -> dict[str, Any]:
    return dict(run_job("scan", {"library": str(store), "places": places}, lambda _: None))


def _fill(library: Library, paths: list[Path]) -> None:
    """Put files into the library as scans of them would, but all at once."""
    rows = [_rows(number, path) for number, path in enumerate(paths, 1)]
    with library.begin() as connection:
        for table in (tables.tracks, tables.files, tables.keys, tables.tags):
            connection.execute(insert(table), [row[table.name] for row in rows])


def _rows(number: int, path: Path) -> dict[str, dict[str, Any]]:
    """Return the rows of a made-up track, by table; a tenth of all tracks answer the query."""
    status = path.stat() if path.exists() else None
    facts = Facts(
        str(path), f"Piece {number}", f"Mira {number % 10}", length=60.0 + number % 900,
        loudness=-30.0 + number % 23, range=4.0, peak=-1.0, brightness=500.0 + number % 3000,
        onsets=number % 7 / 2, intensity=1 + number % 5, tags=("calm",),
    )  # fmt: skip
    measured = ("length", "loudness", "range", "peak", "brightness", "onsets", "intensity")
    own = {name: getattr(facts, name) for name in ("path", "title", "artist", *measured)}
    size, modified = (status.st_size, status.st_mtime_ns) if status else (0, 0)
    kept = {"lead_silence": 0.0, "trail_silence": 0.0, "surveyed_by": SURVEYED_BY, "size": size}
    stamp = {"path": facts.path, "size": size, "modified_ns": modified}
    return {
        "tracks": {"id": number, "digest": str(number), "words": searched(facts), **own, **kept},
        "files": {"track": number, **stamp},
        "keys": {"track": number, "notes": "", "licence": "", "path": folded(facts.path)},
        "tags": {"track": number, "key": "calm", "tag": "calm"},
    }
