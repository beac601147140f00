"""Rows laid out for the width at hand: headings, hints, what a screen says of itself."""

from collections.abc import Callable, Iterable, Sequence

from kapsound.tui.rows import Row, Span, wide
from kapsound.tui.widgets.panel import Panel

LayRows = Callable[[int], Sequence[Row]]
_GAP = 2


class Laid(Panel):
    """Draws the rows its function returns for a width, and is as high as they are many."""

    def __init__(self, lay: LayRows, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._lay = lay

    def again(self) -> None:
        """Lay the rows out anew."""
        width = self.content_size.width
        if not width:
            return
        rows = tuple(self._lay(width))
        if self.styles.height is None or self.styles.height.value != len(rows):
            self.styles.height = len(rows)
        self._refresh(self._rows, rows, width)
        self._rows = rows

    def resized(self) -> None:
        """Lay out for the new size."""
        self._rows = ()
        self.refresh()
        self.again()


def hints(pairs: Iterable[tuple[str, str, str]], width: int) -> list[Row]:
    """Return keys with what they do, each a thing to click: (key, words, act), in lines."""
    lines: list[list[Span]] = [[]]
    for key, words, act in pairs:
        spans = [Span(key, "key", act), Span(f" {words}", "quiet", act)]
        if lines[-1] and wide(lines[-1]) + _GAP + wide(spans) > width:
            lines.append([])
        if lines[-1]:
            lines[-1].append(Span(" " * _GAP))
        lines[-1] += spans
    return [tuple(line) for line in lines]


def wrapped(text: str, width: int, tone: str = "") -> list[Row]:
    """Return a text in lines of at most so many cells, broken between words where it can be."""
    lines, line = [], ""
    for word in text.split():
        while wide((Span(word),)) > width > 1:
            room = word[: width - 1]
            lines += [line] if line else []
            line, word = "", word[len(room) :]  # noqa: PLW2901 - the rest of a word too long
            lines.append(room)
        longer = f"{line} {word}" if line else word
        if wide((Span(longer),)) <= width:
            line = longer
        else:
            lines.append(line)
            line = word
    return [(Span(part, tone),) for part in [*lines, line] if part] or [()]


def decibels(level: float) -> str:
    """Return a level in dB, with its sign where it is not 0."""
    return f"{level:+g} dB" if level else "0 dB"


def minutes(seconds: float) -> str:
    """Return a length in whole minutes, as people say it."""
    hours, rest = divmod(round(seconds / 60), 60)
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"
