"""What `--output` names is opened, or the person is told what to write instead."""

import os
import subprocess
import sys

import numpy as np
import pytest

from kapsound.audio.sinks.base import Opening
from kapsound.audio.sinks.flac_file import FlacSink
from kapsound.audio.sinks.null import NullSink
from kapsound.audio.sinks.opening import open_sink
from kapsound.audio.sinks.paced import PacedSink
from kapsound.audio.sinks.raw import RawSink
from kapsound.audio.sinks.wave_file import WaveSink
from kapsound.core.output import parse_output
from kapsound.errors import DeviceError


def opened(text, opening):
    return open_sink(parse_output(text), opening)


OFFLINE = Opening(live=False)


def test_offline_sinks_do_not_wait_for_the_clock(tmp_path):
    kinds = {"null": NullSink, "wav": WaveSink, "raw": RawSink, "flac": FlacSink}
    for name, kind in kinds.items():
        spec = name if name == "null" else f"file:{tmp_path / 'a'}.{name}"
        sink = opened(spec, OFFLINE)
        assert isinstance(sink, kind)
        sink.close()


def test_live_silence_and_files_run_in_real_time(tmp_path):
    slept = []
    for spec in ("null", f"file:{tmp_path}/a.wav", f"file:{tmp_path}/a.raw"):
        sink = opened(spec, Opening(clock=lambda: 0.0, sleep=slept.append))
        sink.write(np.zeros((4_800, 2), np.float32))
        sink.close()
        assert isinstance(sink, PacedSink)
    assert slept == [pytest.approx(0.1)] * 3


def test_a_live_flac_file_is_refused_with_the_way_to_get_one(tmp_path):
    with pytest.raises(DeviceError, match=r"render it to \.flac afterwards"):
        opened(f"file:{tmp_path}/a.flac", Opening())


def test_a_file_of_another_kind_is_refused(tmp_path):
    with pytest.raises(DeviceError, match=r"ends in \.wav, \.flac, \.raw"):
        opened(f"file:{tmp_path}/a.mp3", OFFLINE)


def test_stdout_takes_raw_samples(capfd):
    sink = opened("-", OFFLINE)
    sink.write(np.full((2, 2), 0.0, np.float32))
    sink.close()
    assert capfd.readouterr().out == "\0" * 16


def test_a_live_session_does_not_go_to_standard_output():
    with pytest.raises(DeviceError, match=r"file:PATH \(PATH may be a named pipe\)"):
        opened("-", Opening())


@pytest.fixture
def pipe(tmp_path):
    """A named pipe, whatever its suffix, with a reader that takes all there is."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(tmp_path / "a.pipe")
    reader = os.open(tmp_path / "a.pipe", os.O_RDONLY | os.O_NONBLOCK)
    yield f"file:{tmp_path}/a.pipe", reader
    os.close(reader)


def test_the_reader_of_a_named_pipe_sets_the_pace_of_a_render(pipe):
    sink = opened(pipe[0], OFFLINE)
    assert isinstance(sink, RawSink)
    sink.close()


def test_a_quick_reader_of_a_named_pipe_gets_a_live_session_no_more_than_half_a_second_ahead(pipe):
    now = [0.0]

    def sleep(seconds):
        now[0] += seconds

    sink = opened(pipe[0], Opening(clock=lambda: now[0], sleep=sleep))
    for _ in range(30):
        sink.write(np.zeros((4_800, 2), np.float32))
        os.read(pipe[1], 4_800 * 8)
    sink.close()
    assert now[0] == pytest.approx(3.0 - 0.5)
    assert sink.gaps() == []


def test_the_dummy_device_is_opened_in_a_process_of_its_own(tmp_path):
    code = (
        "import sys, numpy as np\n"
        "from kapsound.audio.sinks.base import Opening\n"
        "from kapsound.audio.sinks.opening import open_sink\n"
        "from kapsound.core.output import Output\n"
        "sink = open_sink(Output(), Opening(depth=4096))\n"
        "sink.write(np.zeros((4096, 2), np.float32))\n"
        "print(type(sink).__name__, sink.delivered, 'pygame' in sys.modules)\n"
        "sink.close()\n"
    )
    environment = {**os.environ, "SDL_AUDIODRIVER": "dummy"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["DeviceSink", "4096", "False"]
