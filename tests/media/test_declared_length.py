"""A file that was cut off is known by the length it states; a guess of FFmpeg's is no claim."""

import struct

import pytest

from kapsound.media.declared_length import _wav_length
from kapsound.media.decode import Decoder


def read(path):
    decoder = Decoder(path, lambda part: None)
    frames = sum(len(block) for block in decoder.blocks())
    return frames, decoder.declared


STATED = [
    ("a.wav", "pcm_s16le", {"rate": 44_100}),
    ("a.aiff", "pcm_s24be", {}),
    ("a.mp3", "libmp3lame", {"rate": 44_100}),
    ("cover.mp3", "libmp3lame", {"cover": True}),
    ("a.mka", "libopus", {}),
]


@pytest.mark.parametrize(("name", "codec", "options"), STATED)
def test_a_file_cut_off_still_states_its_whole_length(sounds, name, codec, options):
    path = sounds.encode(name, sounds.tone(3.0, options.get("rate", 48_000)), codec, **options)
    assert read(path) == (144_000, pytest.approx(144_000, abs=500))
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    frames, declared = read(path)
    assert frames < 100_000
    assert declared == pytest.approx(144_000, abs=500)


@pytest.mark.parametrize(
    ("name", "codec"), [("a.aac", "aac"), ("a.ac3", "ac3"), ("a.eac3", "eac3")]
)
def test_bare_packets_state_no_length(sounds, name, codec):
    assert read(sounds.encode(name, sounds.tone(1.0), codec))[1] is None


def bare(sounds):
    """Return an MP3 without the header that counts its frames, and that header's flags."""
    path = sounds.encode("v.mp3", sounds.tone(2.0, 44_100), "libmp3lame", rate=44_100)
    data = path.read_bytes()
    first = data.index(b"\xff\xfb")
    return path, data, data.index(b"\xff\xfb", first + 4)


def test_an_mp3_without_its_header_states_no_length(sounds):
    path, data, second = bare(sounds)
    path.write_bytes(data[second:])
    assert read(path)[1] is None


def test_an_mp3_header_that_counts_no_frames_states_no_length(sounds):
    path, data, _ = bare(sounds)
    flags = (data.find(b"Xing") if b"Xing" in data else data.index(b"Info")) + 7
    path.write_bytes(data[:flags] + bytes([data[flags] & 0xFE]) + data[flags + 1 :])
    assert read(path)[1] is None


@pytest.mark.parametrize("size", [0, 0x7FFF_FFFF, 0xFFFF_FFFF])
def test_a_wav_whose_writer_did_not_know_its_size_states_none(sounds, size):
    path = sounds.wav("stream.wav", sounds.tone(0.5))
    data = path.read_bytes()
    path.write_bytes(data[:40] + struct.pack("<I", size) + data[44:])
    assert read(path)[1] is None


def test_chunks_before_the_sound_of_a_wav_are_passed_over(sounds):
    path = sounds.wav("more.wav", sounds.tone(0.5))
    data = path.read_bytes()
    path.write_bytes(data[:36] + b"junk" + struct.pack("<I", 3) + b"abc\0" + data[36:])
    assert read(path) == (24_000, 24_000)


@pytest.mark.parametrize("end", [14, 20, 40])
def test_a_wav_cut_within_its_headers_states_nothing(sounds, end):
    path = sounds.wav("head.wav", sounds.tone(0.1))
    path.write_bytes(path.read_bytes()[:end])
    assert _wav_length(path) is None
