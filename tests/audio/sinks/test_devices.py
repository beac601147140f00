"""What `--output` names is opened, or the person is told what to write instead."""

import os
import subprocess
import sys

import numpy as np
import pytest
from rigs import needs_sound_server

from kapsound.audio.sinks.devices import (
    Devices,
    Opening,
    choose_device,
    find_devices,
    open_sink,
)
from kapsound.audio.sinks.flac_file import FlacSink
from kapsound.audio.sinks.null import NullSink
from kapsound.audio.sinks.paced import PacedSink
from kapsound.audio.sinks.raw import RawSink
from kapsound.audio.sinks.wave_file import WaveSink
from kapsound.errors import DeviceError

OFFLINE = Opening(live=False)
TWO = Devices(("Headphones", "Room speakers"), "Room speakers")


def test_the_default_is_opened_by_its_name():
    assert choose_device(TWO, None) == "Room speakers"
    assert choose_device(TWO, "Headphones") == "Headphones"


def test_a_driver_with_one_nameless_default_is_opened_without_a_name():
    assert choose_device(Devices(("System audio output device",)), None) is None


def test_with_several_outputs_and_no_default_the_person_chooses():
    with pytest.raises(DeviceError, match=r'choose with --output "Headphones", "Room speakers"'):
        choose_device(Devices(TWO.names), None)


def test_an_unknown_name_lists_the_outputs_and_the_nearest():
    with pytest.raises(DeviceError) as caught:
        choose_device(TWO, "Headphone")
    assert str(caught.value) == (
        'no sound output "Headphone"; did you mean "Headphones"? '
        'There are: "Headphones", "Room speakers"; or run silently with --output null'
    )


def test_no_output_at_all_offers_the_silent_run():
    with pytest.raises(DeviceError, match=r"no sound output was found.*--output null"):
        choose_device(Devices(()), None)


def test_a_driver_that_is_not_there_has_no_outputs(monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "nonsense")
    assert find_devices().names == ()


def test_a_sound_system_without_an_answer_is_said(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(DeviceError, match="gives no answer"):
        find_devices()


@needs_sound_server
def test_the_sound_server_is_asked_for_its_outputs_and_its_default(room, monkeypatch):
    for name, value in room.environment.items():
        monkeypatch.setenv(name, value)
    room.add_sink("other")
    room.control("set-default-sink", "other")
    assert find_devices() == Devices(("room", "other"), "other")


def test_offline_sinks_do_not_wait_for_the_clock(tmp_path):
    kinds = {"null": NullSink, "wav": WaveSink, "raw": RawSink, "flac": FlacSink}
    for name, kind in kinds.items():
        spec = name if name == "null" else f"file:{tmp_path / 'a'}.{name}"
        sink = open_sink(spec, OFFLINE)
        assert isinstance(sink, kind)
        sink.close()


def test_live_silence_and_files_run_in_real_time(tmp_path):
    slept = []
    for spec in ("null", f"file:{tmp_path}/a.wav", f"file:{tmp_path}/a.raw"):
        sink = open_sink(spec, Opening(), lambda: 0.0, slept.append)
        sink.write(np.zeros((4_800, 2), np.float32))
        sink.close()
        assert isinstance(sink, PacedSink)
    assert slept == [pytest.approx(0.1)] * 3


def test_a_live_flac_file_is_refused_with_the_way_to_get_one(tmp_path):
    with pytest.raises(DeviceError, match=r"render it to \.flac afterwards"):
        open_sink(f"file:{tmp_path}/a.flac", Opening())


def test_a_file_of_another_kind_is_refused(tmp_path):
    with pytest.raises(DeviceError, match=r"ends in \.wav, \.flac or \.raw"):
        open_sink(f"file:{tmp_path}/a.mp3", OFFLINE)


def test_stdout_takes_raw_samples(capfd):
    sink = open_sink("-", OFFLINE)
    sink.write(np.full((2, 2), 0.0, np.float32))
    sink.close()
    assert capfd.readouterr().out == "\0" * 16


def test_a_live_session_does_not_go_to_standard_output():
    with pytest.raises(DeviceError, match=r"file:PATH, which may be a named pipe"):
        open_sink("-", Opening())


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
    sink = open_sink(pipe[0], OFFLINE)
    assert isinstance(sink, RawSink)
    sink.close()


def test_a_quick_reader_of_a_named_pipe_gets_a_live_session_no_more_than_half_a_second_ahead(pipe):
    now = [0.0]

    def sleep(seconds):
        now[0] += seconds

    sink = open_sink(pipe[0], Opening(), lambda: now[0], sleep)
    for _ in range(30):
        sink.write(np.zeros((4_800, 2), np.float32))
        os.read(pipe[1], 4_800 * 8)
    sink.close()
    assert now[0] == pytest.approx(3.0 - 0.5)
    assert sink.underruns == 0


def test_the_dummy_device_is_opened_through_pygame(tmp_path):
    code = (
        "import os, numpy as np\n"
        "from kapsound.audio.sinks.devices import Opening, open_sink\n"
        "sink = open_sink(None, Opening(depth=4096))\n"
        "sink.write(np.zeros((4096, 2), np.float32))\n"
        "print(type(sink).__name__, sink.delivered, sink.latency_frames)\n"
        "sink.close()\n"
    )
    environment = {**os.environ, "SDL_AUDIODRIVER": "dummy"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["QueuedSink", "4096", "12288"]
