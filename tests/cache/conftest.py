"""The tests of the cache share one sound: two seconds and a little, under one key."""

import random

import pytest
from sound_rigs import cache, known_tools

from kapsound.cache.store import SECOND_BYTES
from kapsound.cache.writer import Measured, Writer

__all__ = ["cache", "known_tools"]


@pytest.fixture
def sound():
    return random.Random(5).randbytes(2 * SECOND_BYTES + 800)


@pytest.fixture
def stored(tmp_path, sound):
    """Prepare the sound in a cache of the test's own, and return its description."""
    with Writer(tmp_path, "a" * 32, "the decoder", "the source") as writer:
        for start in range(0, len(sound), SECOND_BYTES):
            writer.write(sound[start : start + SECOND_BYTES])
        return writer.commit(Measured(-23.0, -3.0, 5.0, 10, 20, 0.5), declared=99, replaced=3)
