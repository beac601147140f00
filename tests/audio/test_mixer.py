"""The mixer: what it is told, it does, and nothing it does is a step."""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapsound.audio.limiter import LATENCY
from kapsound.audio.mixer import Mixer
from kapsound.audio.source import Damage, MemorySource
from kapsound.core.instructions import (
    SOURCE_BUSES,
    Bus,
    Clip,
    FreezeBus,
    RampBus,
    StartVoice,
    StopVoice,
    ThawBus,
)
from kapsound.errors import MediaError
from kapsound.units import GRID

STEP = 0.0011
EXAMPLES = 2_000 if os.environ.get("KAPSOUND_SOAK") else 60
LEVELS = {Bus.MUSIC: "0.5", Bus.AMBIENCE: "-0.4", Bus.VOICE: "0.2"}


def noise(seed, frames=20 * GRID):
    return np.random.default_rng(seed).uniform(-0.2, 0.2, (frames, 2)).astype(np.float32)


def start(voice, bus, clip, fade=1_440):
    return StartVoice(voice, bus, clip, fade)


def test_the_sound_of_a_mix_is_that_of_a_plain_float64_mix(sounding):
    sources = {"music": noise(1), "next": noise(2), "bed": noise(3, 3_000)}
    script = {
        0: [
            start(1, Bus.MUSIC, Clip("music", 500, 12 * GRID, 0.8), 6_000),
            start(2, Bus.AMBIENCE, Clip("bed", 100, 2_900, 0.5, loop=True), 9_000),
            RampBus(Bus.AMBIENCE, 0, -6.0, 4 * GRID, -20.0),
        ],
        3: [start(3, Bus.MUSIC, Clip("next", 0, 20 * GRID, 1.1), 10_000), StopVoice(1, 10_000)],
        9: [StopVoice(3, 7_000)],
    }
    time = np.arange(14 * GRID)

    def rise(begin, length):
        return np.sin(np.pi / 2 * np.clip((time - begin) / length, 0, 1))

    def fall(begin, length):
        return np.cos(np.pi / 2 * np.clip((time - begin) / length, 0, 1))

    def placed(samples, begin):
        return np.resize(
            np.pad(samples.astype(float), ((begin, 14 * GRID), (0, 0))), (14 * GRID, 2)
        )

    music = placed(sources["music"][500:], 0)
    music = music * (0.8 * rise(0, 6_000) * fall(3 * GRID, 10_000))[:, None]
    coming = placed(sources["next"], 3 * GRID)
    coming = coming * (1.1 * rise(3 * GRID, 10_000) * fall(9 * GRID, 7_000))[:, None]
    bed = np.resize(sources["bed"][100:2_900].astype(float), (14 * GRID, 2))
    ends = [1.0] + [
        10 ** (RampBus(Bus.AMBIENCE, 0, -6, 4 * GRID, -20).level_at(b * GRID) / 20)
        for b in range(1, 15)
    ]
    level = np.interp(time + 1, np.arange(15) * GRID, ends)
    bed = bed * (0.5 * rise(0, 9_000) * level)[:, None]

    sound = sounding(sources, script, 14)

    np.testing.assert_allclose(sound[LATENCY:], (music + coming + bed)[:-LATENCY], atol=1e-6)


@st.composite
def scripts(draw):
    """Draw thirty blocks of at most one command each, as the session would give them."""
    script, voices, sounding = {}, 0, {}
    for block in range(30):
        bus = draw(st.sampled_from(SOURCE_BUSES))
        kind = draw(st.sampled_from(["nothing", "play", "stop", "level", "freeze", "thaw"]))
        fade = draw(st.sampled_from([0, 1_440, 5_000, 48_000]))
        if kind == "play":
            voices += 1
            length = draw(st.sampled_from([1_000, 3_000, 30_000, 480_000]))
            clip = Clip(LEVELS[bus], 0, length, 1.0, loop=draw(st.booleans()))
            leaving = [StopVoice(voice, fade) for voice in sounding.get(bus, [])]
            script[block] = [*leaving, start(voices, bus, clip, fade)]
            sounding[bus] = [voices]
        elif kind == "stop":
            script[block] = [StopVoice(voice, fade) for voice in sounding.pop(bus, [])]
        elif kind == "level":
            over = draw(st.sampled_from([0, 1_000, 14_400, 96_000]))
            levels = [draw(st.sampled_from([-80.0, -40.0, -12.0, 0.0, 3.0])) for _ in range(2)]
            begin = block * GRID
            script[block] = [RampBus(bus, begin, levels[0], begin + over, levels[1])]
        elif kind != "nothing":
            script[block] = [FreezeBus(bus) if kind == "freeze" else ThawBus(bus)]
    return script


@given(script=scripts())
@settings(max_examples=EXAMPLES)
def test_no_command_makes_a_step(script, play, constant):
    sound = play(Mixer(constant), script, 34)
    assert np.abs(np.diff(sound, axis=0, prepend=0.0)).max() <= STEP


@given(script=scripts())
@settings(max_examples=10)
def test_two_runs_of_one_script_are_equal_to_the_last_bit(script, sounding):
    sources = {key: noise(seed, 480_000) for seed, key in enumerate(LEVELS.values())}
    assert sounding(sources, script, 34).tobytes() == sounding(sources, script, 34).tobytes()


def test_a_loop_wraps_to_its_start_exactly(sounding):
    source = noise(5, 5_000)
    script = {0: [start(1, Bus.AMBIENCE, Clip("a", 1_000, 4_000, 1.0, loop=True), 0)]}
    sound = sounding({"a": source}, script, 8)[LATENCY:]
    repeated = np.resize(source[1_000:4_000], sound.shape)
    np.testing.assert_array_equal(sound[GRID:], repeated[GRID:])


def test_a_clip_ends_at_nothing_by_itself_and_is_forgotten(play, constant):
    mixer = Mixer(constant)
    clip = Clip("0.5", 0, 5 * GRID, 1.0)
    sound = play(mixer, {0: [start(1, Bus.MUSIC, clip)]}, 7)[LATENCY:]
    assert sound[4 * GRID - 1, 0] == 0.5
    assert 0 < sound[5 * GRID - 1, 0] < STEP
    assert not sound[5 * GRID :].any()
    assert not mixer.voices


def test_a_frozen_bus_goes_on_bit_for_bit_where_it_waited(sounding):
    source = {"a": noise(6, 60 * GRID)}
    clip = Clip("a", 0, 60 * GRID, 0.7)
    silent = RampBus(Bus.MUSIC, 0, -80.0, 0, -80.0)
    back = RampBus(Bus.MUSIC, 0, 0.0, 0, 0.0)
    straight = {0: [start(1, Bus.MUSIC, clip, 20 * GRID)], 4: [silent], 6: [back]}
    waiting = {
        **straight,
        6: [FreezeBus(Bus.MUSIC)],
        13: [ThawBus(Bus.MUSIC), back],
    }
    one, other = sounding(source, straight, 40), sounding(source, waiting, 47)
    np.testing.assert_array_equal(other[13 * GRID + LATENCY :], one[6 * GRID + LATENCY :])
    assert not other[5 * GRID + LATENCY : 13 * GRID + LATENCY].any()


def test_a_bus_frozen_while_it_is_heard_fades_within_the_block(play, constant):
    clip = Clip("0.5", 0, 60 * GRID, 1.0)
    mixer = Mixer(constant)
    script = {0: [start(1, Bus.MUSIC, clip)], 3: [FreezeBus(Bus.MUSIC)], 6: [ThawBus(Bus.MUSIC)]}
    sound = play(mixer, script, 8)[LATENCY:]
    assert not sound[4 * GRID - 1 : 6 * GRID].any()
    assert np.abs(np.diff(sound, axis=0)).max() <= STEP
    assert mixer.voices == {1: 6 * GRID}


def test_a_voice_stopped_on_a_frozen_bus_goes_at_once(play, constant):
    mixer = Mixer(constant)
    clip = Clip("0.5", 0, 60 * GRID, 1.0)
    play(mixer, {0: [start(1, Bus.MUSIC, clip)], 1: [FreezeBus(Bus.MUSIC)]}, 3)
    mixer.apply(StopVoice(1, 48_000), 3 * GRID)
    assert not mixer.voices


def test_voices_of_a_silent_bus_move_on_unheard(play, constant):
    mixer = Mixer(constant)
    clip = Clip("0.5", 100, 60 * GRID, 1.0)
    silent = RampBus(Bus.MUSIC, 0, -80.0, 0, -80.0)
    sound = play(mixer, {0: [silent, start(1, Bus.MUSIC, clip)]}, 5)
    assert mixer.voices == {1: 100 + 5 * GRID}
    assert not sound[GRID + LATENCY :].any()


def test_stopping_an_unknown_voice_does_nothing(play, constant):
    assert not play(Mixer(constant), {0: [StopVoice(9, 100)]}, 2).any()


def test_a_clip_that_cannot_be_opened_is_told_at_the_start():
    def refuse(clip):
        raise MediaError(f"{clip.key} is missing")

    with pytest.raises(MediaError, match="a is missing"):
        Mixer(refuse).apply(start(1, Bus.MUSIC, Clip("a", 0, 9, 1.0)), 0)


def test_a_clip_outside_its_source_is_refused(constant):
    with pytest.raises(MediaError, match="frames 5 to 5"):
        Mixer(constant).apply(start(1, Bus.MUSIC, Clip("0.1", 5, 5, 1.0)), 0)


def test_instructions_belong_to_a_grid_start(constant):
    with pytest.raises(ValueError, match="not a grid start"):
        Mixer(constant).apply(StopVoice(9, 100), 7)


@pytest.mark.parametrize("frame", [3 * GRID, 60_000, 60_001, 100 * GRID - 1])
@pytest.mark.parametrize("known", [0, 20, 28])
def test_a_voice_fades_out_before_its_damage_and_is_reported_once(frame, known):
    source = MemorySource(np.full((100 * GRID, 2), 0.5, np.float32))
    mixer = Mixer(lambda _clip: source)
    mixer.apply(start(1, Bus.MUSIC, Clip("a", 0, 100 * GRID, 1.0)), 0)
    sound, lost = [], []
    for block in range(102):
        if block == known:
            source.damage = Damage(frame, "a bad second")
        sound.append(mixer.render(block * GRID).copy())
        lost += mixer.lost()
    heard = np.concatenate(sound)[LATENCY:]
    assert lost == [(1, "a bad second")]
    assert np.abs(np.diff(heard, axis=0, prepend=0.0)).max() <= STEP
    assert not heard[max(frame, (known + 1) * GRID) :].any()
    assert not mixer.voices


def test_damage_that_a_loop_comes_back_to_is_heeded():
    source = MemorySource(np.full((200_000, 2), 0.5, np.float32))
    source.damage = Damage(1_000, "a bad second")
    mixer = Mixer(lambda _clip: source)
    mixer.apply(start(1, Bus.AMBIENCE, Clip("a", 0, 200_000, 1.0, loop=True)), 0)
    mixer._buses[Bus.AMBIENCE].voices[0].age = 100_000
    sound = np.concatenate([mixer.render(block * GRID).copy() for block in range(60)])[LATENCY:]
    assert sound[101_000 - 4_800, 0] == 0.5
    assert not sound[101_000:].any()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("frame", [0, 1, 5 * GRID, 5 * GRID + 77])
def test_a_sample_that_is_not_a_number_ends_the_voice_without_a_step(value, frame, play):
    samples = np.full((20 * GRID, 2), 0.5, np.float32)
    samples[frame:] = value
    mixer = Mixer(lambda _clip: MemorySource(samples))
    sound = play(mixer, {0: [start(1, Bus.MUSIC, Clip("a", 0, 20 * GRID, 1.0))]}, 12)
    assert np.abs(np.diff(sound, axis=0, prepend=0.0)).max() <= STEP
    assert not sound[8 * GRID :].any()
    assert [voice for voice, _reason in mixer.lost()] == [1]
    assert not mixer.lost()


def test_absurd_samples_are_bounded_and_limited(play):
    samples = np.full((20 * GRID, 2), 3e38, np.float32)
    mixer = Mixer(lambda _clip: MemorySource(samples))
    sound = play(mixer, {0: [start(1, Bus.MUSIC, Clip("a", 0, 20 * GRID, 1.0))]}, 10)
    assert np.abs(sound).max() <= 10 ** (-1 / 20)


def test_the_source_of_a_voice_that_is_over_is_closed(play):
    class Closing(MemorySource):
        closed = False

        def close(self):
            self.closed = True

    source = Closing(noise(1))
    mixer = Mixer(lambda _clip: source)
    script = {0: [start(1, Bus.MUSIC, Clip("a", 0, 20 * GRID, 1.0))], 2: [StopVoice(1, 3_000)]}
    play(mixer, script, 3)
    assert not source.closed
    play(mixer, {}, 2)
    assert source.closed


def test_a_voice_with_two_faults_is_reported_once(play):
    samples = np.full((40 * GRID, 2), 0.5, np.float32)
    samples[3 * GRID :] = np.nan
    source = MemorySource(samples)
    source.damage = Damage(30 * GRID, "a bad second")
    mixer = Mixer(lambda _clip: source)
    play(mixer, {0: [start(1, Bus.MUSIC, Clip("a", 0, 40 * GRID, 1.0))]}, 9)
    assert mixer.lost() == [(1, "a bad second")]
