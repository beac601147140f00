"""Measures how time, memory and the record grow with the tracks and with the session's length."""

import math
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from shared.machine import most_memory

from benches.rows import Row, Setting
from benches.sessions import session
from benches.sounds import write_noise
from kapsound.audio.sinks.null import NullSink
from kapsound.core.assembly import assemble, recipes
from kapsound.core.course import written
from kapsound.core.material import Material
from kapsound.core.playlist.parse import parse_playlist
from kapsound.core.prepared import PreparedAudio
from kapsound.core.record_events import SessionBegan
from kapsound.core.session import begin
from kapsound.core.spec import SessionSpec
from kapsound.player.live_history import LiveHistory
from kapsound.player.loop import run
from kapsound.player.origins import scripted
from kapsound.player.starting.opening import opened
from kapsound.player.status import session_status
from kapsound.record.clock import Clock
from kapsound.record.journal import Journal
from kapsound.record.store import record_folders, record_name
from kapsound.units import Frames, Seconds, to_frames

TRACKS, QUICK_TRACKS = (10, 100, 1_000, 10_000), (10, 100)
HOURS, QUICK_HOURS = (1 / 6, 1.0, 6.0, 24.0), (1 / 60, 1 / 30)
TOLERANCE = 1.15
"""How much more than n log n still counts as that: two runs differ by as much."""

_TRACK_S, _LARGE = 60.0, 1_000
_HEAD = """
format = 1
title = "Growth"
safe_bed = "hush"
[beds.hush]
synth = "brown"
[[phases]]
name = "peak"
arrange = "fit"
length = "{length}"
beds = ["hush"]
tracks = [{tracks}]
"""

Found = Mapping[str, float]


def measure(setting: Setting) -> Iterator[Row]:
    """Measure each size in a process of its own, whose memory is its own too."""
    tracks = QUICK_TRACKS if setting.quick else TRACKS
    yield from _rows("tracks", tracks, [_alone(of_tracks, count) for count in tracks])
    hours = QUICK_HOURS if setting.quick else HOURS
    for number in range(3):
        write_noise(setting.folder / f"{number}.wav", _TRACK_S, number)
    spec = session(setting.folder, _text("24h", 3, "wav"))
    lengths = [_alone(of_length, spec, setting.folder, each) for each in hours]
    yield from _rows("hours", hours, lengths)


def _alone(work: Callable[..., Found], *arguments: object) -> Found:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def of_tracks(count: int) -> Found:
    """Return what a playlist of so many tracks takes: to read, to plan, and to tell of."""
    text, spent = _text("3h", count, "ogg"), _Watch()
    playlist = parse_playlist(text, "growth.toml")
    index = {recipe: _audio(number) for number, recipe in enumerate(recipes(playlist, "/"))}
    reading = spent.milliseconds()
    material = assemble(playlist, "/", index)
    written(material)
    planning = spent.milliseconds()
    line = _status_line(material)
    telling = spent.milliseconds()
    return {
        "reading the playlist, ms": reading,
        "planning the session, ms": planning,
        "saying how it stands, ms": telling,
        "a line that says it, bytes": len(line),
        "memory, MB": _memory(),
    }


def of_length(spec: SessionSpec, folder: Path, hours: float) -> Found:
    """Return what rendering so many hours of a session takes, its record included."""
    spent, clock = _Watch(), Clock()
    name = record_name(datetime.now(UTC), f"{round(60 * hours):06}")
    journal = Journal.create(record_folders(folder, name), SessionBegan(spec), clock)
    history, until = LiveHistory(journal, clock.wall), to_frames(Seconds(3_600 * hours))
    with opened(spec, history) as engine:
        run(engine, scripted(()).due, NullSink().write, until=until)
        journal.close(engine.frame, "end")
    return {
        "rendering it, s of a core": spent.milliseconds() / 1_000,
        "its record, KB": sum(path.stat().st_size for path in _lines(journal.folder)) / 1_000,
        "memory, MB": _memory(),
    }


def _text(length: str, count: int, kind: str) -> str:
    tracks = ", ".join(f'"{number}.{kind}"' for number in range(count))
    return _HEAD.format(length=length, tracks=tracks)


def _audio(number: int) -> PreparedAudio:
    key, length, silence = str(number), to_frames(Seconds(300 + 7 * (number % 41))), Frames(0)
    return PreparedAudio(key, length, -20.0, -1.0, 5.0, silence, silence, key)


def _status_line(material: Material) -> bytes:
    return repr(session_status(begin(material).session, Frames(0))).encode()


def _lines(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.suffix == ".jsonl"]


class _Watch:
    """Counts the core's time since it was last asked."""

    def __init__(self) -> None:
        self._since = time.process_time()

    def milliseconds(self) -> float:
        since, self._since = self._since, time.process_time()
        return 1_000 * (self._since - since)


def _memory() -> float:
    return most_memory(os.getpid())


def _rows(unit: str, sizes: Sequence[float], found: Sequence[Found]) -> Iterator[Row]:
    shown = ", ".join(_size(size, unit) for size in sizes)
    for what in found[0]:
        values = [each[what] for each in found]
        yield _row(f"{shown}: {what}", sizes, values)


def _size(size: float, unit: str) -> str:
    if unit == "tracks":
        return f"{size:,.0f} tracks"
    return f"{60 * size:.0f} min" if size < 1 else f"{size:.0f} h"


def _row(what: str, sizes: Sequence[float], values: Sequence[float]) -> Row:
    grown, allowed = values[-1] / values[-2], growth_allowed(sizes[-2], sizes[-1])
    return Row(
        what,
        ", ".join(f"{value:,.0f}" if value >= _LARGE else f"{value:.3g}" for value in values),
        f"the last {grown:.1f} times the one before",
        f"at most {allowed:.1f} times: n log n",
        grown <= allowed * TOLERANCE,
        {"grown": grown},
    )


def growth_allowed(before: float, after: float) -> float:
    """Return how much what grows by n log n grows between two sizes; below 2 by n."""
    logs = math.log(max(after, 2)) / math.log(max(before, 2)) if before >= 1 else 1.0
    return after / before * logs
