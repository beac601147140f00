"""Sound keeps every frame when it is cut into other blocks, and loses what is no number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapsound.media.blocks import cut, rechunk, sanitise


@given(st.lists(st.integers(0, 50), max_size=20), st.integers(1, 64))
def test_rechunking_keeps_every_frame_in_blocks_of_one_size(lengths, size):
    sound = np.arange(2 * sum(lengths), dtype=np.float32).reshape(-1, 2)
    ends = np.cumsum(lengths, dtype=int)
    parts = [sound[end - length : end] for end, length in zip(ends, lengths, strict=True)]
    blocks = list(rechunk(parts, size))
    assert all(len(block) == size for block in blocks[:-1])
    assert all(len(block) for block in blocks)
    np.testing.assert_array_equal(np.concatenate([sound[:0], *blocks]), sound)


def test_cutting_keeps_every_frame():
    sound = np.arange(20, dtype=np.float32).reshape(-1, 2)
    assert [len(part) for part in cut(sound, 4)] == [4, 4, 2]


@pytest.mark.parametrize(("wrong", "count"), [([], 0), ([np.nan, np.inf, -np.inf, -17.0], 4)])
def test_sanitising_replaces_what_is_no_sound_and_counts_it(wrong, count):
    block = np.array([[0.5, -16.0], *([value, 16.0] for value in wrong)], np.float32)
    assert sanitise(block, 16.0) == count
    assert block[0].tolist() == [0.5, -16.0]
    assert block[1:, 0].tolist() == [0.0] * count
    assert block[1:, 1].tolist() == [16.0] * count
