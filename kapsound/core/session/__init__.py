"""Runs the session: a pure state machine over the frame clock.

`begin` gives the first state; `step` takes a state and a request or tick at a grid start to
the next, with the instructions for the mixer and the events for the record.
"""

from kapsound.core.session.state import Session
from kapsound.core.session.step import TICK, Step, Tick, begin, step

__all__ = ["TICK", "Session", "Step", "Tick", "begin", "step"]
