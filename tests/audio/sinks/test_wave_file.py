"""The WAV file is right to the byte, and every fault of its file is said plainly."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.audio.sinks.base import SinkLost
from kapsound.audio.sinks.wave_file import WaveSink, to_pcm24
from kapsound.errors import DeviceError


def write(path, audio, **options):
    sink = WaveSink(path, **options)
    for block in np.array_split(audio, 3):
        sink.write(block)
    sink.close()
    return path.read_bytes()


def test_samples_are_24_bit_and_clipped_at_full_scale():
    block = np.array([[0.0, 1.0], [-1.0, 2.0], [-3.0, 2.0**-23]], np.float32)
    assert to_pcm24(block).tolist() == [[0, 8388607], [-8388608, 8388607], [-8388608, 1]]


@given(st.integers(-(2**23), 2**23 - 1))
def test_every_24_bit_value_survives(value):
    assert to_pcm24(np.full((1, 2), value / 2**23, np.float32)).tolist() == [[value, value]]


def test_the_same_audio_gives_the_same_bytes_and_the_sizes_are_right(tmp_path):
    audio = np.random.default_rng(3).uniform(-1, 1, (1_000, 2)).astype(np.float32)
    data = write(tmp_path / "a.wav", audio)
    assert data == write(tmp_path / "b.wav", audio)
    assert struct.unpack_from("<I", data, 4) == (len(data) - 8,)
    assert data[60:64] == b"data"
    assert struct.unpack_from("<I", data, 64) == (len(data) - 68,) == (6_000,)
    ints = np.frombuffer(data[68:], np.uint8).reshape(-1, 3).astype(np.int32)
    values = ((ints[:, 0] | ints[:, 1] << 8 | ints[:, 2] << 16) ^ 0x800000) - 0x800000
    assert np.array_equal(values.reshape(-1, 2), to_pcm24(audio))


def test_the_header_says_24_bit_stereo_at_48_khz(tmp_path):
    write(tmp_path / "a.wav", np.zeros((480, 2), np.float32))
    head = (tmp_path / "a.wav").read_bytes()[20:36]
    assert struct.unpack("<HHIIHH", head) == (0xFFFE, 2, 48_000, 288_000, 6, 24)


def test_an_unclosed_file_still_claims_sound_to_its_end(tmp_path):
    sink = WaveSink(tmp_path / "a.wav")
    sink.write(np.zeros((10, 2), np.float32))
    size = struct.unpack_from("<I", (tmp_path / "a.wav").read_bytes(), 64)[0]
    assert size > 4_000_000_000
    sink.close()


def test_more_than_the_format_holds_is_said_and_the_file_stays_whole(tmp_path):
    sink = WaveSink(tmp_path / "a.wav", limit=68 + 60)
    sink.write(np.zeros((10, 2), np.float32))
    with pytest.raises(SinkLost, match=r"a\.wav is full.*4 h 8 min.*\.flac"):
        sink.write(np.zeros((1, 2), np.float32))
    sink.close()
    sink.close()
    assert (tmp_path / "a.wav").stat().st_size == 68 + 60


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_a_lost_sink():
    with pytest.raises(SinkLost, match=r"/dev/full cannot be written any further"):
        WaveSink(Path("/dev/full"), replace=True)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no/a.wav", "there is no folder .*no; make it first"),
        ("there.wav", "exists already; choose another name"),
        (".", "is a folder|exists already"),
        ("there.wav/a.wav", "cannot be written: Not a directory"),
    ],
)
def test_a_file_that_cannot_be_made_is_named(tmp_path, name, message):
    (tmp_path / "there.wav").touch()
    with pytest.raises(DeviceError, match=message):
        WaveSink(tmp_path / name)


def test_an_existing_file_is_replaced_when_asked(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"x" * 10_000)
    assert len(write(tmp_path / "a.wav", np.zeros((6, 2), np.float32), replace=True)) == 68 + 36
