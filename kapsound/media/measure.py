"""Measures loudness by FFmpeg's `ebur128` filter (EBU R128), true peak as it does, and silence."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from kapsound.cache.writer import Measured
from kapsound.media.blocks import cut
from kapsound.media.truepeak import TruePeakFinder
from kapsound.samples import Samples
from kapsound.units import CHANNELS, SAMPLE_RATE, Frames

LOWEST_PEAK_DB = -120.0
_WINDOW = SAMPLE_RATE // 100
_SILENT_POWER = 1e-6  # -60 dBFS
_UNGATED = -70.0  # what the filter reports while nothing has passed its absolute gate
_LOUDNESS, _RANGE = "lavfi.r128.I", "lavfi.r128.LRA"
_PEAK_DIGITS = 3  # the filter reports a true peak in thousandths of full scale


class Meter:
    """Measures sound given to it in blocks; blocks of a second cost least."""

    def __init__(self) -> None:
        self._graph = _ebur128()
        self._frames = 0
        self._peaks = TruePeakFinder()
        self._values: Mapping[str, str] = {}
        self._silence = _Silence()
        self._sum = np.zeros(CHANNELS)

    def add(self, block: Samples) -> None:
        """Measure the next frames, shape (frames, 2), finite float32."""
        if not len(block):
            return
        self._peaks.add(block)
        self._silence.add(block)
        self._sum += [channel.sum(dtype=np.float64) for channel in block.T]
        self._values = self._run(block) or self._values

    def result(self) -> Measured:
        """Return the measurements; no more blocks may follow."""
        silence, mean = self._silence.result(), np.abs(self._sum) / max(1, self._frames)
        loudness = float(self._values.get(_LOUDNESS, _UNGATED))
        self._peaks.finish()
        peak = max(self._peaks.highest_sample, round(self._peaks.highest, _PEAK_DIGITS))
        return Measured(
            loudness=None if loudness <= _UNGATED else loudness,
            true_peak=max(LOWEST_PEAK_DB, float(20 * np.log10(peak))) if peak else LOWEST_PEAK_DB,
            loudness_range=float(self._values.get(_RANGE, 0.0)),
            lead_silence=silence[0],
            trail_silence=silence[1],
            offset=round(float(mean.max()), 6),
        )

    def _run(self, block: Samples) -> Mapping[str, str]:
        """Feed the filter; returns the values of the last step it finished, if any."""
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="flt", layout="stereo")
        frame.sample_rate, frame.pts = SAMPLE_RATE, self._frames
        frame.time_base = Fraction(1, SAMPLE_RATE)
        self._frames += len(block)
        self._graph.push(frame)
        steps = list(pulled(self._graph))
        found = (step.metadata for step in reversed(steps))
        return next((values for values in found if _LOUDNESS in values), {})


class _Silence:
    """Finds the first and the last window that is not silent, over blocks of any size."""

    def __init__(self) -> None:
        self._rest = np.empty((0, CHANNELS), np.float32)
        self._seen = 0
        self._first: int | None = None
        self._last = 0

    def add(self, block: Samples) -> None:
        """Look at the next frames; an unfinished window waits for the next ones."""
        joined = np.concatenate((self._rest, block)) if len(self._rest) else block
        whole = len(joined) // _WINDOW * _WINDOW
        self._look(joined[:whole].reshape(-1, _WINDOW, CHANNELS))
        self._rest = joined[whole:].copy()

    def result(self) -> tuple[Frames, Frames]:
        """Return the silent frames at the start and at the end."""
        total = self._seen + len(self._rest)
        if len(self._rest):
            self._look(self._rest[np.newaxis])
        if self._first is None:
            return Frames(total), Frames(total)
        return Frames(self._first), Frames(max(0, total - self._last))

    def _look(self, windows: Samples) -> None:
        begins, self._seen = self._seen, self._seen + windows.shape[0] * windows.shape[1]
        # What lies between the first and the last that are loud makes no difference.
        if self._first is not None and _loud(windows[-1:]).size:
            self._last = self._seen
        elif (loud := _loud(windows)).size:
            if self._first is None:
                self._first = begins + int(loud[0]) * _WINDOW
            self._last = begins + (int(loud[-1]) + 1) * _WINDOW


def _loud(windows: Samples) -> NDArray[np.intp]:
    power = np.einsum("wfc,wfc->wc", windows, windows).max(axis=1) / windows.shape[1]
    return np.flatnonzero(power >= _SILENT_POWER)


def pulled(graph: Graph) -> Iterator[av.AudioFrame]:
    """Give the frames a filter graph has ready."""
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        assert isinstance(frame, av.AudioFrame)
        yield frame


def measure(block: Samples) -> Measured:
    """Measure a whole sound at once, shape (frames, 2)."""
    meter = Meter()
    for second in cut(block, SAMPLE_RATE):
        meter.add(second)
    return meter.result()


def _ebur128() -> Graph:
    graph = Graph()
    base = Fraction(1, SAMPLE_RATE)
    source = graph.add_abuffer(
        sample_rate=SAMPLE_RATE, format="flt", layout="stereo", time_base=base
    )
    meter = graph.add("ebur128", "peak=none:metadata=1:framelog=quiet")
    graph.link_nodes(source, meter, graph.add("abuffersink")).configure()
    return graph
