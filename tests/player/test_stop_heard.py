"""STOP is heard within 300 ms, whatever was commanded before; with `--soak` at far more places.

Each place is drawn from a seed: a random sequence through the real session, engine and mixer,
stopped at a block of its own.
"""

import os

import numpy as np
import pytest
from random_sessions import CHUNK, Figure, stopped_at

from kapsound.audio.limiter import LATENCY
from kapsound.audio.source import MemorySource
from kapsound.units import SAMPLE_RATE, to_frames

PLACES = 20_000 if os.environ.get("KAPSOUND_SOAK") else 400
FIGURE = Figure(seconds=4.5)
NOTHING = 1e-6
"""-120 dBFS."""


@pytest.fixture(scope="module")
def constant():
    """Return a source that never is silent by itself."""
    return MemorySource(np.full((30 * SAMPLE_RATE, 2), 0.5, np.float32))


@pytest.mark.parametrize("first", range(0, PLACES, CHUNK))
def test_from_every_reachable_state_stop_is_heard_within_300_ms(first, constant):
    late = {}
    for seed in range(first, first + CHUNK):
        sound, stopped = stopped_at(seed, FIGURE, lambda _clip: constant)
        rest = np.abs(sound[stopped + to_frames(0.3) + LATENCY :])
        if rest.max() > NOTHING:
            late[seed] = float(rest.max())
    assert not late


def test_there_is_sound_to_stop(constant):
    heard = 0
    for seed in range(40):
        sound, stopped = stopped_at(seed, FIGURE, lambda _clip: constant)
        heard += bool(np.abs(sound[max(0, stopped - 2_048) : stopped]).max(initial=0.0) > NOTHING)
    assert heard > 20
