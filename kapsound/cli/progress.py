"""A line on the terminal that is written over, and the progress of a job on it."""

import os
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from kapsound.processes import Values, run_job
from kapsound.text import visible
from kapsound.units import format_clock

_BAR = 24
_USUAL_COLUMNS = 80


class StatusLine:
    """A line on the terminal that is written over; elsewhere it shows nothing."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._live = self._stream.isatty()
        self._shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()

    @property
    def live(self) -> bool:
        """Whether somebody sees the line change."""
        return self._live

    def show(self, text: str) -> None:
        """Write the line over, cut to the terminal's width; what has not changed stays as it is."""
        text = fit(visible(text), columns(self._stream) - 1)
        if not self._live or text == self._shown:
            return
        blank = " " * (cells(self._shown) - cells(text))
        self._stream.write(f"\r{text}{blank}")
        self._stream.flush()
        self._shown = text

    def leave(self) -> None:
        """Leave the line as it stands; what is written next begins a new one."""
        if self._shown:
            self._stream.write("\n")
            self._stream.flush()
            self._shown = ""


def columns(stream: TextIO) -> int:
    """Return how wide the terminal is at this moment, 80 where that is unknown."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or _USUAL_COLUMNS
    except (OSError, ValueError):
        return _USUAL_COLUMNS


def cells(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(map(_cells, text))


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def fit(text: str, width: int) -> str:
    """Return the text, its end cut off where it is wider than `width` columns."""
    if cells(text) <= width:
        return text
    kept, taken = "", 1
    for char in text:
        taken += _cells(char)
        if taken > width:
            break
        kept += char
    return f"{kept}…" if width > 0 else ""


def progress_text(what: str, values: Mapping[str, Any]) -> str:
    """Return a progress bar: `what`, how far it is, the time left, what is at work."""
    total = values.get("total") or 0
    part = min(1.0, values["done"] / total) if total else 1.0
    filled = round(part * _BAR)
    left = values.get("left")
    time = "" if left is None else f"  {format_clock(left)} left"
    bar = "━" * filled + "·" * (_BAR - filled)
    return f"{what} {bar} {part:4.0%}{time}  {Path(values.get('current') or '').name}".rstrip()


def job(name: str, request: Values, what: str, *, stdout: bool = False) -> Values:
    """Run a job with its progress on the terminal; `stdout` lends it ours for its sound."""
    with StatusLine() as line:
        line.show(f"{what} ...")
        return run_job(
            name, request, lambda values: line.show(progress_text(what, values)), stdout=stdout
        )
