"""The top line tells what is played for whom, over which output, and the wall clock."""

from kapsound.tui.rows import Row, Span, beside, clip, wide
from kapsound.tui.show import lost, outputs, session_end
from kapsound.tui.view import View


def draw(view: View, width: int, _height: int) -> list[Row]:
    """Return one line."""
    title, client_code = view.contents["title"], view.contents["client"]
    ending = _right(view, width * 7 // 10)
    client = Span(f"  {client_code}", "accent")
    room = max(0, width - wide(ending) - wide((client,)) - 1)
    return [beside((*clip((Span(title, "strong"),), room), client), ending, width)]


def _right(view: View, width: int) -> Row:
    """Return the outputs, their names shortened where there is little room, and the times."""
    gaps = sum(item["underruns"] for item in view.status["outputs"])
    worn = [Span(f"  {gaps} gaps", "warn")] if gaps else []
    times = (
        *worn,
        Span(f"   {session_end(view)}   ", "quiet"),
        Span(f"{view.wall:%H:%M:%S}", "strong"),
    )
    words = f"{outputs(view.status)}, max {view.contents['maximum']:g} dB"
    heard = Span(words, "bad" if lost(view.status) else "quiet", "output")
    return (*clip((heard,), max(0, width - wide(times))), *times)
