"""The memory sink keeps what it is given."""

import numpy as np
from memory_sink import MemorySink


def test_it_keeps_a_copy_of_every_block():
    sink, block = MemorySink(), np.ones((3, 2), np.float32)
    sink.write(block)
    block[:] = 7
    sink.write(block)
    sink.close()
    assert sink.audio.tolist() == [[1, 1]] * 3 + [[7, 7]] * 3
    assert sink.delivered == 6


def test_nothing_written_is_an_empty_stereo_array():
    assert MemorySink().audio.shape == (0, 2)
