"""Damaged files of every kind: each is prepared or refused by name, and no worker is the worse.

`KAPSOUND_SOAK=1` damages two thousand.
"""

import os

import pytest
from fuzz_media import KINDS, run

SOAK = bool(os.environ.get("KAPSOUND_SOAK"))
ROUNDS = 20 if SOAK else 1
CASES = 100 if SOAK else 2 * len(KINDS)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_damaged_file_is_prepared_or_refused_by_name(tmp_path, cache, seed):
    assert run(CASES, seed, tmp_path, cache) == []
