"""The read-ahead thread: the same sound as without it, and never a wait or a step."""

import threading
from contextlib import closing

import numpy as np
import pytest
from settling import settled

from kapsound.audio.clip_opener import ClipOpener
from kapsound.audio.limiter import LATENCY
from kapsound.audio.mixer import Mixer
from kapsound.audio.prepared_source import PreparedSource
from kapsound.audio.readahead import ReadAhead
from kapsound.cache.reader import describe
from kapsound.core.instructions import Bus, Clip, StartVoice, StopVoice
from kapsound.units import GRID, SAMPLE_RATE

LENGTH = 15 * SAMPLE_RATE + 77
BLOCKS = 330


def noise(seed):
    sound = np.random.default_rng(seed).uniform(-0.3, 0.3, (LENGTH, 2))
    return sound.astype(np.float32)


SCRIPT = {
    0: [
        StartVoice(1, Bus.MUSIC, Clip("a", 5_000, LENGTH, 0.9), 9_000),
        StartVoice(2, Bus.AMBIENCE, Clip("b", 30_000, 4 * SAMPLE_RATE, 0.5, loop=True), 9_000),
    ],
    100: [StopVoice(1, 48_000), StartVoice(3, Bus.MUSIC, Clip("c", 0, LENGTH, 1.0), 48_000)],
}


def render(cache, readahead):
    """Render the script, keeping step with the thread if there is one, and what was lost."""
    opener = ClipOpener(cache, readahead)
    with closing(opener):
        mixer = Mixer(opener.open)
        sound, lost = [], []
        for block in range(BLOCKS):
            if block == 90:
                opener.preload(Clip("c", 0, LENGTH, 1.0))
            for instruction in SCRIPT.get(block, ()):
                mixer.apply(instruction, block * GRID)
            sound.append(mixer.render(block * GRID).copy())
            lost += [(block, *item) for item in mixer.lost()]
            assert readahead is None or settled(readahead, 10)
    return np.concatenate(sound), lost


@pytest.mark.parametrize("harmed", [None, 5, 11])
def test_the_sound_with_the_thread_is_that_without(harmed, tmp_path, prepare, damage):
    for seed, key in enumerate("abc"):
        path = prepare(key, noise(seed))
    if harmed:
        damage(path, "flip", second=harmed)
    with closing(ReadAhead()) as readahead:
        live, live_lost = render(tmp_path, readahead)
    offline, offline_lost = render(tmp_path, None)
    assert live.tobytes() == offline.tobytes()
    assert live_lost == offline_lost
    assert len(offline_lost) == (harmed is not None)


class Stuck:
    """A follower whose disk never answers."""

    def follow(self, source):
        pass

    def wake(self):
        pass


def test_a_disk_that_never_answers_fades_the_voice_out_without_a_step(tmp_path, prepare):
    prepare("a", np.full((LENGTH, 2), 0.5, np.float32))
    clip = Clip("a", 0, LENGTH, 1.0)
    source = PreparedSource(describe(tmp_path, "a"), clip, Stuck())
    mixer = Mixer(lambda _clip: source)
    mixer.apply(StartVoice(1, Bus.MUSIC, clip, 0), 0)
    sound = np.concatenate([mixer.render(block * GRID).copy() for block in range(120)])
    assert [voice for voice, reason in mixer.lost() if "too slow to read it" in reason] == [1]
    assert np.abs(np.diff(sound, axis=0)).max() <= 0.0011
    assert not sound[source.damage.frame + GRID + LATENCY :].any()
    source.fill()
    assert source._file.closed


def test_sources_are_kept_ten_seconds_ahead(tmp_path, prepare):
    prepare("a", noise(1))
    with closing(ReadAhead()) as readahead:
        source = ClipOpener(tmp_path, readahead).open(Clip("a", 0, LENGTH, 1.0))
        assert settled(readahead, 10)
        assert sorted(source._chunks) == list(range(4)), "as long as nobody hears it"
        block = np.empty((GRID, 2), np.float32)
        source.read(0, block)
        assert settled(readahead, 10)
        assert sorted(source._chunks) == list(range(10))
        source.read(3 * SAMPLE_RATE, block)
        assert settled(readahead, 10)
        assert sorted(source._chunks) == list(range(3, 13))


def test_what_a_job_asks_for_is_done_at_once():
    done, over = [], threading.Event()
    with closing(ReadAhead()) as readahead:

        def job():
            readahead.do(lambda: done.append("inner"))
            done.append("outer")

        readahead.do(job)
        readahead.do(over.set)
        assert over.wait(10)
    assert done == ["inner", "outer"]


def test_a_closed_source_is_let_go_by_the_thread(tmp_path, prepare):
    prepare("a", noise(1))
    with closing(ReadAhead()) as readahead:
        source = ClipOpener(tmp_path, readahead).open(Clip("a", 0, LENGTH, 1.0))
        source.close()
        assert settled(readahead, 10)
        assert source._file.closed
        assert not readahead._sources


def test_closing_the_thread_closes_every_source(tmp_path, prepare):
    prepare("a", noise(1))
    readahead = ReadAhead()
    source = ClipOpener(tmp_path, readahead).open(Clip("a", 0, LENGTH, 1.0))
    readahead.close()
    assert source._file.closed
    assert not readahead._thread.is_alive()


def test_a_disk_that_hangs_does_not_keep_a_session_from_ending():
    readahead, back = ReadAhead(), threading.Event()
    readahead.do(back.wait)
    readahead.close(0.01)
    back.set()
    readahead._thread.join(10)
    assert not readahead._thread.is_alive()


class Broken:
    """A source whose reading fails in a way nobody foresaw."""

    def fill(self):
        raise ZeroDivisionError

    def close(self):
        pass


def test_one_source_that_fails_unforeseen_leaves_the_others_read(tmp_path, prepare):
    prepare("a", noise(0))
    with closing(ReadAhead()) as readahead:
        readahead.follow(Broken())
        readahead.do(lambda: 1 / 0)
        assert settled(readahead, 10)
        with closing(ClipOpener(tmp_path, readahead)) as opener:
            assert opener.open(Clip("a", 0, LENGTH, 1.0)).damage is None
            assert settled(readahead, 10)
