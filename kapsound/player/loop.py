"""Runs the one loop of every session: requests in, blocks out, until it is over."""

from collections.abc import Callable

from kapsound.player.engine import Engine
from kapsound.player.origins import Origin
from kapsound.samples import Samples
from kapsound.units import Frames

NEVER = Frames(1 << 62)


def run(
    engine: Engine,
    origin: Origin,
    deliver: Callable[[Samples], None],
    on_block: Callable[[], None] = lambda: None,
    until: Frames = NEVER,
) -> None:
    """Render until the session is over or `until` is reached.

    `deliver` takes each block, shape (GRID, 2), which may be used again afterwards, and paces the
    loop by taking its time; `on_block` is called after that.
    """
    while not engine.finished and engine.frame < until:
        block, answers = engine.block(origin.due(engine.frame))
        origin.answered(answers)
        deliver(block)
        on_block()
