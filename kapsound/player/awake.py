"""Keeps the machine awake while a session plays, and says so in the record where it cannot."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event, Thread

from kapsound.player.sleep_inhibitors import inhibited

_END_S = 2.0
NOT_KEPT = (
    "this system cannot be told to stay awake; switch off its sleep and its screen lock while a "
    "session plays"
)


@contextmanager
def kept_awake(
    tell: Callable[[str], object],
    inhibit: Callable[[], AbstractContextManager[str]] = inhibited,
) -> Iterator[None]:
    """Keep the machine awake for as long as the block runs; `tell` hears in words if it cannot be.

    All of that happens in a thread of its own, so that nothing waits for it.
    """
    over = Event()
    thread = Thread(target=_hold, args=[over, tell, inhibit], name="keep awake", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(_END_S)


def _hold(
    over: Event,
    tell: Callable[[str], object],
    inhibit: Callable[[], AbstractContextManager[str]],
) -> None:
    try:
        with inhibit() as lacking:
            if lacking:
                tell(lacking)
            over.wait()
    except Exception:  # noqa: BLE001 - a session plays on whatever the system says
        if not over.is_set():
            tell(NOT_KEPT)
