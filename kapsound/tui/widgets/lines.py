"""Rows that do not come from the status: the text of a dialog or of the help."""

from collections.abc import Sequence

from textual.events import Mount

from kapsound.tui.rows import Row, with_more
from kapsound.tui.widgets.panel import Panel


class Lines(Panel):
    """Shows given rows, from `top` on."""

    def __init__(self, rows: Sequence[Row] = (), *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._all = tuple(rows)
        self.top = 0

    def on_mount(self, _: Mount) -> None:
        """Be as high as the rows, where the style sheet does not say otherwise."""
        self.put(self._all)

    def put(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self._all = tuple(rows)
        if not self.has_class("-scrolls"):
            self.styles.height = max(1, len(rows))
        self._draw()

    def move(self, lines: int) -> None:
        """Move by so many lines, as far as there are any."""
        most = max(0, len(self._all) - self.content_size.height)
        self.top = max(0, min(most, self.top + lines))
        self._draw()

    def resized(self) -> None:
        """Stay within the rows."""
        self.move(0)

    def _draw(self) -> None:
        width, height = self.content_size
        rows = list(self._all[self.top :])
        if 0 < height < len(rows):
            below = len(rows) - height
            rows[height - 1] = with_more(rows[height - 1], below, width)
        self._rows = rows
        self.refresh()
