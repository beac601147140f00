"""Runs the one loop of every session: requests in, blocks out, until it is over."""

from collections.abc import Callable, Iterable

from kapsound.player.engine import Engine
from kapsound.player.origins import Pending
from kapsound.samples import Samples
from kapsound.units import Frames

NEVER = Frames(1 << 62)


def run(
    engine: Engine,
    due: Callable[[Frames], Iterable[Pending]],
    deliver: Callable[[Samples], None],
    on_block: Callable[[], None] = lambda: None,
    until: Frames = NEVER,
) -> None:
    """Render until the session is over or `until` is reached.

    `due` gives the requests that are to happen at a frame. `deliver` takes each block, shape
    (GRID, 2), which may be used again afterwards, and paces the loop by taking its time;
    `on_block` is called after that.
    """
    while not engine.finished and engine.frame < until:
        requests = list(due(engine.frame))
        block, answers = engine.block([pending.request for pending in requests])
        for pending, answer in zip(requests, answers, strict=True):
            pending.give(answer)
        deliver(block)
        on_block()
