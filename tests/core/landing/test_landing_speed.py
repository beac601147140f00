"""Planning never keeps the sound waiting, however large the pool."""

import sys
from random import Random
from time import process_time

import pytest

from kapsound.core.landing import PhaseState, plan_phase
from kapsound.core.plan import Present
from kapsound.units import Frames, grid_ceil, to_frames

LIMIT_S = 0.05


@pytest.mark.alone
@pytest.mark.skipif(sys.gettrace() is not None, reason="measuring coverage takes time of its own")
@pytest.mark.parametrize("minutes", [10, 30, 120])
@pytest.mark.parametrize("heard", [False, True])
def test_a_phase_is_planned_from_ten_thousand_tracks_within_50_ms(make, minutes, heard):
    random = Random(minutes)
    tracks = tuple(make.track(f"t{place}", random.uniform(60, 600)) for place in range(10_000))
    phase = make.phase("peak", 60 * minutes, tracks=tracks, arrange="fit")
    end = to_frames(60 * minutes)
    state = PhaseState(
        number=0,
        began=Frames(0),
        frame=grid_ceil(to_frames(20)),
        ends=(end, Frames(end + to_frames(600))),
        goal=end,
        present=Present(make.track("now", 200.0), to_frames(180)),
        heard=tuple(track.clip.key for track in tracks) if heard else (),
        lost=frozenset(),
    )
    material = make.material(phase, make.phase("return"))

    def took():
        begun = process_time()
        assert plan_phase(material, state).rung == "exact"
        return process_time() - begun

    assert min(took() for _ in range(5)) <= LIMIT_S
