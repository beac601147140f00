"""The top line: what is played for whom, over which output, and the wall clock."""

from collections.abc import Sequence

from kapsound.tui.rows import Row, Span, beside, wide
from kapsound.tui.show import session_end
from kapsound.tui.view import View
from kapsound.tui.widgets.panel import Panel


class Header(Panel):
    """One line."""

    def rows_of(self, view: View, width: int, height: int) -> Sequence[Row]:
        """Return the line."""
        del height
        status = view.status
        client = status.get("client") or ""
        left = [Span(status["title"], "strong"), Span(f"  {client}" if client else "", "accent")]
        ending = self._right(view)
        while len(ending) > 1 and wide(ending) > width * 2 // 3:
            ending.pop(0)
        return [beside(left, ending, width)]

    def _right(self, view: View) -> list[Span]:
        output = view.status.get("output", {})
        gaps = output.get("underruns") or 0
        heard = Span(
            f"{output.get('name') or 'default output'}", "bad" if output.get("lost") else "quiet"
        )
        worn = [Span(f", {gaps} gaps", "warn")] if gaps else []
        ends = Span(f"   {session_end(view)}   ", "quiet")
        return [heard, *worn, ends, Span(f"{view.wall:%H:%M:%S}", "strong")]
