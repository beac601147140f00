"""A recipe becomes prepared audio, once; a file that changes meanwhile is refused."""

import numpy as np
import pytest

from kapsound.cache.reader import find
from kapsound.cache.store import folder, pcm_path
from kapsound.cache.toolchain import Versions
from kapsound.core.prepared import FileRecipe, SynthRecipe
from kapsound.errors import MediaError
from kapsound.media.make import Work, make
from kapsound.media.probe import stamp_of

VERSIONS = Versions("decoder 1", "synth 1", "numpy 1")


def made(recipe, cache, on_part=lambda part: None):
    return make(recipe, Work(cache, VERSIONS, on_part))


def test_a_file_is_made_as_it_sounds(sounds, tmp_path):
    sound = sounds.tone(1.5)
    path = sounds.encode("a.wav", sound, "pcm_f32le")
    result = made(FileRecipe(str(path)), tmp_path)
    np.testing.assert_array_equal(
        np.fromfile(pcm_path(tmp_path, result.key), "<f4").reshape(-1, 2), sound
    )
    assert result.stamp == stamp_of(path)
    assert find(tmp_path, result.key).audio.source == result.source


@pytest.mark.parametrize("recipe", ["loop", "synth"])
def test_loops_and_beds_are_made_whole_and_leave_nothing_else(sounds, tmp_path, recipe):
    parts = []
    path = sounds.wav("a.wav", sounds.tone(2.0))
    wanted = FileRecipe(str(path), loop=True) if recipe == "loop" else SynthRecipe("pink", 1, 1.5)
    cache = tmp_path / "cache"
    result = made(wanted, cache, parts.append)
    assert find(cache, result.key).audio.frames == 72_000
    assert len(list(folder(cache).iterdir())) == 2
    assert parts == sorted(parts)


@pytest.mark.parametrize("loop", [False, True])
def test_how_much_is_missing_of_a_file_cut_off_is_known(sounds, tmp_path, loop):
    path = sounds.wav("cut.wav", sounds.tone(2.0))
    path.write_bytes(path.read_bytes()[: -24_000 * 4])
    audio = find(tmp_path, made(FileRecipe(str(path), loop=loop), tmp_path).key).audio
    assert audio.declared - audio.frames == 24_000


def test_what_is_there_is_not_made_again(sounds, tmp_path):
    recipe = FileRecipe(str(sounds.wav("a.wav", sounds.tone(0.5))))
    first = made(recipe, tmp_path)
    before = pcm_path(tmp_path, first.key).stat().st_ino
    assert made(recipe, tmp_path) == first
    assert pcm_path(tmp_path, first.key).stat().st_ino == before


def test_a_file_that_changes_while_it_is_prepared_is_refused(sounds, tmp_path):
    path = sounds.wav("a.wav", sounds.tone(0.5))

    def change(part):
        if part > 0.04:
            path.touch()

    with pytest.raises(MediaError, match=r"a\.wav: changed while it was prepared"):
        made(FileRecipe(str(path)), tmp_path / "cache", change)
    assert list(folder(tmp_path / "cache").iterdir()) == []
