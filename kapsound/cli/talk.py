"""Talk on stderr: messages, problems, and a line of progress. Data goes to stdout elsewhere."""

import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from kapsound.core.playlist.text import visible
from kapsound.errors import KapsoundError
from kapsound.paths import private_folder, private_opener, spare_records_dir
from kapsound.units import format_clock

SOFTWARE_FAULT = 70
_BAR = 24


def say(text: str) -> None:
    """Write a line of talk; control characters in it are shown, not obeyed."""
    print(visible(text, keep="\n"), file=sys.stderr, flush=True)  # noqa: T201 - this is the place


def failure(error: KapsoundError) -> int:
    """Say what is wrong, and return the exit code."""
    for line in str(error).split("\n"):
        say(f"kapsound: {line}")
    return error.exit_code


def unexpected(error: Exception) -> int:
    """Keep the details of a fault of our own in a private file, say where, return the code."""
    text = "".join(traceback.format_exception(error))
    say("kapsound: something unexpected went wrong in kapsound itself.")
    try:
        path = private_folder(spare_records_dir().parent) / "fault.txt"
        with open(path, "w", encoding="utf-8", opener=private_opener) as file:
            file.write(text)
    except (OSError, KapsoundError):
        say("kapsound: its details could not be kept.")
    else:
        say(f"kapsound: its details are in {path}; please report them.")
    return SOFTWARE_FAULT


class StatusLine:
    """A line on the terminal that is written over; elsewhere nothing, until it ends."""

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._shown = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            self._stream.write("\n")
            self._stream.flush()

    @property
    def live(self) -> bool:
        """Whether somebody sees the line change."""
        return self._live

    def show(self, text: str, columns: int) -> None:
        """Write the line over, cut to the terminal's width."""
        if not self._live:
            return
        text = visible(text)[: max(1, columns - 1)]
        self._stream.write(f"\r{text}{' ' * (self._shown - len(text))}")
        self._stream.flush()
        self._shown = len(text)


def progress_text(what: str, values: Mapping[str, Any]) -> str:
    """Return a progress bar: `what`, how far it is, the time left, what is at work."""
    total = values.get("total") or 0
    part = min(1.0, values["done"] / total) if total else 1.0
    filled = round(part * _BAR)
    left = values.get("left")
    time = "" if left is None else f"  {format_clock(left)} left"
    bar = "━" * filled + "·" * (_BAR - filled)
    return f"{what} {bar} {part:4.0%}{time}  {Path(values.get('current') or '').name}"
