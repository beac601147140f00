"""The highest peak between samples is the one that FFmpeg's own meter reads, whatever sounds."""

from fractions import Fraction

import av
import numpy as np
import pytest
from av.filter import Graph
from hypothesis import given
from hypothesis import strategies as st

from kapsound.media.measure import pulled
from kapsound.media.truepeak import BEND, REACH, TruePeakFinder, taps

SECOND = 48_000


def finder_of(sound, size=SECOND):
    finder = TruePeakFinder()
    for start in range(0, len(sound), size):
        finder.add(sound[start : start + size])
    finder.finish()
    return finder


def by_filter(sound, name, options):
    """Give what a filter of FFmpeg makes of a sound that silence follows."""
    silence = np.zeros((9_600 - len(sound) % 4_800, 2), np.float32)
    graph = Graph()
    base = Fraction(1, SECOND)
    source = graph.add_abuffer(sample_rate=SECOND, format="flt", layout="stereo", time_base=base)
    graph.link_nodes(source, graph.add(name, options), graph.add("abuffersink")).configure()
    packed = np.concatenate([sound, silence]).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, format="flt", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = SECOND, 0, base
    graph.push(frame)
    graph.push(None)
    return list(pulled(graph))


def by_meter(sound):
    frames = by_filter(sound, "ebur128", "peak=true:metadata=1:framelog=quiet")
    return float(frames[-1].metadata["lavfi.r128.true_peak"])


def sine(hertz, seconds=2.0, turn=0.0):
    wave = np.sin(2 * np.pi * hertz * np.arange(int(seconds * SECOND)) / SECOND + turn)
    return (0.7 * wave).astype(np.float32).repeat(2).reshape(-1, 2)


def clicks(*places, frames=2 * SECOND):
    """Return silence with the pair of samples that peaks highest between them, here and there."""
    sound = np.zeros((frames, 2), np.float32)
    for place in places:
        sound[place : place + 2, place % 2] = 0.5
    return sound


def noise(seconds=2.0):
    return np.random.default_rng(5).standard_normal((int(seconds * SECOND), 2)).astype(np.float32)


SOUNDS = {
    "silence": np.zeros((SECOND, 2), np.float32),
    "a low tone": sine(110),
    "a tone whose samples all miss its crest": sine(12_000, turn=np.pi / 4),
    "a tone near half the rate": sine(23_990),
    "a tone that grows": sine(21_000) * np.linspace(0, 1, 2 * SECOND, dtype=np.float32)[:, None],
    "noise": 0.2 * noise(),
    "clipped noise": noise().clip(-0.5, 0.5),
    "a square wave": np.sign(sine(997)) * np.float32(0.9),
    "a click at the start": clicks(0),
    "a click at the end": clicks(2 * SECOND - 2),
    "a click in the very last frame": clicks(2 * SECOND - 1),
    "clicks across seconds and stretches": clicks(SECOND - 1, 15, 31, 1_000, 30_001),
    "the highest of many that are all but as high": clicks(*range(50, 90_000, 700))
    * (1 + 0.001 * np.cos(np.arange(2 * SECOND) / 9_000).astype(np.float32)[:, None]),
    "a step out of silence": np.repeat(np.float32([0, 0.6, 0]), SECOND // 2)[:, None].repeat(2, 1),
    "a float file on a scale of its own": 30_000 * noise(0.5),
    "ten frames": 0.3 * noise()[:10],
    "seventeen frames": 0.3 * noise()[:17],
    "a length that ends just before a step of the meter": 0.3 * noise()[: SECOND - 7],
}


@pytest.mark.parametrize("name", SOUNDS)
def test_it_is_what_the_meter_of_ffmpeg_reads_to_the_last_digit(name):
    assert round(finder_of(SOUNDS[name]).highest, 3) == by_meter(SOUNDS[name])


@pytest.mark.parametrize("size", [1, 16, 17, 4_799, 100_000])
def test_the_size_of_blocks_makes_no_difference(size):
    sound = 0.3 * noise(0.2)
    assert finder_of(sound, size).highest == finder_of(sound).highest


@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 400),
    st.sampled_from([0.0, 0.5, 0.9, 0.99]),
    st.floats(0.01, 100),
)
def test_no_sound_hides_a_peak_from_it(seed, frames, quiet, power):
    draw = np.random.default_rng(seed)
    sound = np.abs(draw.uniform(-1, 1, (frames, 2))) ** power * draw.choice([-1, 1], (frames, 2))
    sound[draw.random((frames, 2)) < quiet] = 0
    sound = sound.astype(np.float32)
    resampled = by_filter(sound, "aresample", "192000:osf=dblp")
    highest = max(float(np.abs(frame.to_ndarray()).max()) for frame in resampled)
    assert finder_of(sound).highest == pytest.approx(highest, rel=1e-5, abs=1e-9)
    assert finder_of(sound).highest_sample == np.abs(sound).max()


def test_what_is_taken_for_the_bend_between_samples_follows_from_the_taps():
    """A place is its straight line and a weighted sum of second differences, summed up twice."""
    between = taps()
    for place, weights in zip((0.25, 0.5, 0.75), between.T, strict=True):
        slant = weights @ np.arange(1 - REACH, 1 + REACH)
        left, right = weights.sum() - slant, slant
        assert left == pytest.approx(1 - place, abs=0.001)
        assert left + right < 1
        bent = weights.copy()
        bent[REACH - 1 : REACH + 1] -= left, right
        assert np.abs(np.cumsum(np.cumsum(bent))).sum() < BEND


def test_what_is_soft_after_what_was_loud_is_hardly_resampled(monkeypatch):
    asked = []
    finder = TruePeakFinder()
    finder.add(sine(1_000, 1.0))
    monkeypatch.setattr(finder, "_resample", lambda line, stretches: asked.append(len(stretches)))
    finder.add(0.3 * sine(1_000, 1.0))
    finder.add(np.zeros((SECOND, 2), np.float32))
    assert sum(asked) <= 4
