"""The one loop: requests in, blocks out, until the session is over."""

from collections.abc import Callable
from typing import Protocol

from kapsound.player.engine import Engine
from kapsound.player.origins import Origin
from kapsound.samples import Samples
from kapsound.units import Frames

NEVER = Frames(1 << 62)


class Outlet(Protocol):
    """Takes the blocks, and paces the loop by taking its time."""

    def write(self, block: Samples) -> None:
        """Hand over a block of shape (GRID, 2); it may be used again afterwards."""
        ...


def run(
    engine: Engine,
    origin: Origin,
    outlet: Outlet,
    on_block: Callable[[], None] = lambda: None,
    until: Frames = NEVER,
) -> None:
    """Render until the session is over or `until` is reached.

    `on_block` is called after each block was handed over.
    """
    while not engine.finished and engine.frame < until:
        block, answers = engine.block(origin.due(engine.frame))
        origin.answered(answers)
        outlet.write(block)
        on_block()
