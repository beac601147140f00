"""The same audio comes out whatever the size of the blocks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.audio.sinks.rechunk import Gatherer, rechunk


def noise(frames):
    return np.random.default_rng(1).standard_normal((frames, 2)).astype(np.float32)


@pytest.mark.parametrize("size", [1, 64, 65, 1_024, 8_193])
def test_the_audio_is_the_same_at_every_size(size):
    audio = noise(5 * 2_048)
    blocks = list(rechunk(np.split(audio, 5), size))
    assert all(len(block) == size for block in blocks[:-1])
    assert np.array_equal(np.concatenate(blocks), audio)


@given(st.lists(st.integers(0, 40), max_size=12), st.integers(1, 50))
def test_no_frame_is_lost_or_moved(lengths, size):
    audio = noise(sum(lengths))
    blocks = np.split(audio, np.cumsum(lengths)[:-1]) if lengths else []
    out = [np.empty((0, 2), np.float32), *rechunk(blocks, size)]
    assert np.array_equal(np.concatenate(out), audio)


def test_blocks_already_given_out_are_never_changed():
    gatherer = Gatherer(4)
    first = list(gatherer.push(np.ones((4, 2), np.float32)))
    list(gatherer.push(np.zeros((4, 2), np.float32)))
    assert first[0].tolist() == [[1, 1]] * 4


def test_the_rest_is_given_once():
    gatherer = Gatherer(4)
    assert list(gatherer.push(np.ones((3, 2), np.float32))) == []
    assert [len(gatherer.rest()), len(gatherer.rest())] == [3, 0]
