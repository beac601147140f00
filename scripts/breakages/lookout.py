"""Looks at a session's status many times a second, and remembers what it told when."""

import threading
import time
from collections.abc import Callable

from kapsound.control import Client, Status
from kapsound.errors import KapsoundError

LOOKS_A_SECOND = 30.0


class Lookout(threading.Thread):
    """Keeps when each fault was told first, and when nobody answered any more or did again."""

    def __init__(self, connect: Callable[[], Client]) -> None:
        super().__init__(name="lookout", daemon=True)
        self.told: dict[str, float] = {}
        self.gone: list[float] = []
        self.back: list[float] = []
        self.last: Status | None = None
        self._connect = connect
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        """Look until it is stopped."""
        while not self._over.is_set():
            try:
                with self._connect() as client:
                    self._follow(client)
            except (KapsoundError, OSError):
                self._over.wait(0.02)

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join(10)

    def fault_since(self, moment: float) -> float | None:
        """Return when the first fault after a moment was told, if one was."""
        return min((at for at in self.told.values() if at >= moment), default=None)

    def _follow(self, client: Client) -> None:
        self.back.append(time.monotonic())
        for look in client.watch(LOOKS_A_SECOND):
            self._see(look.status)
            if self._over.is_set():
                return
        self.gone.append(time.monotonic())

    def _see(self, status: Status) -> None:
        self.last = status
        now = time.monotonic()
        for fault in status["faults"]:
            self.told.setdefault(f"{fault['n']}: {fault['text']}", now)
        if status["record_fault"]:
            self.told.setdefault(f"record: {status['record_fault']}", now)
        if any(output["lost"] for output in status["outputs"]):
            self.told.setdefault(f"output lost {len(self.gone)}", now)
