"""The meters: they read what is there, and change nothing."""

import numpy as np
import pytest

from kapsound.audio.loudness import Loudness
from kapsound.audio.meters import FLOOR, MeterBridge, Reading, read
from kapsound.audio.mixer import Mixer
from kapsound.core.instructions import Bus, Clip, StartVoice
from kapsound.units import GRID, SAMPLE_RATE


def music(blocks):
    """Return something like music: chords that swell, over filtered noise."""
    time = np.arange(blocks * GRID) / SAMPLE_RATE
    rng = np.random.default_rng(4)
    sides = []
    for side in range(2):
        sound = np.cumsum(rng.standard_normal(len(time))) * 1e-4
        sound -= np.convolve(sound, np.ones(4_800) / 4_800, "same")
        for tone in (82, 164, 247, 330, 659, 1_976, 5_200):
            swell = 1 + np.sin(2 * np.pi * time * rng.uniform(0.1, 0.9) + side)
            sound += 0.03 * swell * np.sin(2 * np.pi * tone * time + side)
        sides.append(sound)
    return np.stack(sides, axis=1).astype(np.float32)


def test_a_sine_reads_its_level_and_its_peak():
    time = np.arange(GRID) * 3_000 / SAMPLE_RATE
    sine = (0.5 * np.sin(2 * np.pi * time)).astype(np.float32)
    reading = read(np.stack([sine, -sine], axis=1))
    assert reading.rms == pytest.approx(-9.03, abs=0.01)
    assert reading.peak == pytest.approx(-6.02, abs=0.01)


def test_silence_reads_the_floor():
    silence = np.zeros((GRID, 2), np.float32)
    assert read(silence) == Reading(FLOOR, FLOOR)
    assert Loudness().momentary(FLOOR) == FLOOR


def test_a_kilohertz_at_minus_twenty_reads_minus_twenty_lufs():
    loudness = Loudness()
    time = np.arange(12 * GRID) / SAMPLE_RATE
    sine = 10 ** (-20 / 20) * np.sin(2 * np.pi * 997 * time)
    sound = np.stack([sine, sine], axis=1).astype(np.float32)
    for start in range(0, len(sound), GRID):
        loudness.add(sound[start : start + GRID])
    assert loudness.momentary(FLOOR) == pytest.approx(-20.0, abs=0.1)


def test_momentary_loudness_is_within_half_a_unit_of_ffmpegs(ffmpeg_meter):
    sound, loudness, ours = music(200), Loudness(), []
    for start in range(0, len(sound), GRID):
        loudness.add(sound[start : start + GRID])
        ours.append(loudness.momentary(FLOOR))
    _peak, theirs = ffmpeg_meter(sound)
    at = np.arange(1, len(theirs) + 1) * 0.1
    ends = np.arange(1, len(ours) + 1) * GRID / SAMPLE_RATE
    difference = np.interp(at, ends, ours) - theirs
    assert np.abs(difference[10:-2]).max() < 0.5


def test_the_mixer_reads_each_bus_and_sounds_the_same_unmetered(play, constant):
    clip = Clip("0.25", 0, 100 * GRID, 1.0)
    script = {0: [StartVoice(1, Bus.MUSIC, clip, 0)]}
    metered, plain = Mixer(constant, metered=True), Mixer(constant)
    assert metered.meters is None
    assert play(metered, script, 6).tobytes() == play(plain, script, 6).tobytes()
    assert plain.meters is None
    meters = metered.meters
    assert meters.music.peak == pytest.approx(-12.04, abs=0.01)
    assert meters.music.rms == meters.master.rms == meters.music.peak
    assert meters.voice == meters.ambience == Reading(FLOOR, FLOOR)
    assert meters.reduction == 0.0


def test_the_limiters_work_is_shown():
    bridge = MeterBridge()
    bridge.master(np.full((GRID, 2), 0.5, np.float32), 0.5)
    assert bridge.meters.reduction == pytest.approx(-6.02, abs=0.01)
