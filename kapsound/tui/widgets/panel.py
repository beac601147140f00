"""A panel of the session screen draws rows of text anew only where they change."""

from collections.abc import Callable, Sequence
from itertools import zip_longest

from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from kapsound.tui.messages import Act
from kapsound.tui.rows import TONES, Row, Span
from kapsound.tui.view import View

_META = "kapsound_act"
Draw = Callable[[View, int, int], Sequence[Row]]
"""Returns what to draw of a view in so many cells across and down."""


class Panel(Widget):
    """Shows the rows of a view; text is never markup, and a click on a span posts its `act`."""

    ALLOW_SELECT = False
    can_focus = False

    def __init__(
        self,
        draw: Draw,
        heading: str = "",
        *,
        id: str | None = None,  # noqa: A002 - Textual's own word
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._draw, self.border_title = draw, heading
        self._view: View | None = None
        self._rows: Sequence[Row] = ()

    def show(self, view: View) -> None:
        """Draw the view, as far as it looks different from the last."""
        self._view = view
        width, height = self.content_size
        if not width or not height:
            return
        old, self._rows = self._rows, self._draw(view, width, height)
        for y, (before, now) in enumerate(zip_longest(old, self._rows)):
            if before != now:
                self.refresh(Region(0, y, width, 1))

    def render_line(self, y: int) -> Strip:
        """Return one line of the widget."""
        width, base = self.content_size.width, self.rich_style
        row = self._rows[y] if y < len(self._rows) else ()
        segments = [Segment(span.text, base + self._style(span)) for span in row if span.text]
        return Strip(segments).adjust_cell_length(width, base)

    def on_resize(self) -> None:
        """Draw everything anew."""
        self._rows = ()
        self.refresh()
        if self._view:
            self.show(self._view)

    def on_click(self, event: Click) -> None:
        """Do what stands under the pointer."""
        act = event.style.meta.get(_META)
        if act:
            event.stop()
            self.post_message(Act(act))

    def _style(self, span: Span) -> Style:
        style = self.app.stylesheet.parse_style(TONES[span.tone]).rich_style
        return style + Style(meta={_META: span.act}) if span.act else style
