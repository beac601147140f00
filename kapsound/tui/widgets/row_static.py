"""Textual's own widgets draw rows, laid out for the width they have."""

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import Static

from kapsound.tui.rows import TONES, Row, Span, clip

LayRows = Callable[[int], Sequence[Row]]


class RowVisual(Visual):
    """Shows the rows that a function returns for a width; their text is never markup."""

    def __init__(self, lay: LayRows) -> None:
        self._lay = lay
        self._width, self._rows = -1, tuple[Row, ...]()

    def rows(self, width: int) -> tuple[Row, ...]:
        """Return the rows for a width, laid out once."""
        if width != self._width:
            self._width, self._rows = width, tuple(clip(row, width) for row in self._lay(width))
        return self._rows

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Take all the width there is."""
        del rules
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Return how many rows there are."""
        del rules
        return len(self.rows(width))

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Return the rows as Textual draws them."""
        strips = (_strip(row, style, options) for row in self.rows(width)[:height])
        return [strip.adjust_cell_length(width, style.rich_style) for strip in strips]


def _strip(row: Row, style: Style, options: RenderOptions) -> Strip:
    return Strip(
        Segment(span.text, (style + options.get_style(TONES[span.tone]) + _click(span)).rich_style)
        for span in row
    )


def _click(span: Span) -> Style:
    return Style.from_meta({"@click": span.act}) if span.act else Style()


class RowStatic(Static):
    """Shows rows laid out for its width, and is as high as they are many."""

    auto_links = False

    def __init__(self, lay: LayRows, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(RowVisual(lay), id=id, classes=classes)
        self._lay = lay

    def lay_out(self) -> None:
        """Lay the rows out anew."""
        self.update(RowVisual(self._lay))
