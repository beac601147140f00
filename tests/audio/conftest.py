"""What the audio tests share: sources of constants, a mixer of them, FFmpeg's own meter."""

import numpy as np
import pytest

from kapsound.audio.mixer import Mixer
from kapsound.audio.source import MemorySource
from kapsound.cache.store import pcm_path
from kapsound.cache.writer import Measured, Writer
from kapsound.core.instructions import Clip
from kapsound.units import GRID, SAMPLE_RATE


@pytest.fixture(scope="session")
def clip():
    """Return a maker of clips of ten seconds."""

    def make(key, *, start=0, end=480_000, gain=1.0, loop=False):
        return Clip(key, start, end, gain, loop)

    return make


@pytest.fixture(scope="session")
def constant():
    """Return a mixer's `open_clip` that gives the key, read as a number, as a constant."""

    def open_clip(clip):
        return MemorySource(np.full((clip.end, 2), float(clip.key), np.float32))

    return open_clip


@pytest.fixture(scope="session")
def play():
    """Return a player of a script: a mixer's sound under {block: instructions}."""

    def run(mixer, script, blocks):
        sound = np.empty((blocks * GRID, 2), np.float32)
        for block in range(blocks):
            for instruction in script.get(block, ()):
                mixer.apply(instruction, block * GRID)
            sound[block * GRID :][:GRID] = mixer.render(block * GRID)
        return sound

    return run


@pytest.fixture(scope="session")
def sounding(play):
    """Return a player of a script for sources given as arrays by key."""

    def run(sources, script, blocks):
        return play(Mixer(lambda clip: MemorySource(sources[clip.key])), script, blocks)

    return run


@pytest.fixture(scope="session")
def ffmpeg_meter():
    """Return FFmpeg's ebur128 of a sound: its true peak in dBTP and momentary LUFS by 100 ms."""
    av = pytest.importorskip("av")

    def measure(sound):
        graph = av.filter.Graph()
        source = graph.add_abuffer(format="flt", sample_rate=48_000, layout="stereo", name="in")
        meter = graph.add("ebur128", "metadata=1:peak=true")
        sink = graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        packed = np.ascontiguousarray(sound.reshape(1, -1))
        frame = av.AudioFrame.from_ndarray(packed, format="flt", layout="stereo")
        frame.sample_rate = 48_000
        source.push(frame)
        source.push(None)
        peaks, momentary = [], []
        while True:
            try:
                data = sink.pull().metadata
            except (av.error.EOFError, av.error.BlockingIOError):
                break
            if "lavfi.r128.M" in data:  # the last tenth of a second may be incomplete
                peaks.append(float(data["lavfi.r128.true_peak"]))
                momentary.append(float(data["lavfi.r128.M"]))
        return 20 * np.log10(max(peaks)), momentary

    return measure


@pytest.fixture
def prepare(tmp_path):
    """Return a writer of an array as prepared audio under a key; it returns the audio's path."""

    def write(key, samples):
        with Writer(tmp_path, key, "a test") as writer:
            for start in range(0, len(samples), SAMPLE_RATE):
                writer.write(samples[start:][:SAMPLE_RATE].tobytes())
            writer.commit(Measured(-23.0, -3.0, 5.0, 0, 0))
        return pcm_path(tmp_path, key)

    return write


@pytest.fixture
def damage():
    """Return a damager of prepared audio from a second on: "flip", "cut" or "empty"."""

    def harm(path, how, second=0):
        data = bytearray(path.read_bytes())
        place = second * SAMPLE_RATE * 8 + 4_321
        if how == "flip":
            data[place] ^= 1
        path.write_bytes(data[:place] if how == "cut" else b"" if how == "empty" else data)

    return harm
