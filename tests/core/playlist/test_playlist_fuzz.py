"""Spoiled playlists, hostile paths among them: each is read or told apart, none reaches outside.

`KAPSOUND_SOAK=1` reads a hundred times as many.
"""

import os

import pytest
from fuzz_playlists import run, spoiled

CASES = 40_000 if os.environ.get("KAPSOUND_SOAK") else 400


@pytest.mark.parametrize("seed", [0, 1])
def test_no_spoiled_playlist_makes_a_traceback_or_reaches_a_file_outside_its_root(seed, tmp_path):
    assert run(CASES // 2, seed, tmp_path) == []


def test_a_seed_gives_the_same_playlists_again():
    assert list(spoiled(20, 3)) == list(spoiled(20, 3)) != list(spoiled(20, 4))
