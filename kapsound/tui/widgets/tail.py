"""A panel shows the record's last lines."""

from kapsound.control.status import TailLine
from kapsound.tui.rows import Row, Span, clip
from kapsound.tui.show import clock
from kapsound.tui.view import View
from kapsound.tui.widgets.panel import Panel

_HIDDEN = (
    "bus", "plan", "left", "digest", "checkpoint", "attached", "control", "detached"
)  # fmt: skip
_TONES = {"fault": "bad", "command": "strong", "note": "accent", "vitals": "accent", "dose": "warn"}


class Tail(Panel):
    """Shows the newest line lowest; looks back further up."""

    def __init__(self) -> None:
        super().__init__(self._lay, "record", id="tail")
        self._back = 0

    def look(self, view: View, lines: int) -> None:
        """Look so many lines further back, or forth where negative."""
        rest = len(_lines(view)) - max(1, self.content_size.height)
        self._back = max(0, min(self._back + lines, rest))
        self.show(view)

    def _lay(self, view: View, width: int, height: int) -> list[Row]:
        lines = _lines(view)
        end = max(height, len(lines) - self._back)
        return [_row(view, line, width) for line in lines[max(0, end - height) : end]]


def _lines(view: View) -> list[TailLine]:
    return [line for line in view.status["tail"] if line["kind"] not in _HIDDEN]


def _row(view: View, line: TailLine, width: int) -> Row:
    tone = _TONES.get(line["kind"], "quiet")
    return clip(
        (Span(f"{clock(line['t'])}  ", "quiet"), Span(_told(view, line["text"]), tone)), width
    )


def _told(view: View, text: str) -> str:
    """Return a line with screens called by what they are from here."""
    name, colon, rest = text.partition(": ")
    if not colon or not name.startswith("screen-"):
        return text
    return rest if name == view.screen else f"another screen: {rest}"
