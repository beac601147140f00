"""Chooses tracks so that a phase ends where one of them does.

`plan_phase` plans a phase as it stands (`PhaseState`). Under `arrange = "fit"` it describes the
time to be filled (`Gap`) and asks `land` for tracks that fill it, by the best rung of the ladder
there is: exact, moved or early; else the tracks play as listed and the boundary is faded.
"""

from kapsound.core.landing.gap import SHORTEST_PART
from kapsound.core.landing.phase import LANDINGS, PhaseState, Plan, plan_phase

__all__ = ["LANDINGS", "SHORTEST_PART", "PhaseState", "Plan", "plan_phase"]
