"""Measures rendering audio offline, by the loop that plays it live, beside bare numpy mixing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benches import timing
from benches.rows import Row, Setting
from benches.sessions import session
from benches.sounds import RATE, write_noise
from kapsound.audio.sinks.null import NullSink
from kapsound.cache.store import pcm_path
from kapsound.core.events import Event
from kapsound.core.spec import SessionSpec
from kapsound.player.loop import run
from kapsound.player.origins import scripted
from kapsound.player.starting.opening import opened
from kapsound.units import GRID

FULL_S, QUICK_S = 300, 60
RUNS = 5
IDLE_FIGURE, WORST_FIGURE = 400, 200
# One track, three beds, and a voice that speaks all the time.
FIVE = """
format = 1
title = "Five layers"
safe_bed = "hush"
loudness = {loudness}
maximum_level = {level}
closing_fade = "1s"
[beds.hush]
synth = "brown"
[beds.air]
synth = "pink"
[beds.rain]
synth = "rain"
[cues.voice]
path = "voice.wav"
label = "Voice"
[[phases]]
name = "peak"
length = "{length}s"
level = {level}
beds = ["hush", "air", "rain"]
tracks = ["music.wav"]
cues = [{{ cue = "voice", at = "1.5s" }}]
"""


def measure(setting: Setting) -> Iterator[Row]:
    """Render the same five layers softly, and so loudly that the limiter works all the time."""
    seconds = QUICK_S if setting.quick else FULL_S
    write_noise(setting.folder / "music.wav", seconds + 20, 1)
    write_noise(setting.folder / "voice.wav", seconds - 4, 2)
    for name, loudness, level, figure in (
        ("idle", -23, 0, IDLE_FIGURE),
        ("working", -10, 6, WORST_FIGURE),
    ):
        text = FIVE.format(length=seconds, loudness=loudness, level=level)
        yield _row(name, session(setting.folder, text), figure, setting)


def _row(limiter: str, spec: SessionSpec, figure: float, setting: Setting) -> Row:
    frames = rendered(spec)
    works: Mapping[str, Callable[[], timing.Spent]] = {
        "ours": lambda: timing.here(lambda: rendered(spec)),
        "bare": lambda: timing.here(lambda: bare_mix(_layers(spec), frames)),
    }
    found = timing.rounds(setting.runs(RUNS), works)
    speed = frames / RATE / timing.median_core(found, "ours")
    part = 1 / timing.ratio(found, "ours", "bare", timing.core)
    return Row(
        f"offline render of prepared audio, five layers, limiter {limiter}",
        f"{speed:.0f} times real time",
        f"{part:.2f} of the speed of bare numpy mixing: read, a gain a sample, sum",
        f"at least {figure} times",
        speed >= figure,
        {"times": speed, "of_bare": part},
    )


@dataclass(frozen=True, slots=True)
class Forgetful:
    """A log that keeps nothing, and its receipts in one."""

    def append(self, _event: Event, _frame: int) -> "Forgetful":
        """Take a line."""
        return self

    def wait(self, _timeout: float | None = None) -> bool:
        """Say that it is kept."""
        return True


def rendered(spec: SessionSpec) -> int:
    """Render a session to its end, and return its frames."""
    sink = NullSink()
    with opened(spec, Forgetful()) as engine:
        run(engine, scripted(spec.script).due, sink.write)
    return sink.delivered


def _layers(spec: SessionSpec) -> list[Path]:
    return [pcm_path(Path(spec.cache), audio.key) for _, audio in spec.index]


def bare_mix(paths: list[Path], frames: int) -> None:
    """Read prepared audio, give each a gain for every sample, and sum; check and limit nothing."""
    mix, layer = np.empty((GRID, 2), np.float32), np.empty((GRID, 2), np.float32)
    ramp = np.linspace(0.3, 0.2, GRID, dtype=np.float32)[:, None]
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("rb", buffering=0)) for path in paths]
        for _ in range(0, frames, GRID):
            mix.fill(0.0)
            for file in files:
                if file.readinto(layer.data) < layer.nbytes:
                    file.seek(0)
                np.multiply(layer, ramp, out=layer)
                np.add(mix, layer, out=mix)
