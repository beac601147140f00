"""The opener: prepared audio by key, opened beforehand or held in memory."""

from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from settling import settled

from kapsound.audio.clip_opener import ClipOpener
from kapsound.audio.readahead import ReadAhead
from kapsound.audio.source import MemorySource
from kapsound.cache.store import json_path
from kapsound.core.instructions import Clip
from kapsound.errors import MediaError
from kapsound.units import SAMPLE_RATE

SECOND = SAMPLE_RATE


def noise(seconds):
    return np.random.default_rng(3).uniform(-1, 1, (seconds * SECOND, 2)).astype(np.float32)


def test_a_pinned_bed_plays_from_memory_whatever_becomes_of_its_file(tmp_path, prepare):
    samples = noise(3)
    path = prepare("bed", samples)
    opener = ClipOpener(tmp_path)
    opener.pin("bed")
    path.unlink()
    source = opener.open(Clip("bed", 0, 3 * SECOND, 1.0, loop=True))
    out = np.empty((3 * SECOND, 2), np.float32)
    source.read(0, out)
    assert isinstance(source, MemorySource)
    np.testing.assert_array_equal(out, samples)


@pytest.mark.parametrize("how", ["flip", "cut", "empty"])
def test_a_damaged_bed_is_not_pinned(how, tmp_path, prepare, damage):
    damage(prepare("bed", noise(3)), how, second=2)
    with pytest.raises(MediaError, match=r"(damaged|cut short) at 0:0"):
        ClipOpener(tmp_path).pin("bed")


def test_a_bed_too_long_for_memory_is_refused(tmp_path, prepare):
    prepare("bed", np.zeros((120 * SECOND + 1, 2), np.float32))
    with pytest.raises(MediaError, match="at most 120 s; choose a shorter safe bed"):
        ClipOpener(tmp_path).pin("bed")


def test_a_preloaded_clip_starts_without_the_disk(tmp_path, prepare):
    path = prepare("a", noise(3))
    clip = Clip("a", 0, 3 * SECOND, 1.0)
    with closing(ReadAhead()) as readahead, closing(ClipOpener(tmp_path, readahead)) as opener:
        assert opener.preload(clip).wait(10)
        assert opener.preload(clip).is_set()
        path.unlink()
        assert opener.open(replace(clip, gain=0.5)).frames == 3 * SECOND


def test_preloading_never_fails_and_the_start_tells(tmp_path):
    clip = Clip("missing", 0, SECOND, 1.0)
    with closing(ReadAhead()) as readahead, closing(ClipOpener(tmp_path, readahead)) as opener:
        tried = opener.preload(clip)
        assert tried.wait(10)
        assert tried.failed
        with pytest.raises(MediaError, match=r"missing\.json cannot be read"):
            opener.open(clip)


def test_damage_ahead_is_told_with_its_distance(tmp_path, prepare, damage):
    """The thread finds it ten seconds before it is heard; a closed source has none."""
    damage(prepare("a", noise(20)), "flip", second=6)
    prepare("b", noise(20))
    with closing(ReadAhead()) as readahead, closing(ClipOpener(tmp_path, readahead)) as opener:
        sources = [opener.open(Clip(key, 0, 20 * SECOND, 1.0)) for key in ("a", "b")]
        assert opener.damaged() == []
        for source in sources:
            source.read(SECOND, np.empty((10, 2), np.float32))
        assert settled(readahead, 10)
        assert opener.damaged() == [("a", 5 * SECOND)]
        sources[0].close()
        assert opener.damaged() == []


def test_damage_behind_a_loops_place_is_heard_after_its_return(tmp_path, prepare, damage):
    path = prepare("a", noise(9))
    with closing(ClipOpener(tmp_path)) as opener:
        source = opener.open(Clip("a", SECOND, 9 * SECOND, 1.0, loop=True))
        source.read(5 * SECOND, np.empty((10, 2), np.float32))
        damage(path, "flip", second=1)
        source.read(7 * SECOND, np.empty((10, 2), np.float32))
        assert source.until_damage == 2 * SECOND


def test_no_more_than_eight_clips_wait(tmp_path, prepare):
    prepare("a", noise(3))
    with closing(ReadAhead()) as readahead, closing(ClipOpener(tmp_path, readahead)) as opener:
        for start in range(12):
            opener.preload(Clip("a", start, 3 * SECOND, 1.0))
            opener.preload(Clip("a", start, 3 * SECOND, 1.0))
        assert settled(readahead, 10)
        assert [start for _, start, *_ in opener._preloaded] == list(range(4, 12))
        assert len(readahead._sources) == 8


def test_without_a_thread_nothing_is_opened_beforehand(tmp_path, prepare):
    prepare("a", noise(3))
    opener = ClipOpener(tmp_path)
    opener.preload(Clip("a", 0, SECOND, 1.0))
    assert not opener._preloaded


def test_a_description_that_does_not_fit_is_refused(tmp_path, prepare):
    prepare("a", noise(3))
    path = json_path(tmp_path, "a")
    path.write_text(path.read_text().replace('"frames": 144000', '"frames": 999999'))
    with pytest.raises(MediaError, match="does not fit its audio"):
        ClipOpener(tmp_path).open(Clip("a", 0, SECOND, 1.0))


def test_closing_the_opener_closes_what_still_plays(tmp_path, prepare):
    prepare("a", noise(3))
    opener = ClipOpener(tmp_path)
    source = opener.open(Clip("a", 0, 3 * SECOND, 1.0))
    opener.close()
    assert source._file.closed
    assert opener._opened == {source}


def test_the_opener_forgets_what_was_closed(tmp_path, prepare):
    prepare("a", noise(3))
    opener = ClipOpener(tmp_path)
    clip = Clip("a", 0, 3 * SECOND, 1.0)
    for _turn in range(3):
        opener.open(clip).close()
    assert len(opener._opened) == 1
