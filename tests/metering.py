"""FFmpeg's own ebur128 meter, for what the tests hear."""

import numpy as np
import pytest

from kapsound.samples import Samples
from kapsound.units import SAMPLE_RATE


def ffmpeg_meter(sound: Samples, *, peak: bool = True) -> tuple[float, list[float]]:
    """Return FFmpeg's ebur128 of a sound: its true peak in dBTP, momentary LUFS by 100 ms."""
    av = pytest.importorskip("av")
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="flt", sample_rate=SAMPLE_RATE, layout="stereo", name="in")
    meter = graph.add("ebur128", "metadata=1:peak=true" if peak else "metadata=1")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    packed = np.ascontiguousarray(sound[: len(sound) // 4_800 * 4_800].reshape(1, -1))
    frame = av.AudioFrame.from_ndarray(packed, format="flt", layout="stereo")
    frame.sample_rate = SAMPLE_RATE
    source.push(frame)
    source.push(None)
    peaks = [1e-9]
    momentary: list[float] = []
    while True:
        try:
            data = sink.pull().metadata
        except av.error.EOFError:
            return float(20 * np.log10(max(peaks))), momentary
        momentary.append(float(data["lavfi.r128.M"]))
        if peak:
            peaks.append(float(data["lavfi.r128.true_peak"]))
