"""The phase in large type, what is left of it and what ends it."""

from collections.abc import Sequence

from kapsound.tui.rows import Row, Span, clip
from kapsound.tui.show import ending
from kapsound.tui.view import View
from kapsound.tui.widgets.letters import large
from kapsound.tui.widgets.panel import Panel


class PhaseName(Panel):
    """The name as large as the room allows."""

    def rows_of(self, view: View, width: int, height: int) -> Sequence[Row]:
        """Return the large letters and the line beneath."""
        phase = view.status["phase"]
        letters = large(phase["name"], width, height - 1)
        tone = "warn" if phase["waits"] != "plan" else "strong"
        line = clip(
            (
                Span(f"{phase['number']} of {phase['of']}  ", "quiet"),
                Span(ending(view), tone),
            ),
            width,
        )
        return [*((Span(row, "big"),) for row in letters), line]
