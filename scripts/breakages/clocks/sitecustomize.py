"""Steps the clocks of a Python that finds this on its path, by the seconds that two files hold.

`boot` in the folder `FAULTS_CLOCKS` is added to the clock that goes on while a machine sleeps, as
if it had slept; `wall` to the time of day, as if somebody had set it.
"""

import datetime as dt
import os
import time
from pathlib import Path
from typing import Self

_FOLDER = Path(os.environ["FAULTS_CLOCKS"])
_clock_gettime_ns = time.clock_gettime_ns


def _step(name: str) -> float:
    try:
        return float((_FOLDER / name).read_text() or 0)
    except OSError:
        return 0.0


def _stepped_ns(clock: int) -> int:
    slept = _step("boot") if clock == time.CLOCK_BOOTTIME else 0
    return _clock_gettime_ns(clock) + int(slept * 1e9)


class _Stepped(dt.datetime):
    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Self:
        return super().now(tz) + dt.timedelta(seconds=_step("wall"))


time.clock_gettime_ns = _stepped_ns
dt.datetime = _Stepped  # type: ignore[misc]  # it stands in for the real one
