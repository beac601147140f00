"""The FLAC file holds the same 24-bit samples as the WAV file, and the same bytes every time."""

import subprocess
import sys

import av
import numpy as np
import pytest

from kapsound.audio.sinks.base import SinkLost
from kapsound.audio.sinks.flac_file import FlacSink
from kapsound.audio.sinks.wave_file import to_pcm24
from kapsound.errors import DeviceError

AUDIO = np.random.default_rng(5).uniform(-1.1, 1.1, (20_011, 2)).astype(np.float32)


def write(path, parts):
    sink = FlacSink(path)
    for block in np.array_split(AUDIO, parts):
        sink.write(block)
    sink.close()
    sink.close()
    return path.read_bytes()


def test_every_sample_is_there_to_24_bits(tmp_path):
    write(tmp_path / "a.flac", 7)
    with av.open(str(tmp_path / "a.flac")) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    decoded = np.concatenate(frames, axis=1).reshape(-1, 2) >> 8
    assert np.array_equal(decoded, to_pcm24(AUDIO))


def test_the_bytes_are_the_same_whatever_the_blocks(tmp_path):
    assert write(tmp_path / "a.flac", 3) == write(tmp_path / "b.flac", 41)


def test_an_existing_file_is_left_alone(tmp_path):
    (tmp_path / "a.flac").write_text("mine")
    with pytest.raises(DeviceError, match="exists already"):
        FlacSink(tmp_path / "a.flac")
    assert (tmp_path / "a.flac").read_text() == "mine"


def test_a_disk_that_fills_up_is_a_lost_sink(tmp_path):
    sink = FlacSink(tmp_path / "a.flac")

    class Full:
        def mux(self, _packets):
            raise OSError(28, "No space left on device")

    whole, sink._container = sink._container, Full()
    with pytest.raises(SinkLost, match=r"a\.flac cannot be written: No space left"):
        sink.write(AUDIO)
    sink._container = whole
    sink.close()


def test_the_module_loads_no_decoder_until_a_file_is_made():
    code = "import sys, kapsound.audio.sinks.flac_file; sys.exit('av' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
