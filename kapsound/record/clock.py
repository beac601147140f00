"""Tells the two times of a record's line: the wall's, and a boot-time clock that nobody sets."""

from datetime import UTC, datetime

from kapsound.platform import boot_clock_ns, boot_name


class Clock:
    """The machine's own clocks."""

    def wall(self) -> datetime:
        """Return the local time with its offset from UTC."""
        return datetime.now(UTC).astimezone()

    def boot(self) -> float:
        """Return seconds since the machine started, time asleep included."""
        return boot_clock_ns() / 1e9

    def run(self) -> str:
        """Return the name of the machine's run since it started; empty where it has none."""
        return boot_name()
