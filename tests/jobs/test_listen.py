"""An audition rises softly, loops, leaves softly, and fades when it is told to stop."""

from pathlib import Path

import numpy as np
import pytest
from memory_sink import MemorySink

from kapsound.audio.mixer import Mixer
from kapsound.audio.source import Damage, MemorySource
from kapsound.cache.lease import leased
from kapsound.core.instructions import Bus, Clip, StartVoice
from kapsound.errors import MediaError
from kapsound.jobs import listen as job
from kapsound.processes import run_job
from kapsound.units import GRID, SAMPLE_RATE, Frames, to_frames

STEP = 0.0011
LEVEL = np.float32(0.4)


class EnoughError(Exception):
    """What a caller raises to stop the sound."""


def never():
    return False


def silent(_values):
    return None


def heard(seconds, *, clip_s=2.0, loop=True, stopped=never, source=None):
    """Play an audition of a constant; return what reached the sink."""
    clip = Clip("k", Frames(0), to_frames(clip_s), 1.0, loop)
    audition = job.Audition(clip, to_frames(seconds))
    samples = np.full((clip.frames, 2), LEVEL, np.float32)
    mixer, sink = Mixer(lambda _clip: source or MemorySource(samples)), MemorySink()
    mixer.apply(StartVoice(job._VOICE, Bus.AMBIENCE, clip, audition.fade), 0)
    job.play(mixer, audition, sink, stopped, silent)
    return sink.audio


def test_it_lasts_as_long_as_asked_for_and_loops():
    sound = heard(12.0)
    assert to_frames(12.0) - GRID <= len(sound) <= to_frames(12.0) + 2 * GRID
    middle = sound[to_frames(3.1) : to_frames(8.9)]
    assert np.all(middle == LEVEL)


def test_it_begins_and_ends_at_nothing_and_steps_nowhere():
    sound = heard(9.0)
    assert np.abs(sound[:GRID]).max() < 0.02
    assert np.abs(sound[-8:]).max() == 0.0
    assert float(np.abs(np.diff(sound, axis=0)).max()) < STEP


def test_a_short_one_fades_over_its_thirds():
    sound = heard(1.5)
    assert np.flatnonzero(sound[:, 0] == LEVEL)[0] == pytest.approx(to_frames(0.5) + 400, abs=GRID)
    assert float(np.abs(np.diff(sound, axis=0)).max()) < STEP


def test_a_file_is_over_at_its_end():
    sound = heard(2.0, clip_s=2.0, loop=False)
    assert len(sound) <= to_frames(2.0) + 2 * GRID
    assert np.abs(sound[-8:]).max() == 0.0


@pytest.mark.parametrize("blocks", [3, 100, 260])
def test_stopped_at_any_moment_it_fades_within_a_second(blocks):
    calls = iter([False] * blocks + [True] * 9_999)
    sound = heard(12.0, stopped=lambda: next(calls))
    assert len(sound) <= blocks * GRID + to_frames(job.LEAVE_S) + 3 * GRID
    assert np.abs(sound[-8:]).max() == 0.0
    assert float(np.abs(np.diff(sound, axis=0)).max()) < STEP


def test_damage_falls_to_nothing_and_is_named():
    source = MemorySource(np.full((to_frames(2.0), 2), LEVEL, np.float32))
    source.damage = Damage(to_frames(1.0), "k is damaged; prepare it again")
    with pytest.raises(MediaError, match="k is damaged"):
        heard(2.0, source=source)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The request for a quiet audition of ten seconds, its sound prepared."""
    cache = tmp_path_factory.mktemp("cache")
    recipe = {"synth": "brown", "seed": 0, "length": 2.0}
    done = run_job("prepare", {"recipes": [recipe], "cache": str(cache)}, silent)
    ((_, audio),) = done["index"]
    clip = {"key": audio["key"], "start": 0, "end": audio["frames"], "gain": 0.1, "loop": True}
    return {"clip": clip, "frames": to_frames(10.0), "cache": str(cache), "output": "null"}


def test_the_job_says_how_far_it_is_and_what_was_heard(prepared):
    seen = []
    done = run_job("listen", prepared | {"paced": False}, seen.append)
    assert done == {"heard": pytest.approx(10.0, abs=0.1), "stopped": False}
    assert seen[0]["total"] == 10.0
    assert seen[-1]["done"] > 9.0


@pytest.mark.parametrize("why", [EnoughError, KeyboardInterrupt])
def test_stopped_from_outside_it_has_faded_before_the_caller_goes_on(prepared, tmp_path, why):
    path = tmp_path / "heard.wav"

    def stop(values):
        if values["done"] > 0.5:
            raise why

    request = prepared | {"paced": True, "output": f"file:{path}"}
    with pytest.raises(why):
        run_job("listen", request, stop)
    frames = np.frombuffer(path.read_bytes()[-8_000:], "<f4")
    assert np.abs(frames[-8:]).max() < 1e-4
    assert path.stat().st_size < 5 * SAMPLE_RATE * 8


def test_what_is_heard_is_not_evicted_meanwhile(prepared):
    held, cache = [], Path(prepared["cache"])
    run_job("listen", prepared | {"paced": False}, lambda _: held.append(leased(cache)))
    assert held[0] == {prepared["clip"]["key"]}
    assert leased(cache) == frozenset()


def test_missing_audio_is_named(prepared, tmp_path):
    with pytest.raises(MediaError, match="prepare the playlist again"):
        run_job("listen", prepared | {"paced": False, "cache": str(tmp_path)}, silent)
