"""Shows on the terminal how far a job is, and a line that is written over.

rich draws both; it is loaded where somebody sees them change.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kapsound.cli.talk import say
from kapsound.processes import Values, run_job
from kapsound.text import visible
from kapsound.units import format_clock

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live

PLAIN_EVERY_S = 15.0


def sees_changes() -> bool:
    """Say whether stderr is a terminal on which a line can be written over."""
    return sys.stderr.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def _console() -> "Console":
    from rich.console import Console  # noqa: PLC0415 - see above

    return Console(file=sys.stderr, highlight=False)


def _display() -> "Live":
    from rich.live import Live  # noqa: PLC0415 - see above

    return Live(
        console=_console(), auto_refresh=False, redirect_stdout=False, redirect_stderr=False
    )


class StatusLine:
    """A line on the terminal that is written over; elsewhere it shows nothing."""

    def __init__(self) -> None:
        self._display = _display() if sees_changes() else None

    def show(self, text: str) -> bool:
        """Write the line over, cut to the terminal's width; say whether it is seen."""
        if not self._display:
            return False
        from rich.text import Text  # noqa: PLC0415 - see above

        self._display.start()
        line = Text(visible(text), no_wrap=True, overflow="ellipsis", end="")
        self._display.update(line, refresh=True)
        return True

    def leave(self) -> None:
        """Leave the line as it stands; what is written next begins a new one."""
        if self._display:
            self._display.stop()


@contextmanager
def progress(what: str) -> Iterator[Callable[[Values], None]]:
    """Give a function that shows a job's progress on stderr.

    A terminal has a bar; elsewhere a plain line tells of a long job now and then.
    """
    if not sees_changes():
        yield _plainly(what)
        return
    from rich import progress as bars  # noqa: PLC0415 - see above

    columns = (
        bars.TextColumn("{task.description}", markup=False),
        bars.BarColumn(),
        bars.TaskProgressColumn(),
        bars.TimeRemainingColumn(compact=True),
        bars.TextColumn("{task.fields[current]}", markup=False),
    )
    with bars.Progress(*columns, console=_console()) as bar:
        task = bar.add_task(what, total=None, current="")

        def show(values: Values) -> None:
            done, total = _amounts(values)
            current = visible(Path(values.get("current") or "").name)
            bar.update(task, completed=done, total=total, current=current)

        yield show
        bar.update(task, completed=1, total=1)


def _plainly(what: str) -> Callable[[Values], None]:
    said = time.monotonic()

    def tell(values: Values) -> None:
        nonlocal said
        if time.monotonic() - said >= PLAIN_EVERY_S:
            said = time.monotonic()
            say(progress_text(what, values))

    return tell


def progress_text(what: str, values: Values) -> str:
    """Return in words how far a job is, with the time left where it is known."""
    done, total = _amounts(values)
    left = values.get("left")
    time_left = "" if left is None else f", {format_clock(left)} left"
    return f"{what}: {done / total:.0%}{time_left}"


def _amounts(values: Values) -> tuple[float, float]:
    """Return how much is done, and of how much; nothing to do is all done."""
    total = float(values.get("total") or 0)
    return (min(float(values["done"]), total), total) if total else (1.0, 1.0)


def job(name: str, request: Values, what: str, *, stdout: bool = False) -> Values:
    """Run a job with its progress on the terminal; `stdout` lends it ours for its sound."""
    with progress(what) as show:
        return run_job(name, request, show, stdout=stdout)
