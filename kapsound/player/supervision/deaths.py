"""Decides how soon a player that died is followed by another, and whether that plays safe."""

from dataclasses import dataclass

SAFE_AFTER, WITHIN_S = 3, 30.0
_LONGEST_PAUSE_S = 30.0


@dataclass(frozen=True, slots=True)
class Deaths:
    """The times of the last deaths, in seconds, and how many players in a row begin safe."""

    times: tuple[float, ...] = ()
    safe_tries: int = 0

    def another(self, now: float, lived_s: float) -> "Deaths":
        """Return these and one more, of a player that lived so long.

        After three deaths within 30 s players begin safe, until one lives longer than that.
        """
        times = (*self.times, now)[-SAFE_AFTER:]
        loop = len(times) == SAFE_AFTER and now - times[0] <= WITHIN_S
        goes_on = self.safe_tries > 0 and lived_s <= WITHIN_S
        return Deaths(times, self.safe_tries + 1 if loop or goes_on else 0)

    @property
    def safe(self) -> bool:
        """Whether the next player begins safe."""
        return self.safe_tries > 0

    @property
    def pause_s(self) -> float:
        """How long the next player waits; the first safe one begins at once, later ones longer."""
        further = self.safe_tries - 2
        return 0.0 if further < 0 else min(_LONGEST_PAUSE_S, 2.0**further)
