"""Plays a test sound, a job: a soft tone left then right, or noise as loud as the music will be.

SIGINT and SIGTERM end either with its fade. It renders no session, so plain cosines will do.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any

import numpy as np

from kapsound.audio.loudness import OFFSET_DB, Loudness
from kapsound.audio.sinks.base import Opening, Sink
from kapsound.audio.sinks.opening import open_sink
from kapsound.core.output import Destination, driven
from kapsound.core.prepared import SynthRecipe
from kapsound.jobs.work import Report, Stop, stop_on_signal
from kapsound.media.synth import synthesize
from kapsound.processes import Values
from kapsound.samples import Samples
from kapsound.units import GRID, SAMPLE_RATE, Seconds, to_frames, to_gain, to_seconds

SOFTER_DB = -6.0
SIDE_S = 1.4
BETWEEN_S = 0.4
TONE_HZ = 392.0
NOISE_S = 30.0
LOOP_S = 10.0
FADE_S = 0.8
REPORT_S = 0.2
_QUIETEST = -90.0


def work(request: Values, report: Report) -> dict[str, Any]:
    """Play `sound` ("sides" or "noise") on `outputs`, at `loudness` (LUFS) plus `level` (dB).

    Each output has its own level besides, as in a session's spec.
    Reports the `side` that sounds and the seconds `left`; answers what was `heard` of it, and
    whether it was `stopped`.
    """
    to = driven([Destination.from_json(item) for item in request["outputs"]])
    loudness = float(request["loudness"]) + min(0.0, float(request["level"])) + to.level
    sound = sides(loudness + SOFTER_DB) if request["sound"] == "sides" else noise(loudness)
    stop = stop_on_signal()
    with closing(open_sink(to.output, Opening(live=True))) as sink:
        heard = play(sound, sink, stop, report)
    return {"heard": heard, "stopped": stop.wanted}


def play(sound: Samples, sink: Sink, stop: Stop, report: Report) -> Seconds:
    """Write a sound to a sink until it ends or is stopped; return how long it was."""
    written, next_report = 0, -1.0
    for block in blocks(sound, lambda: stop.wanted):
        now = to_seconds(written)
        if now >= next_report and not stop.wanted:
            next_report = now + REPORT_S
            with suppress(BrokenPipeError):  # whoever asked has gone, and will say stop
                report({"side": _side(block), "left": to_seconds(len(sound) - written)})
        sink.write(block)
        written += len(block)
    return to_seconds(written)


def sides(loudness: float) -> Samples:
    """Return a soft tone on the left, then on the right: float32 of shape (frames, 2)."""
    length, between = to_frames(SIDE_S), to_frames(BETWEEN_S)
    at = np.arange(length) / SAMPLE_RATE
    tone = np.sin(2 * np.pi * TONE_HZ * at) + 0.2 * np.sin(4 * np.pi * TONE_HZ * at)
    # A sine of one channel has half its squared amplitude as power; the head's shelf is flat here.
    tone *= to_gain(loudness - OFFSET_DB) * np.sqrt(2 / 1.04)
    out = np.zeros((2 * length + between, 2), np.float32)
    out[:length, 0] = out[length + between :, 1] = tone * _faded(length)
    return out


def noise(loudness: float, seconds: float = NOISE_S) -> Samples:
    """Return pink noise of a loudness in LUFS, rising and falling softly at its ends."""
    loop = synthesize(SynthRecipe("pink", 0, Seconds(LOOP_S)))
    length = to_frames(seconds)
    out = np.tile(loop, (-(-length // len(loop)), 1))[:length]
    out *= np.float32(to_gain(loudness - measured(loop)))
    out *= _faded(length)[:, None].astype(np.float32)
    return out


def measured(sound: Samples) -> float:
    """Return the mean loudness of an even sound in LUFS."""
    meter, energies = Loudness(), []
    for start in range(0, len(sound) - GRID, GRID):
        meter.add(sound[start : start + GRID])
        if start >= SAMPLE_RATE:
            energies.append(10 ** (meter.momentary(_QUIETEST) / 10))
    return float(10 * np.log10(np.mean(energies)))


def blocks(sound: Samples, stopped: Callable[[], bool]) -> Iterator[Samples]:
    """Yield a sound in blocks; once stopped, it fades and is over."""
    fade, gone = to_frames(FADE_S), 0
    fall = _rise(fade)[::-1].astype(np.float32)
    for start in range(0, len(sound), GRID):
        block = sound[start : start + GRID]
        if gone or stopped():
            gains = np.zeros(len(block), np.float32)
            part = fall[gone : gone + len(block)]
            gains[: len(part)] = part
            gone += len(block)
            block = block * gains[:, None]
        yield block
        if gone >= fade:
            return


def _side(block: Samples) -> str:
    left, right = (bool(np.any(block[:, side])) for side in (0, 1))
    if left == right:
        return "both" if left else ""
    return "left" if left else "right"


def _rise(frames: int) -> Any:
    return 0.5 - 0.5 * np.cos(np.pi * (np.arange(frames) + 0.5) / frames)


def _faded(frames: int) -> Any:
    """Return gains that rise and fall as a raised cosine at both ends."""
    gains, fade = np.ones(frames), min(to_frames(FADE_S), frames // 3)
    gains[:fade] = _rise(fade)
    gains[-fade:] = _rise(fade)[::-1]
    return gains
