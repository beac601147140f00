"""The design's figures over 2,000 random command sequences each, with `--soak` twenty times more.

A sequence is drawn from a seed, its number: a playlist of short phases, tracks, beds and cues,
and commands of every kind given close together, several at one grid start among them. Every
tenth lasts 12 s, the others a few seconds. It runs through the real session, engine and mixer;
a failure names the seeds.
"""

import os
from random import Random

import numpy as np
import pytest
from metering import ffmpeg_meter
from random_sessions import CHUNK, Figure, misses

from kapsound.audio.source import Damage, MemorySource
from kapsound.core import commands as c
from kapsound.core import reports as r
from kapsound.errors import MediaError
from kapsound.units import SAMPLE_RATE, Frames, to_gain

pytestmark = pytest.mark.slow

SEQUENCES = 40_000 if os.environ.get("KAPSOUND_SOAK") else 2_000
STEP = 0.0011
PEAK_DBTP = -1.0
RISE_LU = 6.0
TARGET_LUFS = -23.0
COUNTED_LUFS = TARGET_LUFS - 20.0
FILLED = 5
SOURCE_FRAMES = 30 * SAMPLE_RATE

chunks = pytest.mark.parametrize("first", range(0, SEQUENCES, CHUNK))


# -- the step


LEVELS = {"m": 0.5, "b": -0.4, "v": 0.2}
SINE_HZ = 20
FAULTY = 0.05


@pytest.fixture(scope="module")
def steady():
    """Each source a constant on the left; on the right a low sine that loops without a seam."""
    time = np.arange(SOURCE_FRAMES) / SAMPLE_RATE
    sine = np.sin(2 * np.pi * SINE_HZ * time)
    return {
        kind: np.stack([np.full_like(sine, level), level * sine], axis=1).astype(np.float32)
        for kind, level in LEVELS.items()
    }


def now_and_then_faulty(seed, sources):
    """Return an `open_clip` that now and then finds a clip missing or damaged."""
    draw = Random(-seed - 1)

    def open_clip(clip):
        source = MemorySource(sources[clip.key[0]])
        chance = draw.random()
        if chance < FAULTY:
            raise MediaError(f"{clip.key} is missing")
        if chance < 2 * FAULTY:
            at = draw.randrange(clip.start, clip.end)
            source.damage = Damage(Frames(at), f"{clip.key} is damaged")
        return source

    return open_clip


def step_excess(sound, playlist):
    """Return how far the largest step is over the figure and what the sine itself may make."""
    steps = np.abs(np.diff(sound, axis=0, prepend=0.0)).max(axis=0)
    loudest = sum(map(abs, LEVELS.values())) * np.sqrt(2) * to_gain(playlist.maximum_level)
    own = loudest * 2 * np.pi * SINE_HZ / SAMPLE_RATE
    return float(max(steps[0], steps[1] - own)) - STEP


@chunks
def test_no_command_makes_a_step(first, steady):
    """Constants jump nowhere; a sine that jumped in its phase would show on the right."""
    figure = Figure(seconds=4.5)
    assert not misses(first, figure, lambda s: now_and_then_faulty(s, steady), step_excess)


# -- the peak


@pytest.fixture(scope="module")
def nasty():
    """Return sources as loud and as awkward as they come."""
    rng = np.random.default_rng(0)
    time = np.arange(SOURCE_FRAMES) / SAMPLE_RATE
    noise = rng.uniform(-1, 1, SOURCE_FRAMES)
    holes = rng.uniform(-1, 1, SOURCE_FRAMES)
    holes[rng.integers(0, SOURCE_FRAMES, 6)] = np.nan
    holes[rng.integers(0, SOURCE_FRAMES, 6)] = np.inf
    sounds = [
        noise,
        np.sign(np.sin(2 * np.pi * 440 * time)),
        np.sign(np.sin(2 * np.pi * 5_003 * time)),
        np.sin(2 * np.pi * 23_900 * time),
        np.sin(2 * np.pi * 12_000 * time + np.pi / 4),
        np.sign(noise),
        (noise > 0.998) * 1.0,
        holes,
    ]
    return [np.stack([mono, mono], axis=1).astype(np.float32) for mono in sounds]


def true_peak_excess(sound, _playlist):
    peak, _momentary = ffmpeg_meter(sound)
    return peak - PEAK_DBTP


@chunks
def test_no_sequence_reads_over_minus_one_dbtp(first, nasty):
    """White noise, squares, near-Nyquist sines and NaN bursts at up to +12 dB."""
    figure = Figure(seconds=2.5, gains=(1.0, to_gain(12.0)))

    def opener(seed):
        draw = Random(seed)
        return lambda _clip: MemorySource(draw.choice(nasty))

    assert not misses(first, figure, opener, true_peak_excess)


# -- the rise

RISE = Figure(
    seconds=4.5,
    exempt=(c.CueStart, c.Ground, r.OutputBack),
    cues=False,
    gains=(1.0,),
    bed_gain=to_gain(-14.0),
    shortest_crossfade=3.0,
)


@pytest.fixture(scope="module")
def stationary():
    """Return white noise at the loudness target, thirty seconds without a loud moment."""
    noise = np.random.default_rng(0).standard_normal((SOURCE_FRAMES, 2)).astype(np.float32)
    _peak, momentary = ffmpeg_meter(noise[: 10 * SAMPLE_RATE])
    return noise * np.float32(to_gain(TARGET_LUFS - float(np.median(momentary))))


def rise_excess(sound, _playlist):
    """Return how far momentary loudness rose over the figure within any second.

    The meter's window fills within 0.4 s; what came before a sequence is not counted.
    """
    _peak, momentary = ffmpeg_meter(sound, peak=False)
    heard = np.nan_to_num(momentary[FILLED:], nan=COUNTED_LUFS)  # the meter's word for nothing
    counted = np.maximum(heard, COUNTED_LUFS)
    spans = range(1, min(11, len(counted)))
    rises = [(counted[span:] - counted[:-span]).max() for span in spans]
    return float(max(rises, default=0.0)) - RISE_LU


@chunks
def test_loudness_never_rises_by_more_than_six_units_in_a_second(first, stationary):
    """Tracks and beds of noise at their levels, so crossfades between equals are counted.

    Left out is what the design exempts: cues, whose onset `rehearse` names, and the return of
    a lost output.
    """
    source = MemorySource(stationary)
    assert not misses(first, RISE, lambda _seed: lambda _clip: source, rise_excess)
