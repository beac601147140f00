"""Through a real sound server every sample arrives once; a dead device is noticed, none is moved.

The process that feeds a device loads pygame and little else.
"""

import signal
import subprocess
import sys

import numpy as np
import pytest
from rigs import disk_environment, needs_sound_server

from kapsound.audio.sinks.base import Opening, SinkLost
from kapsound.audio.sinks.devices import DeviceSink
from kapsound.audio.sinks.output_process import OutputProcess
from kapsound.errors import DeviceError

pytestmark = pytest.mark.slow
BLOCK = np.full((2_048, 2), 0.1, np.float32)


@pytest.fixture
def play(monkeypatch):
    """Return an opener of devices in an environment."""
    made = []

    def opened(environment, name, depth=2_048):
        for key, value in environment.items():
            monkeypatch.setenv(key, value)
        made.append(DeviceSink(OutputProcess(name, depth), depth, Opening().sleep))
        return made[-1]

    yield opened
    for sink in made:
        sink.close()


def write_until_lost(sink, then):
    """Write blocks, do something once it plays, and return what it was lost for."""
    write_blocks(sink, 24)
    then()
    with pytest.raises(SinkLost) as lost:
        write_blocks(sink, 240)
    return str(lost.value)


def write_blocks(sink, count):
    for _ in range(count):
        sink.write(BLOCK)


def test_an_output_process_loads_neither_arrays_nor_screen():
    code = (
        "import sys, kapsound.output.__main__, kapsound.output.device\n"
        "heavy = {'numpy', 'av', 'textual', 'pydub', 'pydantic', 'typer', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_only_a_device_that_is_there_is_opened(play, tmp_path):
    with pytest.raises(DeviceError, match='no sound output "Nowhere"'):
        play(disk_environment(tmp_path / "a"), "Nowhere")


def test_without_a_sound_system_the_silent_run_is_offered(play, tmp_path):
    environment = {**disk_environment(tmp_path / "a"), "SDL_AUDIODRIVER": "nonsense"}
    with pytest.raises(DeviceError, match=r"no sound output was found.*--output null"):
        play(environment, "")


@needs_sound_server
def test_a_server_without_outputs_answers_and_the_silent_run_is_offered(play, room):
    room.control("unload-module", "module-null-sink")
    with pytest.raises(DeviceError, match=r"no sound output was found.*--output null"):
        play(room.environment, "")


@needs_sound_server
def test_a_device_that_is_removed_is_noticed(play, room):
    module = room.add_sink("second")
    sink = play(room.environment, "second")
    why = write_until_lost(sink, lambda: room.control("unload-module", module))
    assert why == 'the sound output "second" has gone'


@needs_sound_server
def test_a_suspended_device_is_noticed(play, room):
    sink = play(room.environment, "room")
    why = write_until_lost(sink, lambda: room.control("suspend-sink", "room", "1"))
    assert why == 'the sound output "room" plays nothing any more'


@needs_sound_server
def test_a_sound_server_that_dies_is_noticed(play, room):
    sink = play(room.environment, "room")
    assert 'the sound output "room" ' in write_until_lost(sink, room.kill)


@needs_sound_server
def test_a_process_that_hangs_is_lost_and_ended(play, room):
    sink = play(room.environment, "room")
    process = sink._feeding._process
    why = write_until_lost(sink, lambda: process.send_signal(signal.SIGSTOP))
    assert why == 'the sound output "room" plays nothing any more'
    sink.close()
    assert process.poll() is not None


@needs_sound_server
def test_the_system_cannot_move_the_sound_elsewhere(play, room):
    room.add_sink("other")
    sink = play(room.environment, "room")
    write_blocks(sink, 24)
    (line,) = room.control("list", "short", "sink-inputs").splitlines()
    with pytest.raises(subprocess.CalledProcessError):
        room.control("move-sink-input", line.split()[0], "other")
