"""Through a real mixer every sample arrives once, in order; a dead device is noticed.

Each device is opened in a process of its own, for the mixer is one to a process.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from rigs import disk_environment, needs_sound_server

pytestmark = pytest.mark.slow

PLAY = """
import json, sys, time
import numpy as np
from kapsound.audio.sinks.base import Opening, SinkLost
from kapsound.audio.sinks.pygame_sink import open_pygame
device, depth, block, seconds = json.loads(sys.argv[1])
sink = open_pygame(device, Opening(depth=depth))
count = np.arange(1, int(seconds * 48_000) + 1, dtype=np.float32) / 2**22
audio = np.stack([count, -count], axis=1)
began, failure = time.monotonic(), None
try:
    for at in range(0, len(audio), block):
        sink.write(audio[at : at + block])
        last = time.monotonic()
        if at == 24 * block:
            print("playing", flush=True)
except SinkLost as error:
    failure = str(error)
ended = time.monotonic()
sink.close()
print(json.dumps({"took": ended - began, "noticed": ended - last, "failure": failure,
    "closing": time.monotonic() - ended, "stuck": sink.stuck,
    "underruns": sink.underruns, "delivered": sink.delivered}), flush=True)
import os
os._exit(0)
"""


def start(environment, device, depth, block, seconds):
    arguments = json.dumps([device, depth, block, seconds])
    return subprocess.Popen(
        [sys.executable, "-c", PLAY, arguments],
        env={**environment, "PYGAME_HIDE_SUPPORT_PROMPT": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # as the player: Linux shares the processor out by session
        cwd=Path(__file__).parents[3],
        text=True,
    )


def result(process):
    out, _ = process.communicate(timeout=60)
    return json.loads(out.splitlines()[-1])


def played(seconds):
    count = np.arange(1, int(seconds * 48_000) + 1, dtype=np.float32) / 2**22
    return np.stack([count, -count], axis=1)


def sounding(recorded):
    """Return what lies between lead-in and tail."""
    heard = np.flatnonzero(recorded[:, 0])
    return recorded[heard[0] : heard[-1] + 1]


@pytest.mark.parametrize(("depth", "block"), [(4_096, 1_000), (8_192, 2_048)])
def test_the_disk_driver_holds_what_was_written_sample_for_sample(tmp_path, depth, block):
    report = result(start(disk_environment(tmp_path / "a.raw"), None, depth, block, 1.5))
    recorded = np.fromfile(tmp_path / "a.raw", "<f4").reshape(-1, 2)
    assert np.array_equal(sounding(recorded), played(1.5))
    assert (report["failure"], report["underruns"], report["delivered"]) == (None, 0, 72_000)


def test_a_device_without_sound_keeps_real_time(tmp_path):
    environment = {**disk_environment(tmp_path / "a"), "SDL_AUDIODRIVER": "dummy"}
    report = result(start(environment, None, 2_048, 2_048, 1.5))
    assert report["took"] > 1.3
    assert not report["stuck"]


@needs_sound_server
def test_a_sound_server_plays_every_sample_once_and_in_order(room):
    with room.record("room") as recording:
        report = result(start(room.environment, "room", 8_192, 2_048, 2.0))
    assert report["underruns"] == 0
    assert np.array_equal(sounding(recording.audio), played(2.0))


@needs_sound_server
def test_a_device_that_is_removed_is_noticed_at_once(room):
    module = room.add_sink("second")
    process = start(room.environment, "second", 2_048, 2_048, 30.0)
    assert process.stdout.readline() == "playing\n"
    room.control("unload-module", module)
    report = result(process)
    assert report["failure"] == 'the sound output "second" has gone'
    assert report["noticed"] < 0.5


@needs_sound_server
def test_a_suspended_device_is_noticed_and_let_go_of_in_time(room):
    process = start(room.environment, "room", 2_048, 2_048, 30.0)
    assert process.stdout.readline() == "playing\n"
    room.control("suspend-sink", "room", "1")
    report = result(process)
    assert report["failure"] == 'the sound output "room" plays nothing any more'
    assert report["noticed"] < 1.0
    assert report["closing"] < 1.0


@needs_sound_server
def test_a_sound_server_that_dies_is_noticed(room):
    process = start(room.environment, "room", 2_048, 2_048, 30.0)
    assert process.stdout.readline() == "playing\n"
    room.kill()
    report = result(process)
    assert report["failure"].startswith('the sound output "room" ')
    assert report["noticed"] < 1.0


def test_a_device_that_cannot_be_opened_is_named(tmp_path):
    code = (
        "from kapsound.audio.sinks.base import Opening\n"
        "from kapsound.audio.sinks.pygame_sink import open_pygame\n"
        "from kapsound.errors import DeviceError\n"
        "try:\n    open_pygame('Nowhere', Opening())\n"
        "except DeviceError as error:\n    print(error)\n"
    )
    environment = {**disk_environment(tmp_path / "a"), "SDL_AUDIODRIVER": "nonsense"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        check=True,
    )
    assert 'the sound output "Nowhere" cannot be opened' in done.stdout
    assert "--output null" in done.stdout
