"""Finds the silence that a sound server inserts by itself, from when it asked for more."""

from collections import deque
from dataclasses import dataclass

WINDOW = 32
SHORTEST_S = 0.003
_DRIFT = 0.0005
_SETTLED = 16


@dataclass(frozen=True, slots=True)
class _Look:
    lead: float
    consumed: int


class Lateness:
    """Follows how far a device is ahead of real time with what it was handed, in seconds.

    A call that comes late lowers the lead, and those after it make up for that, unless the server
    ran dry meanwhile: what it played of nothing it never asks for again. So a lead that stays
    lower tells of a gap of that length. Gaps under 3 ms are not told from a clock's drift.
    """

    def __init__(self) -> None:
        self._looks: deque[_Look] = deque(maxlen=WINDOW)
        self._usual: float | None = None
        self._last = 0.0
        self._calls = 0

    def look(self, now: float, handed: float, consumed: int) -> tuple[int, float] | None:
        """Take a call at `now` with so many seconds handed over before; return a gap if one was.

        It is the frame at which it was, of those consumed, and its length in seconds.
        """
        self._calls += 1
        self._looks.append(_Look(handed - now, consumed))
        elapsed, self._last = now - self._last, now
        if self._calls < _SETTLED:
            return None
        present = max(look.lead for look in self._looks)
        if self._usual is None:
            self._usual = present
        self._usual -= _DRIFT * elapsed
        fallen = self._usual - present
        if fallen < SHORTEST_S:
            self._usual = max(self._usual, present)
            return None
        self._usual = present
        return min(self._looks, key=lambda look: look.lead).consumed, fallen
