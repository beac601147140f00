"""Raw samples reach files and pipes exactly, and a pipe without a reader is named."""

import os
import threading
from pathlib import Path

import numpy as np
import pytest

from kapsound.audio.sinks.base import SinkLost
from kapsound.audio.sinks.raw import RawSink, open_fifo, open_raw
from kapsound.errors import DeviceError

AUDIO = np.random.default_rng(2).standard_normal((30_000, 2)).astype(np.float32)
pipes_only = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")


def test_a_file_holds_the_samples_exactly(tmp_path):
    sink = open_raw(tmp_path / "a.raw")
    for block in np.array_split(AUDIO, 9):
        sink.write(block)
    sink.close()
    sink.close()
    assert (tmp_path / "a.raw").read_bytes() == AUDIO.astype("<f4").tobytes()
    assert sink.delivered == 30_000


@pytest.mark.parametrize("stall_s", [None, 20.0])
@pipes_only
def test_a_named_pipe_hands_every_sample_to_its_reader(tmp_path, stall_s):
    path, got = tmp_path / "pipe", []
    os.mkfifo(path)
    reader_fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(reader_fd, True)
    with os.fdopen(reader_fd, "rb") as reader:
        sink = open_fifo(path, stall_s=stall_s)
        thread = threading.Thread(target=lambda: got.append(reader.read()))
        thread.start()
        sink.write(AUDIO)
        sink.close()
        thread.join()
    assert got == [AUDIO.tobytes()]


@pipes_only
def test_a_named_pipe_that_nobody_reads_is_said_so(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DeviceError, match=r"nobody reads the pipe .*start its reader first"):
        open_fifo(tmp_path / "pipe")


@pytest.mark.parametrize("stall_s", [None, 20.0])
def test_a_reader_that_goes_is_a_lost_sink(stall_s):
    reader, writer = os.pipe()
    sink = RawSink(writer, "stdout", stall_s=stall_s)
    os.close(reader)
    with pytest.raises(SinkLost, match="the reader of stdout has gone"):
        sink.write(AUDIO)
    sink.close()


@pipes_only
def test_a_reader_that_takes_nothing_is_a_lost_sink():
    reader, writer = os.pipe()
    sink = RawSink(writer, "stdout", stall_s=0.05)
    with pytest.raises(SinkLost, match=r"taken nothing for 0\.05 s"):
        sink.write(AUDIO)
    sink.close()
    os.close(reader)


def test_writing_after_closing_is_a_lost_sink(tmp_path):
    sink = open_raw(tmp_path / "a.raw")
    sink.close()
    with pytest.raises(SinkLost, match="is closed"):
        sink.write(AUDIO)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_a_lost_sink():
    sink = RawSink(os.open("/dev/full", os.O_WRONLY), "/dev/full")
    with pytest.raises(SinkLost, match="/dev/full cannot be written: No space"):
        sink.write(AUDIO)
    sink.close()
