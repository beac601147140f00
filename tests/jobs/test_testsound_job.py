"""The test sound is soft, begins and ends without a step, and stops when it is told to."""

import numpy as np
import pytest
from memory_sink import MemorySink

from kapsound.jobs import testsound as job
from kapsound.processes import run_job
from kapsound.units import GRID, SAMPLE_RATE, to_frames

STEP = 0.0011


class EnoughError(Exception):
    """What a caller raises to stop the sound."""


def never():
    return False


def curve(sound):
    """The largest second difference: a click has a large one, a tone or a fade does not."""
    return float(np.abs(np.diff(sound, n=2, axis=0)).max())


def test_the_tone_is_heard_on_one_side_after_the_other():
    sound = job.sides(-29.0)
    half = to_frames(job.SIDE_S)
    assert not sound[:half, 1].any()
    assert not sound[-half:, 0].any()
    assert sound[:half, 0].any()
    assert np.array_equal(sound[:half, 0], sound[-half:, 1])
    assert float(np.abs(sound).max()) < 0.08


def test_the_tone_has_the_loudness_it_should():
    middle = job.sides(-29.0)[to_frames(0.45) : to_frames(0.95)]
    steady = np.tile(middle[: SAMPLE_RATE // 4], (12, 1))
    assert job.measured(steady) == pytest.approx(-29.0, abs=0.6)


def test_the_noise_is_as_loud_as_the_music_will_be():
    sound = job.noise(-23.0, 8.0)
    assert job.measured(sound[SAMPLE_RATE:-SAMPLE_RATE]) == pytest.approx(-23.0, abs=0.5)
    assert float(np.abs(sound).max()) < 0.9


def test_both_begin_and_end_in_silence():
    for sound in (job.sides(-29.0), job.noise(-23.0, 3.0)):
        assert np.abs(sound[:8]).max() < 1e-4
        assert np.abs(sound[-8:]).max() < 1e-4
    assert curve(job.sides(-29.0)) < STEP


def test_a_stopped_sound_fades_within_a_second_and_steps_nowhere():
    calls = iter([False] * 5 + [True] * 999)
    sound = job.sides(-29.0)
    heard = np.concatenate(list(job.blocks(sound, lambda: next(calls))))
    assert 5 * GRID < len(heard) <= 5 * GRID + to_frames(job.FADE_S) + GRID
    assert np.array_equal(heard[: 5 * GRID], sound[: 5 * GRID])
    assert not heard[-1].any()
    assert curve(heard) < STEP


def test_without_a_stop_every_frame_is_heard():
    sound = job.noise(-40.0, 1.0)
    assert np.array_equal(np.concatenate(list(job.blocks(sound, never))), sound)


def test_progress_names_the_side_that_sounds():
    seen, sink = [], MemorySink()
    heard = job.play(job.sides(-29.0), sink, job.Stop(), seen.append)
    assert list(dict.fromkeys(item["side"] for item in seen)) == ["left", "", "right"]
    assert heard == pytest.approx(2 * job.SIDE_S + job.BETWEEN_S)


def test_one_who_asked_and_is_gone_does_not_cut_the_sound():
    def gone(_values):
        raise BrokenPipeError

    sink = MemorySink()
    sound = job.sides(-29.0)
    job.play(sound, sink, job.Stop(), gone)
    assert np.array_equal(sink.audio, sound)


def request(output="null", level=0.0, **other):
    outputs = [{"output": output, "level": level}]
    return {"sound": "noise", "outputs": outputs, "loudness": -23.0, "level": 0.0} | other


def test_a_maximum_level_and_that_of_the_output_lower_the_sound_and_never_raise_it(monkeypatch):
    asked = []
    monkeypatch.setattr(
        job, "noise", lambda loudness: asked.append(loudness) or job.sides(loudness)
    )
    monkeypatch.setattr(job, "open_sink", lambda *_: MemorySink())
    monkeypatch.setattr(job, "stop_on_signal", job.Stop)
    for maximum in (-4.0, 3.0):
        job.work(request() | {"level": maximum}, lambda _: None)
    job.work(request(level=-2.0) | {"level": -4.0}, lambda _: None)
    assert asked == [-27.0, -23.0, -29.0]


def test_stopped_from_outside_the_job_ends_the_sound_by_its_fade(tmp_path):
    path = tmp_path / "heard.wav"

    def stop(values):
        if values["left"] < job.NOISE_S - 0.5:
            raise EnoughError

    with pytest.raises(EnoughError):
        run_job("testsound", request(output=f"file:{path}"), stop)
    frames = np.frombuffer(path.read_bytes()[-8000:], "<f4")
    assert np.abs(frames[-8:]).max() < 1e-3
    assert path.stat().st_size < 4 * SAMPLE_RATE * 8
